package server

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/api"
)

// limits are what requests of a type were seen to need.
type limits struct {
	required []string
	either   [][]string        // one of each list
	seen     []map[string]bool // the fields of each object that was taken
	bounds   map[string]object
	// unsure are fields that some command takes without, or with another bound.
	unsure map[string]bool
}

// narrowed returns the schema of a field with its bounds.
func (l *limits) narrowed(name string, schema object) object {
	for _, bound := range l.bounds[name] {
		if at := slices.IndexFunc(schema, func(f field) bool { return f.name == bound.name }); at >= 0 {
			schema[at] = bound
		} else {
			schema = append(schema, bound)
		}
	}
	return schema
}

// limitsOf finds out what requests need, by trying: each fixture, and each call of the
// tour, is taken by its command's Validate, and then changed in one place. A field is
// required if none of them is taken without it: not without it alone, not if another field
// goes too (of which it may be a part), and not if another field of its kind has its value
// (an older name; of those one is needed). A number, a text or a list has a bound where a
// larger or smaller one is refused, whatever stands beside it. What a handler looks at
// later, as who exists, is not in this.
func limitsOf(t *testing.T, commands []api.Listed) map[reflect.Type]*limits {
	t.Helper()
	all := map[reflect.Type]*limits{}
	for _, c := range commands {
		for _, body := range requestsOf(t, c) {
			p := &probe{kind: c.Request, limits: all}
			d := json.NewDecoder(bytes.NewReader(body))
			d.UseNumber()
			if err := d.Decode(&p.doc); err != nil || !p.takes() {
				t.Errorf("%s: %s is not taken: %v", c.Name, body, err)
				continue
			}
			p.walk(c.Request, p.doc)
		}
	}
	shown := map[reflect.Type]bool{}
	for _, c := range commands {
		structsOf(c.Response, shown)
	}
	for kind, l := range all {
		l.settle(kind, shown[kind])
	}
	return all
}

// requestsOf returns the fixtures of a command over REST, and its calls on the tour.
func requestsOf(t *testing.T, c api.Listed) (bodies [][]byte) {
	t.Helper()
	_, dir := fileOf(t, c)
	for _, file := range fixtureFiles(t, dir, "request") {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, raw)
	}
	stops, _ := tourStops()
	fields := strings.NewReplacer("$MsgSeq", "1", "$MsgKey", "1_2_3", "$TaskId", "1_2_3_4", "$app", "1400000001")
	for _, s := range stops {
		if s.who == "admin" && slices.Contains(c.Names(), s.command) {
			bodies = append(bodies, []byte(fields.Replace(s.body)))
		}
	}
	return bodies
}

// structsOf adds the structs that a type holds.
func structsOf(t reflect.Type, into map[reflect.Type]bool) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		structsOf(t.Elem(), into)
	case reflect.Struct:
		if !into[t] {
			into[t] = true
			for i := range t.NumField() {
				structsOf(t.Field(i).Type, into)
			}
		}
	}
}

// settle drops what is not sure. A type that answers have too has no bounds, and no
// required field that answers leave out.
func (l *limits) settle(kind reflect.Type, shown bool) {
	l.required = slices.DeleteFunc(l.required, func(name string) bool { return l.unsure[name] })
	l.either = slices.DeleteFunc(l.either, func(names []string) bool {
		return slices.ContainsFunc(l.seen, func(there map[string]bool) bool {
			return !slices.ContainsFunc(names, func(name string) bool { return there[name] })
		})
	})
	if shown {
		l.bounds, l.either = nil, nil
		for i := range kind.NumField() {
			if _, options, _ := strings.Cut(kind.Field(i).Tag.Get("json"), ","); options != "" {
				l.required = slices.DeleteFunc(l.required, func(name string) bool { return name == jsonName(kind.Field(i)) })
			}
		}
		if kind.Implements(reflect.TypeFor[json.Marshaler]()) {
			l.required = nil
		}
	}
	slices.SortFunc(l.either, slices.Compare)
	for name, bound := range l.bounds {
		if l.unsure["bound of "+name] {
			bound = nil
		}
		if !slices.Contains(l.required, name) { // what is empty may count as absent
			bound = slices.DeleteFunc(bound, func(f field) bool { return strings.HasPrefix(f.name, "min") && f.name != "minimum" })
		}
		l.bounds[name] = bound
	}
}

// probe is a request that is changed in one place at a time.
type probe struct {
	kind   reflect.Type
	doc    map[string]any
	limits map[reflect.Type]*limits
}

func (p *probe) takes() bool {
	raw, err := json.Marshal(p.doc)
	if err != nil {
		return false
	}
	_, err = decodeAs(p.kind, raw)
	return err == nil
}

// walk tries the fields of an object of the request.
func (p *probe) walk(kind reflect.Type, at map[string]any) {
	l := p.limits[kind]
	if l == nil {
		l = &limits{bounds: map[string]object{}, unsure: map[string]bool{}}
		p.limits[kind] = l
	}
	kinds := map[string]reflect.Type{}
	fieldKinds(kind, kinds)
	l.saw(at)
	for _, name := range sortedKeys(kinds) {
		value, there := at[name]
		if !there {
			l.unsure[name] = true
			continue
		}
		p.need(l, kinds, at, name)
		p.bound(l, kinds[name], at, name)
		p.inside(kinds[name], value)
	}
}

func (p *probe) inside(kind reflect.Type, value any) {
	for kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	if _, own := written[kind]; own {
		return
	}
	switch value := value.(type) {
	case map[string]any:
		if kind.Kind() == reflect.Struct {
			p.walk(kind, value)
		}
	case []any:
		if kind.Kind() == reflect.Slice && len(value) > 0 {
			p.inside(kind.Elem(), value[0])
		}
	}
}

// fieldKinds lists the fields that a struct has in JSON.
func fieldKinds(t reflect.Type, into map[string]reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		if name := jsonName(f); name != "" {
			into[name] = f.Type
		} else if f.Anonymous {
			fieldKinds(f.Type, into)
		}
	}
}

// need finds out whether a field is required.
func (p *probe) need(l *limits, kinds map[string]reflect.Type, at map[string]any, name string) {
	value := at[name]
	defer func() { at[name] = value }()
	delete(at, name)
	if p.takes() {
		l.unsure[name] = true
		l.saw(at)
		return
	}
	for other := range kinds {
		old, there := at[other]
		switch {
		case other == name:
			continue
		case there:
			delete(at, other)
			if p.takes() {
				l.unsure[name] = true
			}
			at[other] = old
		case same(kinds[other], kinds[name]):
			at[other] = value
			if p.takes() {
				l.unsure[name] = true
				l.oneOf(name, other)
			}
			delete(at, other)
		}
	}
	if !slices.Contains(l.required, name) {
		l.required = append(l.required, name)
	}
}

// saw notes the fields of an object that was taken.
func (l *limits) saw(at map[string]any) {
	there := map[string]bool{}
	for name := range at {
		there[name] = true
	}
	l.seen = append(l.seen, there)
}

// oneOf says that one of two fields is needed, or of those that each of them is one of.
func (l *limits) oneOf(a, b string) {
	names := []string{a, b}
	l.either = slices.DeleteFunc(l.either, func(e []string) bool {
		if slices.Contains(e, a) || slices.Contains(e, b) {
			names = append(names, e...)
			return true
		}
		return false
	})
	slices.Sort(names)
	l.either = append(l.either, slices.Compact(names))
}

func same(a, b reflect.Type) bool {
	for a.Kind() == reflect.Pointer {
		a = a.Elem()
	}
	for b.Kind() == reflect.Pointer {
		b = b.Elem()
	}
	return a == b
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
