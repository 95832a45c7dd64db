package wire_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/teahouse-chat/teahouse/wire"
)

// bodies are forms of a MsgBody; those that ReadElements leaves to a decoder are told.
var bodies = []struct {
	raw     string
	decoder bool
}{
	{`[]`, false},
	{`[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]`, false},
	{` [ { "MsgContent" : {"Text":"a, \"b\" \\"} , "MsgType" : "TIMTextElem" } , {"MsgType":"TIMFaceElem","MsgContent":{"Index":1}} ] `, false},
	{`[{"MsgType":"Own","MsgContent":{"a":[1,{"b":"]}"},null,true,-1.5e3]},"More":{"x":[]}}]`, false},
	{`[{"MsgType":"TIMTextElem","MsgContent":{"Text":1},"MsgContent":{"Text":"x"}}]`, false},
	{`[{"msgtype":"TIMTextElem","MsgContent":{"Text":"x"}}]`, true},
	{`[{"MſgType":"TIMTextElem","MsgContent":{"Text":"x"}}]`, true},
	{`[{"MsgType":"TIMTextElem","MſgContent":{},"MsgContent":{"Text":"x"}}]`, true},
	{`[{"Msg\u0054ype":"TIMTextElem","MsgContent":{}}]`, true},
	{`[{"MsgType":"TIM\u0054extElem","MsgContent":{}}]`, true},
	{`[{"MsgType":7,"MsgContent":{}}]`, true},
	{`[{"MsgType":"TIMTextElem"}]`, true},
	{`[null]`, true},
	{`[{"MsgType":"TIMTextElem","MsgContent":{}}`, true},
	{`[{"MsgType":"TIMTextElem","MsgContent":"x]`, true},
	{`[{"MsgType":"TIMTextElem" "MsgContent":{}}]`, true},
	{`{}`, true},
	{``, true},
}

// TestReadElements: what is read without a decoder is what a decoder reads.
func TestReadElements(t *testing.T) {
	for _, row := range bodies {
		got, ok := wire.ReadElements([]byte(row.raw))
		if ok == row.decoder {
			t.Errorf("%s: read %v", row.raw, ok)
		}
		if !ok {
			continue
		}
		var want []wire.Element
		if err := json.Unmarshal([]byte(row.raw), &want); err != nil {
			t.Fatalf("%s: %v", row.raw, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %s, a decoder has %s", row.raw, got, want)
		}
	}
}

// TestAppendElements: a body is written as an encoder writes it.
func TestAppendElements(t *testing.T) {
	for _, row := range bodies {
		var body []wire.Element
		if json.Unmarshal([]byte(row.raw), &body) != nil || !wire.CheckBody(body) {
			continue
		}
		same(t, body)
	}
	same(t, []wire.Element{{MsgType: "TIMTextElem"}})
	same(t, []wire.Element{{MsgType: "<\"\u2028é>", MsgContent: json.RawMessage("{ \"a b\" : [ 1 , \"\\\\\" ] }")}})
}

func same(t *testing.T, body []wire.Element) {
	t.Helper()
	var want bytes.Buffer
	enc := json.NewEncoder(&want)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		t.Fatal(err)
	}
	if got := append(wire.AppendElements(nil, body), '\n'); !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s, an encoder has %s", got, want.Bytes())
	}
}

// FuzzElements is both for whatever comes.
func FuzzElements(f *testing.F) {
	for _, row := range bodies {
		f.Add([]byte(row.raw))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, ok := wire.ReadElements(raw)
		var want []wire.Element
		if !json.Valid(raw) || !ok {
			return
		}
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Fatalf("%q: %v", raw, err)
		}
		if !reflect.DeepEqual(got, want) && bytes.Equal(raw, bytes.ToValidUTF8(raw, nil)) {
			t.Fatalf("%q: %s, a decoder has %s", raw, got, want)
		}
		if wire.CheckBody(want) {
			same(t, want)
		}
	})
}

var benchmarked = []byte(`[{"MsgType":"TIMTextElem","MsgContent":{"Text":"` + string(bytes.Repeat([]byte("tea "), 40)) + `"}}]`)

func BenchmarkReadElements(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if body, ok := wire.ReadElements(benchmarked); !ok || wire.Misfit(body, false) != "" {
			b.Fatal("not read")
		}
	}
}

// BenchmarkDecoder is what ReadElements saves.
func BenchmarkDecoder(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var body []wire.Element
		if json.Unmarshal(benchmarked, &body) != nil || wire.Misfit(body, false) != "" {
			b.Fatal("not read")
		}
	}
}
