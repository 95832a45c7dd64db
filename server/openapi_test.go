package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/rest"
	"github.com/teahouse-chat/teahouse/wire"
)

const openAPIFile = "../docs/reference/openapi.json"

// object is a JSON object whose fields keep their order.
type object []field

type field struct {
	name  string
	value any
}

// MarshalJSON implements json.Marshaler.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := plainJSON(f.value)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%q:%s", f.name, value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// plainJSON leaves < and > as they are: people read the file too.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

func (o *object) add(name string, value any) { *o = append(*o, field{name, value}) }

func ref(place string) object { return object{{"$ref", "#/components/" + place}} }

// TestReferenceOpenAPI keeps docs/reference/openapi.json: the server API in OpenAPI 3.1,
// from the types of the registry by reflection, their comments, the fixtures, and what
// their Validate methods do (see limitsOf).
func TestReferenceOpenAPI(t *testing.T) {
	raw, err := plainJSON(openAPI(t))
	if err != nil {
		t.Fatal(err)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, raw, "", " "); err != nil {
		t.Fatal(err)
	}
	pretty.WriteByte('\n')
	compare(t, openAPIFile, pretty.String())
}

func openAPI(t *testing.T) object {
	t.Helper()
	var commands []api.Listed
	for _, c := range registered(t) {
		if c.Who&api.Admin != 0 && !c.ClientOnly {
			commands = append(commands, c)
		}
	}
	s := newSchemas(t, commands)
	var paths object
	var tags []object
	for _, c := range commands {
		paths.add("/v4/"+slashed(c.Name), object{{"post", operation(t, s, c)}})
		if tag := (object{{"name", c.Service()}, {"externalDocs", object{{"url", c.Service() + ".md"}}}}); len(tags) == 0 || tags[len(tags)-1][0].value != c.Service() {
			tags = append(tags, tag)
		}
	}
	return object{
		{"openapi", "3.1.0"},
		{"info", object{
			{"title", "Teahouse: the server API"},
			{"version", "v4"},
			{"license", object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}},
			{"description", openAPIText},
		}},
		{"servers", []object{{{"url", "http://127.0.0.1:8080"}, {"description", "a server on this machine"}}}},
		{"tags", tags},
		{"paths", paths},
		{"components", object{{"schemas", s.components()}, {"parameters", parameters}}},
	}
}

var openAPIText = fmt.Sprintf(`What a backend calls as an App admin: every command is a POST with a JSON object of at most %d bytes, and is
answered with HTTP status 200 and a JSON object. Its ErrorCode is 0 for a success, which in batches may list members that
failed. Any command may also be answered with a code of the gateway (60002 to 60020), of the UserSig (70001 to 70020), and
with the codes of its service for what it does not take, for an account or a group that does not exist, and for a failure of
the server. x-error-codes of an operation are the codes that its own sources name.

Schemas come from the server's own types. A field is required, and has a limit, where the server was seen to refuse a
request without it or beyond it. Lengths are in bytes. Unknown fields are ignored; a field that is null counts as absent; an empty list may stand for an empty object.`, rest.MaxBody)

var parameters = object{
	{"sdkappid", query("sdkappid", "the application", object{{"type", "integer"}, {"minimum", 1}, {"maximum", 1<<32 - 1}}, true)},
	{"identifier", query("identifier", "an App admin of it", object{{"type", "string"}, {"minLength", 1}, {"maxLength", 32}}, true)},
	{"usersig", query("usersig", "the admin's UserSig", object{{"type", "string"}, {"minLength", 1}}, true)},
	{"random", query("random", "a fresh number for each request; not looked at", object{{"type", "integer"}, {"minimum", 0}, {"maximum", 1<<32 - 1}}, false)},
	{"contenttype", query("contenttype", "how the body is written", object{{"type", "string"}, {"enum", []string{"json"}}}, false)},
}

func query(name, text string, schema object, required bool) object {
	return object{{"name", name}, {"in", "query"}, {"required", required}, {"description", text}, {"schema", schema}}
}

func operation(t *testing.T, s *schemas, c api.Listed) object {
	t.Helper()
	file, dir := fileOf(t, c)
	doc := docOf(t, file, c)
	summary, _, _ := strings.Cut(strings.ReplaceAll(doc, "\n", " "), ". ")
	if len(c.Aliases) > 0 {
		var also []string
		for _, alias := range c.Aliases {
			also = append(also, "`"+slashed(alias)+"`")
		}
		doc += "\nAlso as " + strings.Join(also, ", ") + "."
	}
	if c.PerSecond > 0 {
		doc += fmt.Sprintf("\n\nAn application may call it %d times a second.", c.PerSecond)
	}
	answer := any(ref("schemas/Envelope"))
	if c.Response != reflect.TypeFor[wire.Empty]() {
		answer = object{{"allOf", []any{ref("schemas/Envelope"), s.of(c.Response, nil)}}}
	}
	op := object{
		{"operationId", strings.Replace(c.Name, ".", "_", 1)},
		{"tags", []string{c.Service()}},
		{"summary", strings.TrimSuffix(strings.TrimSpace(summary), ".")},
		{"description", strings.TrimSpace(doc)},
		{"parameters", []object{ref("parameters/sdkappid"), ref("parameters/identifier"), ref("parameters/usersig"),
			ref("parameters/random"), ref("parameters/contenttype")}},
		{"requestBody", object{{"required", true}, {"content", content(s.of(c.Request, nil), examplesOf(t, dir, "request"))}}},
		{"responses", object{{"200", object{
			{"description", "the outcome"},
			{"content", content(answer, examplesOf(t, dir, "response"))},
		}}}},
	}
	if codes := s.codes.of(t, c); len(codes) > 0 {
		op.add("x-error-codes", codes)
	}
	return op
}

func content(schema any, examples object) object {
	return object{{"application/json", object{{"schema", schema}, {"examples", examples}}}}
}

// examplesOf returns the fixtures of a command over REST.
func examplesOf(t *testing.T, dir, kind string) (examples object) {
	t.Helper()
	for _, file := range fixtureFiles(t, dir, kind) {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		examples.add(strings.TrimSuffix(filepath.Base(file), ".json"), object{{"value", json.RawMessage(raw)}})
	}
	return examples
}

func fixtureFiles(t *testing.T, dir, kind string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "rest", kind+"*.json"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	return files
}
