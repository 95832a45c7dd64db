package stream_test

import (
	"encoding/json"
	"testing"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/fixturetest"
	"github.com/teahouse-chat/teahouse/wire/stream"
)

func TestFixtures(t *testing.T) {
	fixturetest.Run(t, "testdata", stream.SendC2CStreamMsg.Spec(), stream.SendGroupStreamMsg.Spec())
}

func TestRead(t *testing.T) {
	for _, row := range []struct {
		content string
		fits    bool
	}{
		{`{"Chunks":[{"EventType":"data","Index":1,"Markdown":"a","IsLast":false},{"EventType":"data","Index":2,"Markdown":"b","IsLast":true}]}`, true},
		{`{"CompatibleText":"","Chunks":[{"EventType":"data","Index":1}]}`, true},
		{`{"StreamMsgID":"sm-1-2","Chunks":[{"EventType":"data","Index":7,"Markdown":"","IsLast":true}]}`, true},
		{`{"Chunks":[{"EventType":"data","Index":2}]}`, false},
		{`{"Chunks":[{"EventType":"data"}]}`, false},
		{`{"Chunks":[{"EventType":"data","Index":1},{"EventType":"data","Index":3}]}`, false},
		{`{"Chunks":[{"EventType":"data","Index":1,"IsLast":true},{"EventType":"data","Index":2}]}`, false},
		{`{"Chunks":[{"EventType":"error","Index":1}]}`, false},
		{`{"Chunks":[{"EventType":"data","Index":-1}]}`, false},
		{`{"Chunks":[{"EventType":"data","Index":1,"Markdown":5}]}`, false},
		{`{"Chunks":[{"EventType":"data","Index":1,"IsLast":1}]}`, false},
		{`{"Chunks":[]}`, false},
		{`{}`, false},
	} {
		_, wrong := stream.Read([]wire.Element{{MsgType: wire.Stream, MsgContent: json.RawMessage(row.content)}})
		if (wrong == "") != row.fits {
			t.Errorf("%s: %q", row.content, wrong)
		}
	}
	if _, wrong := stream.Read(wire.NewText("x")); wrong == "" {
		t.Error("a text is no stream")
	}
}
