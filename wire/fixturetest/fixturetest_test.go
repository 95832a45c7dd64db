package fixturetest

import (
	"encoding/json"
	"testing"
)

func TestDiffer(t *testing.T) {
	for _, row := range []struct {
		name, was, is string
		differs       bool
	}{
		{"equal", `{"A":1,"B":["x"]}`, `{"B":["x"],"A":1}`, false},
		{"zero left out", `{"A":0,"B":"","C":[],"D":{"E":0}}`, `{}`, false},
		{"zero added", `{"A":1}`, `{"A":1,"B":0,"C":{"D":""}}`, false},
		{"value lost", `{"A":1}`, `{}`, true},
		{"value changed", `{"A":1}`, `{"A":2}`, true},
		{"value added", `{"A":1}`, `{"A":1,"B":2}`, true},
		{"number became text", `{"A":1}`, `{"A":"1"}`, true},
		{"deep", `{"A":[{"B":1}]}`, `{"A":[{"B":2}]}`, true},
		{"shorter list", `{"A":[1,2]}`, `{"A":[1]}`, true},
		{"large number", `{"A":144115212345000001}`, `{"A":144115212345000002}`, true},
	} {
		var was, is any
		for text, into := range map[string]*any{row.was: &was, row.is: &is} {
			if err := unmarshal(json.RawMessage(text), into); err != nil {
				t.Fatal(err)
			}
		}
		if row.was == row.is {
			t.Fatal("the row tests nothing")
		}
		if got := differ("", was, is) != ""; got != row.differs {
			t.Errorf("%s: differs = %v", row.name, got)
		}
	}
}
