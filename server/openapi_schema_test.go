package server

import (
	"encoding/json"
	"go/ast"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// schemas makes JSON schemas of Go types. Named structs are components.
type schemas struct {
	t      *testing.T
	docs   docs
	codes  *codes
	limits map[reflect.Type]*limits
	named  map[string]object // by the component's name
	types  map[string]reflect.Type
}

func newSchemas(t *testing.T, commands []api.Listed) *schemas {
	t.Helper()
	d := readDocs(t)
	return &schemas{t, d, readCodes(t), limitsOf(t, commands), map[string]object{"Envelope": envelopeSchema}, map[string]reflect.Type{}}
}

var envelopeSchema = object{
	{"type", "object"},
	{"description", "What every answer has."},
	{"required", []string{"ActionStatus", "ErrorCode", "ErrorInfo"}},
	{"properties", object{
		{"ActionStatus", object{{"type", "string"}, {"description", "OK or FAIL; of a batch of messages also SomeError and AllError"}}},
		{"ErrorCode", object{{"type", "integer"}, {"description", "0: success"}}},
		{"ErrorInfo", object{{"type", "string"}, {"description", "says in English what was wrong"}}},
		{"ErrorDisplay", object{{"type", "string"}}},
	}},
}

var (
	integer       = object{{"type", "integer"}}
	whole32       = object{{"type", "integer"}, {"minimum", 0}, {"maximum", 1<<32 - 1}}
	anyJSON       = object{}
	numberOrText  = object{{"type", []string{"integer", "string"}}}
	unmarshalable = reflect.TypeFor[json.Unmarshaler]()
)

// written are the types that read their JSON themselves.
var written = map[reflect.Type]object{
	reflect.TypeFor[json.RawMessage]():  anyJSON,
	reflect.TypeFor[openim.Body]():      {{"type", "array"}, {"minItems", 1}, {"items", ref("schemas/wire.Element")}},
	reflect.TypeFor[openim.Random]():    whole32,
	reflect.TypeFor[openim.Time]():      whole32,
	reflect.TypeFor[openim.LifeTime]():  whole32,
	reflect.TypeFor[openim.SyncOther](): {{"type", "integer"}, {"enum", []int{1, 2}}},
	reflect.TypeFor[openim.PushInfo]():  {{"type", "object"}},
	reflect.TypeFor[openim.Seconds]():   numberOrText,
	reflect.TypeFor[group.Cursor]():     numberOrText,
	reflect.TypeFor[group.SeqString]():  numberOrText,
}

// contents says what is in raw fields, by "package.Type.Field".
var contents = map[string]object{
	"wire.Element.MsgContent": {{"type", "object"}},
	"profile.Item.Value":      numberOrText,
	"sns.Item.Value":          {{"type", []string{"integer", "string", "array"}}},
}

func (s *schemas) components() object {
	s.of(reflect.TypeFor[wire.Element](), nil) // of openim.Body
	var names []string
	for name := range s.named {
		names = append(names, name)
	}
	slices.Sort(names)
	var all object
	for _, name := range names {
		all.add(name, s.named[name])
	}
	return all
}

// of returns the schema of a type. source is the type as it is written, for comments of
// structs without a name.
func (s *schemas) of(t reflect.Type, source ast.Expr) object {
	if own, ok := written[t]; ok {
		return slices.Clone(own)
	}
	if reflect.PointerTo(t).Implements(unmarshalable) {
		s.t.Fatalf("%v reads its JSON itself: it needs a row in written", t)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem(), inside(source))
	case reflect.String:
		return object{{"type", "string"}}
	case reflect.Bool:
		return object{{"type", "boolean"}}
	case reflect.Float32, reflect.Float64:
		return object{{"type", "number"}}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return slices.Clone(integer)
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return slices.Clone(whole32)
	case reflect.Uint64, reflect.Uint:
		return object{{"type", "integer"}, {"minimum", 0}}
	case reflect.Slice, reflect.Array:
		return object{{"type", "array"}, {"items", s.of(t.Elem(), inside(source))}}
	case reflect.Map:
		return object{{"type", "object"}, {"additionalProperties", s.of(t.Elem(), nil)}}
	case reflect.Interface:
		return anyJSON
	case reflect.Struct:
		return s.structure(t, source)
	}
	s.t.Fatalf("%v is in a request or an answer", t)
	return nil
}

func (s *schemas) structure(t reflect.Type, source ast.Expr) object {
	if t.Name() == "" {
		text, _ := source.(*ast.StructType)
		return s.fields(t, "", text)
	}
	name := path.Base(t.PkgPath()) + "." + t.Name()
	if before, ok := s.types[name]; ok && before != t {
		s.t.Fatalf("%v and %v are both called %s", before, t, name)
	}
	if _, done := s.named[name]; !done {
		s.types[name], s.named[name] = t, nil // a type may hold itself
		d := s.docs[name]
		s.named[name] = s.fields(t, d.text, d.fields)
	}
	return ref("schemas/" + name)
}

func (s *schemas) fields(t reflect.Type, text string, source *ast.StructType) object {
	schema := object{{"type", "object"}}
	if text != "" {
		schema.add("description", text)
	}
	l := s.limits[t]
	var properties object
	s.properties(&properties, t, source, l)
	if l != nil && len(l.required) > 0 {
		schema.add("required", l.required)
	}
	if l != nil && len(l.either) > 0 {
		var all []object
		for _, names := range l.either {
			var ways []object
			for _, name := range names {
				ways = append(ways, object{{"required", []string{name}}})
			}
			all = append(all, object{{"anyOf", ways}})
		}
		schema.add("allOf", all)
	}
	if len(properties) > 0 {
		schema.add("properties", properties)
	}
	return schema
}

func (s *schemas) properties(into *object, t reflect.Type, source *ast.StructType, l *limits) {
	for i := range t.NumField() {
		f := t.Field(i)
		name := jsonName(f)
		if name == "" {
			if f.Anonymous {
				s.properties(into, f.Type, s.docs[path.Base(f.Type.PkgPath())+"."+f.Type.Name()].fields, s.limits[f.Type])
			}
			continue
		}
		kind, text := fieldSource(source, f.Name)
		schema := s.of(f.Type, kind)
		if own, ok := contents[path.Base(t.PkgPath())+"."+t.Name()+"."+f.Name]; ok {
			schema = slices.Clone(own)
		}
		if l != nil {
			schema = l.narrowed(name, schema)
		}
		if text != "" {
			schema.add("description", text)
		}
		into.add(name, schema)
	}
}

// jsonName returns the name of a field in JSON; "" for those that are not there and for
// embedded structs.
func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	switch {
	case name == "-" || !f.IsExported() || f.Anonymous && name == "":
		return ""
	case name == "":
		return f.Name
	}
	return name
}
