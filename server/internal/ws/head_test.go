package ws

import (
	"reflect"
	"testing"

	json "github.com/go-json-experiment/json/v1"
)

// TestParse: what is found without a decoder is what a decoder finds. `scanned` tells the
// messages for which none is needed.
func TestParse(t *testing.T) {
	for _, row := range []struct {
		message string
		scanned bool
	}{
		{`{"head":{"ver":"v4","servcmd":"openim.sendmsg","seq":12,"a2":"x","tinyid":"1","status_instid":0,"identifier":"","usersig":""},"body":{"a":[1,{"b":"}"}]}}`, true},
		{` { "body" : {} , "head" : { "seq" : 0 , "servcmd" : "a.b" } } `, true},
		{`{"head":{"servcmd":"a.b","seq":1,"seq":2},"body":null}`, true},
		{`{"head":{"servcmd":"a.b","seq":1}}`, true},
		{`{"head":{"servcmd":"a.b","seq":-1},"body":{}}`, false},
		{`{"head":{"servcmd":"a.b","seq":01},"body":{}}`, false},
		{`{"head":{"servcmd":"a.b","seq":1,"more":[1]},"body":{}}`, false},
		{`{"head":{"servcmd":"a.b","seq":1,"more":nonsense},"body":{}}`, false},
		{`{"head":{"servcmd":"a.b","seq":1,"a2":7},"body":{}}`, false},
		{`{"head":{"servcmd":"a.b","seq":1,"a2":"\u0041"},"body":{}}`, false},
		{`{"head":{"servcmd":"a.b","seq":1,"a2":"é"},"body":{}}`, false},
		{`{"head":{"servcmd":"a.b","seq":1,"a2":"` + "\x01" + `"},"body":{}}`, false},
		{`{"HEAD":{"servcmd":"a.b","seq":1},"body":{}}`, false},
		{`{"head":{"ServCmd":"a.b","seq":1},"body":{}}`, false},
		{`{"head":{"seq":1},"body":{}}`, false},
		{`{"head":{"servcmd":"a.b"},"body":{}}`, false},
		{`{"head":{"servcmd":"a.b","seq":1},"body":{}`, false},
		{`{"head":{"servcmd":"a.b","seq":1},"body":{}}x`, false},
		{`{"head":{"servcmd":"a.b","seq":1},"body":{},"more":1}`, false},
		{`[]`, false},
		{``, false},
	} {
		var got, want request
		if got.scan([]byte(row.message)) != row.scanned {
			t.Errorf("%s: scanned: %v", row.message, !row.scanned)
		}
		wrong := json.Unmarshal([]byte(row.message), &want)
		got, err := parse([]byte(row.message))
		if (err == nil) != (wrong == nil) || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v; a decoder has %+v, %v", row.message, got, err, want, wrong)
		}
	}
}

// TestParseKeepsNothing: a message may be reused.
func TestParseKeepsNothing(t *testing.T) {
	message := []byte(`{"head":{"servcmd":"a.b","seq":12,"a2":"key"},"body":{"Text":"x"}}`)
	r, err := parse(message)
	clear(message)
	if err != nil || r.Head.Command != "a.b" || string(r.Head.Seq) != "12" || r.Head.A2 != "key" || string(r.Body) != `{"Text":"x"}` {
		t.Errorf("%+v %v", r, err)
	}
}
