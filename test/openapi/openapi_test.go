// Package openapi_test holds docs/reference/openapi.json against the rules of OpenAPI 3.1,
// and the examples in it, which are the fixtures of package wire, against its schemas.
package openapi_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/pb33f/jsonschema/v6"
	"github.com/pb33f/libopenapi/datamodel"
)

const file = "../../docs/reference/openapi.json"

// TestDocument goes by the schema that the OpenAPI Initiative publishes for 3.1. That
// schema leaves open what the schemas in a document are: TestExamples reads them all.
func TestDocument(t *testing.T) {
	doc := read(t, file)
	rules, err := jsonschema.UnmarshalJSON(strings.NewReader(datamodel.OpenAPI31SchemaData))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("rules.json", rules); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("rules.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Error(err)
	}
	names := map[any]bool{}
	for path, item := range doc.(map[string]any)["paths"].(map[string]any) {
		name := item.(map[string]any)["post"].(map[string]any)["operationId"]
		if names[name] {
			t.Errorf("%s: another operation is called %v too", path, name)
		}
		names[name] = true
	}
}

func read(t *testing.T, file string) any {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// content is a request or an answer of a command.
type content map[string]struct {
	Examples map[string]struct{ Value json.RawMessage }
}

func TestExamples(t *testing.T) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Paths map[string]struct {
			Post struct {
				RequestBody struct{ Content content }
				Responses   map[string]struct{ Content content }
			}
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("openapi.json", read(t, file)); err != nil {
		t.Fatal(err)
	}
	checked := 0
	check := func(place string, all content) {
		schema, err := c.Compile("openapi.json#" + place + "/content/application~1json/schema")
		if err != nil {
			t.Fatal(err)
		}
		for name, e := range all["application/json"].Examples {
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(e.Value))
			if err != nil {
				t.Fatal(err)
			}
			checked++
			if err := schema.Validate(value); err != nil {
				t.Errorf("%s, %s: %v", place, name, err)
			}
		}
		if schema.Validate("no object") == nil {
			t.Errorf("%s takes what is no object", place)
		}
	}
	for path, item := range doc.Paths {
		at := "/paths/" + strings.ReplaceAll(path, "/", "~1") + "/post"
		check(at+"/requestBody", item.Post.RequestBody.Content)
		check(at+"/responses/200", item.Post.Responses["200"].Content)
	}
	if checked < 290 {
		t.Errorf("only %d examples", checked)
	}
}
