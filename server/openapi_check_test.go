package server

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/pb33f/jsonschema/v6"

	"github.com/teahouse-chat/teahouse/server/internal/api"
)

// answerSchemas returns a function that holds answers against the schemas in
// docs/reference/openapi.json. That these are right by OpenAPI's rules is for
// test/openapi to say.
func answerSchemas(t *testing.T, commands []api.Listed) func(name string, answer []byte) {
	t.Helper()
	f, err := os.Open(openAPIFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, command := range commands {
		if command.Who&api.Admin != 0 && !command.ClientOnly {
			for _, name := range command.Names() {
				names[name] = command.Name
			}
		}
	}
	return func(name string, answer []byte) {
		t.Helper()
		schema, err := c.Compile("openapi.json#/paths/" + strings.ReplaceAll("/v4/"+slashed(names[name]), "/", "~1") +
			"/post/responses/200/content/application~1json/schema")
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(answer))
		if err != nil {
			t.Fatalf("%s: %v", answer, err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("the answer of %s does not fit docs/reference/openapi.json: %s: %v", name, answer, err)
		}
	}
}
