package server

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

const (
	longest = 20_000 // bytes of a text that are tried
	largest = 1_100  // entries of a list that are tried
)

// bound finds out how large and how small a value may be.
func (p *probe) bound(l *limits, kind reflect.Type, at map[string]any, name string) {
	for kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	value := at[name]
	var found object
	set := func(v any) bool { at[name] = v; return p.takes() }
	switch v := value.(type) {
	case string:
		long := func(n int) bool { return set(v + strings.Repeat("x", n-len(v))) }
		n := last(len(v), longest, long)
		if n > len(v) && n < longest && p.steady(at, name, v, n, long) {
			found.add("maxLength", n)
		}
		if !set("") && v != "" {
			found.add("minLength", 1)
		}
	case []any:
		if len(v) == 0 || kind == reflect.TypeFor[openim.Body]() || kind == reflect.TypeFor[[]wire.Element]() {
			break // what bounds a message's body is its size
		}
		long := func(n int) bool {
			list := slices.Clone(v)
			for len(list) < n {
				list = append(list, v[0])
			}
			return set(list)
		}
		n := last(len(v), largest, long)
		if n > len(v) && n < largest && p.steady(at, name, v, n, long) {
			found.add("maxItems", n)
		}
		if !set([]any{}) {
			found.add("minItems", 1)
		}
	case json.Number:
		found = p.number(kind, at, name, v)
	}
	at[name] = value
	l.agree(name, found)
}

// steady tells whether a bound stays where it is when what stands beside the field
// changes: texts and lists get longer, numbers larger. A text that has another one in it
// moves with that one.
func (p *probe) steady(at map[string]any, name string, value any, n int, takes func(int) bool) bool {
	defer func() { at[name] = value }()
	for other, was := range at {
		switch v := was.(type) {
		case string:
			if text, ok := value.(string); ok && other != name && len(v) > 3 && strings.Contains(text, v) {
				return false
			}
			was = v + "x"
		case []any:
			if len(v) > 0 {
				was = append(slices.Clone(v), v[0])
			}
		case json.Number:
			if number, err := v.Int64(); err == nil {
				was = number + 1
			}
		}
		if other == name {
			continue
		}
		before := at[other]
		at[other], at[name] = was, value
		moved := p.takes() && (!takes(n) || takes(n+1))
		at[other] = before
		if moved {
			return false
		}
	}
	return true
}

// agree keeps a bound that all requests of the type have.
func (l *limits) agree(name string, found object) {
	if before, ok := l.bounds[name]; ok && !reflect.DeepEqual(before, found) {
		l.unsure["bound of "+name] = true
	}
	l.bounds[name] = found
}

// number finds the bounds of a whole number. Those that move with the other numbers of the
// object are none.
func (p *probe) number(kind reflect.Type, at map[string]any, name string, v json.Number) (found object) {
	most := map[reflect.Kind]int{reflect.Int: math.MaxInt, reflect.Int64: math.MaxInt, reflect.Int32: math.MaxInt32,
		reflect.Uint32: math.MaxUint32, reflect.Uint64: math.MaxInt}[kind.Kind()]
	from, err := v.Int64()
	if most == 0 || err != nil {
		return nil
	}
	set := func(n int) bool { at[name] = n; return p.takes() }
	top, bottom := last(int(from), most, set), math.MinInt
	for _, n := range []int{-1, 0, 1} {
		if set(n) {
			bottom = n
			break
		}
	}
	at[name] = v
	if top < most && !p.steady(at, name, v, top, set) {
		return nil
	}
	if bottom >= 0 {
		found.add("minimum", bottom)
	}
	if top > int(from) && top < most {
		found.add("maximum", top)
	}
	return found
}

// last returns the largest number from least, which is taken, to most that is taken.
func last(least, most int, takes func(int) bool) int {
	if least >= most || takes(most) {
		return most
	}
	for most-least > 1 {
		if middle := least + (most-least)/2; takes(middle) {
			least = middle
		} else {
			most = middle
		}
	}
	return least
}
