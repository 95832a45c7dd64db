// Package fixturetest checks commands against their fixtures: requests and
// responses as they stand on the wire, which must survive decoding and encoding.
//
// Fixtures lie in testdata/<command word>/<door>/request.json and response.json,
// where door is rest or client; <service>_<command word> where the word alone is not
// unique. Further files of a door may follow the pattern
// request_<what>.json and response_<what>.json.
package fixturetest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/wire"
)

// envelope lists the fields that the doors add to every response.
var envelope = []string{"ActionStatus", "ErrorCode", "ErrorInfo", "ErrorDisplay"}

// Run checks all fixtures below dir with the commands of a package. A command
// without a fixture and a fixture without a command fail the test. A command
// that both doors serve may have fixtures of both; where a client's form of it
// exists, that one takes those of the client.
func Run(t *testing.T, dir string, specs ...wire.Spec) {
	t.Helper()
	known := map[string]wire.Spec{}
	for _, s := range specs {
		for _, word := range []string{s.Word(), s.Service() + "_" + s.Word()} {
			if s.ClientOnly {
				known[word+"/client"] = s
				continue
			}
			known[word+"/rest"] = s
			if _, own := known[word+"/client"]; !own {
				known[word+"/client"] = s
			}
		}
	}
	checked := map[reflect.Type]bool{}
	for _, file := range files(t, dir) {
		place := filepath.ToSlash(strings.TrimPrefix(filepath.Dir(file), dir+string(filepath.Separator)))
		s, ok := known[place]
		if !ok {
			t.Errorf("%s belongs to no command", file)
			continue
		}
		name := filepath.Base(file)
		switch {
		case strings.HasPrefix(name, "request"):
			checked[s.Request] = true
			t.Run(place+"/"+name, func(t *testing.T) { Check(t, file, s.Request) })
		case strings.HasPrefix(name, "response"):
			t.Run(place+"/"+name, func(t *testing.T) { Check(t, file, s.Response, envelope...) })
		default:
			t.Errorf("%s is neither a request nor a response", file)
		}
	}
	for _, s := range specs {
		if !checked[s.Request] {
			t.Errorf("%s (client only: %v) has no fixture of its request", s.Name, s.ClientOnly)
		}
	}
}

func files(t *testing.T, dir string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*", "*", "*.json"))
	if err != nil || len(all) == 0 {
		t.Fatalf("no fixtures below %s: %v", dir, err)
	}
	return all
}

// Check decodes a file as the given type and encodes it again. Every field of
// the file must be known and come back with its value; fields that are zero may
// be left out, and fields that are zero may be added. Those that are listed as
// ignored are not the type's.
func Check(t *testing.T, file string, as reflect.Type, ignored ...string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := unmarshal(raw, &doc); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for _, field := range ignored {
		delete(doc, field)
	}
	stripped, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	value := reflect.New(as).Interface()
	strict := json.NewDecoder(bytes.NewReader(stripped))
	strict.DisallowUnknownFields()
	if err := strict.Decode(value); err != nil {
		t.Fatalf("%s as %s: %v", file, as, err)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var again any
	if err := unmarshal(encoded, &again); err != nil {
		t.Fatal(err)
	}
	if at := differ("", any(doc), again); at != "" {
		t.Errorf("%s as %s: %s differs\n was %s\n is  %s", file, as, at, stripped, encoded)
	}
}

func unmarshal(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // TinyIds and the like must not pass through a float
	return d.Decode(into)
}

// differ returns the path of the first difference that matters, or "".
func differ(path string, was, is any) string {
	switch was := was.(type) {
	case map[string]any:
		other, ok := is.(map[string]any)
		if !ok {
			return unlessBothZero(path, was, is)
		}
		for key := range merged(was, other) {
			if at := differ(path+"."+key, was[key], other[key]); at != "" {
				return at
			}
		}
		return ""
	case []any:
		other, ok := is.([]any)
		if !ok || len(other) != len(was) {
			return unlessBothZero(path, was, is)
		}
		for i := range was {
			if at := differ(path+"[]", was[i], other[i]); at != "" {
				return at
			}
		}
		return ""
	}
	if reflect.DeepEqual(was, is) {
		return ""
	}
	return unlessBothZero(path, was, is)
}

func merged(a, b map[string]any) map[string]bool {
	keys := map[string]bool{}
	for k := range a {
		keys[k] = true
	}
	for k := range b {
		keys[k] = true
	}
	return keys
}

func unlessBothZero(path string, was, is any) string {
	if zero(was) && zero(is) {
		return ""
	}
	return path
}

func zero(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case string:
		return v == ""
	case json.Number:
		return v == "0"
	case []any:
		return len(v) == 0
	case map[string]any:
		for _, field := range v {
			if !zero(field) {
				return false
			}
		}
		return true
	}
	return false
}
