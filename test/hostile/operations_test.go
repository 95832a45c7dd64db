package hostile_test

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/jsonschema/v6"
)

// operations are the commands of docs/reference/openapi.json, which is made from the
// registry: a command that is new is in it.
type operations struct {
	all      []operation
	compiler *jsonschema.Compiler
}

type operation struct {
	command string // service.command
	example map[string]any
	schema  *jsonschema.Schema // of the request
}

func readOperations(t *testing.T) *operations {
	t.Helper()
	raw, err := os.ReadFile("../../docs/reference/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Paths map[string]struct {
			Post struct {
				RequestBody struct {
					Content map[string]struct {
						Examples map[string]struct{ Value map[string]any }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	ops := &operations{compiler: jsonschema.NewCompiler()}
	ops.compiler.DefaultDraft(jsonschema.Draft2020)
	if err := ops.compiler.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	for path, item := range file.Paths {
		schema, err := ops.compiler.Compile("openapi.json#/paths/" + strings.ReplaceAll(path, "/", "~1") +
			"/post/requestBody/content/application~1json/schema")
		if err != nil {
			t.Fatal(err)
		}
		ops.all = append(ops.all, operation{strings.ReplaceAll(strings.TrimPrefix(path, "/v4/"), "/", "."),
			item.Post.RequestBody.Content["application/json"].Examples["request"].Value, schema})
	}
	slices.SortFunc(ops.all, func(a, b operation) int { return strings.Compare(a.command, b.command) })
	if len(ops.all) < 140 {
		t.Fatalf("only %d operations", len(ops.all))
	}
	return ops
}

// of returns the operation of a command, nil if it has none.
func (o *operations) of(command string) *operation {
	at := slices.IndexFunc(o.all, func(op operation) bool { return op.command == command })
	if at < 0 {
		return nil
	}
	return &o.all[at]
}

// refuses says why a body is not what an operation takes. Fields that are null count as
// absent, and an empty list stands for an empty object.
func (o *operation) refuses(t *testing.T, body string) error {
	t.Helper()
	err := o.misfit(t, body)
	if err != nil && strings.Contains(body, "[]") {
		return o.misfit(t, strings.ReplaceAll(body, "[]", "{}"))
	}
	return err
}

func (o *operation) misfit(t *testing.T, body string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	doc, ok := withoutNull(doc)
	if !ok {
		return nil // a list of null: each is an empty entry
	}
	return o.schema.Validate(doc)
}

func withoutNull(v any) (any, bool) {
	whole := true
	switch v := v.(type) {
	case map[string]any:
		for k, field := range v {
			if field == nil {
				delete(v, k)
				continue
			}
			_, ok := withoutNull(field)
			whole = whole && ok
		}
	case []any:
		for _, entry := range v {
			if entry == nil {
				return v, false
			}
			_, ok := withoutNull(entry)
			whole = whole && ok
		}
	}
	return v, whole
}

// ranges are the codes that a service gives besides those of the gateway and of accounts.
var ranges = map[string][][2]int{
	"im_open_login_svc":              {{40601, 40601}},
	"registration_service":           {{40601, 40601}},
	"openim":                         {{20000, 20099}, {80001, 80003}, {90001, 93000}, {10000, 10199}},
	"openim_msg_ext_http_svc":        {{20000, 23999}, {90001, 93000}, {10000, 10199}},
	"openim_robot_http_svc":          {{10000, 10199}, {40601, 40601}},
	"official_account_open_http_svc": {{10000, 10199}, {80001, 80003}},
	"stream_msg":                     {{10000, 10199}, {20000, 23999}, {80001, 80003}, {90001, 93000}},
	"profile":                        {{40001, 40999}},
	"sns":                            {{30001, 32999}},
	"follow":                         {{30001, 32999}},
	"recentcontact":                  {{50001, 51999}},
	"all_member_push":                {{90001, 91000}},
	"timpush":                        {{90001, 91000}},
	"openconfigsvr":                  {{130001, 130014}},
	"teahouse_setting_svc":           {{190001, 190003}},
	"open_msg_svc":                   {{1001, 1005}},
	"ConfigSvc":                      nil,
	"im_cos_msg":                     {{114000, 114099}},
	"im_msg_audit":                   {{2001, 2016}},
	"im_msg_audit_mgr":               {{2001, 2016}},
	"group_open_http_svc":            {{10000, 10199}, {80001, 80003}},
	"million_group_open_http_svc":    {{10000, 10199}, {80001, 80003}},
	"group_open_attr_http_svc":       {{10000, 10199}},
	"group_open_avchatroom_http_svc": {{10000, 10199}},
}

// documented tells whether a command may give a code.
func documented(command string, code int) bool {
	service, _, _ := strings.Cut(command, ".")
	for _, r := range append(ranges[service], [2]int{60002, 60020}, [2]int{70001, 70500}) {
		if code >= r[0] && code <= r[1] {
			return true
		}
	}
	return code == 0
}

// operations sends to each command of the server API what is no request at all, and the
// example of its request with a group of another application in it.
func (s *server) operations(t *testing.T) {
	own := map[string]bool{"group_open_http_svc.create_group": true, "group_open_http_svc.import_group": true} // GroupIds are each application's own
	for _, op := range readOperations(t).all {
		path := "/v4/" + strings.Replace(op.command, ".", "/", 1)
		for _, body := range []string{"null", "[7]", `"x"`, `{"a":`} {
			s.rows.Add(1)
			if e := judge(t, s.raw(t, "POST", path, s.a.query(), body)); e.ErrorCode != 60003 {
				t.Errorf("%s %s: code %d %s, want 60003", op.command, body, e.ErrorCode, e.ErrorInfo)
			}
		}
		id, ok := op.example["GroupId"].(string)
		if !ok || own[op.command] {
			continue
		}
		theirs := s.a.group()
		if strings.HasPrefix(id, "@TGS#_") {
			theirs = s.a.community()
		}
		raw, err := json.Marshal(op.example)
		if err != nil {
			t.Fatal(err)
		}
		body := strings.ReplaceAll(string(raw), id, theirs)
		s.row(t, "another application's group: "+op.command, 10010, s.post(path, s.b.query(), body))
	}
}
