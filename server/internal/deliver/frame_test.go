package deliver

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gobwas/ws"
)

func TestPushIsEncodedAsTheProtocolHasIt(t *testing.T) {
	f, err := Push(map[string]any{"Event": 9}, map[string]any{"Event": 3, "Text": "<&>"})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[{"Event":9},{"Event":3,"Text":"<&>"}]}}`
	if got := string(f.Payload()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestFramesOfAllLengthsInBothForms(t *testing.T) {
	empty := frame(t, "").size() - 2 // less its header
	for _, payload := range []int{empty, 125, 126, 65535, 65536, 1 << 20} {
		f := frame(t, strings.Repeat("x", payload-empty))
		for form, op := range map[Form]ws.OpCode{Binary: ws.OpBinary, Text: ws.OpText} {
			var b batch
			b.addFrame(f, form)
			got, err := ws.ReadFrame(bytes.NewReader(bytes.Join(b.bufs, nil)))
			if err != nil || got.Header.OpCode != op || !got.Header.Fin || got.Header.Masked || len(got.Payload) != payload {
				t.Errorf("%d bytes: header %+v, %d bytes, %v", payload, got.Header, len(got.Payload), err)
			}
		}
	}
}

func TestAFrameThatCannotBeEncoded(t *testing.T) {
	if _, err := NewFrame("x.y", func() {}); err == nil {
		t.Error("no error")
	}
}

func TestCopiesShareBytesAndDifferInAudience(t *testing.T) {
	f := frame(t, "x")
	but, only := f.But(7), f.For(9, 3)
	if f.Except != 0 || f.Audience != nil || but.Except != 7 || only.Audience[0] != 3 || only.Audience[1] != 9 {
		t.Error("the original was changed, or a copy was not")
	}
	if &but.bytes[0] != &f.bytes[0] || &only.bytes[0] != &f.bytes[0] {
		t.Error("bytes were copied")
	}
	if f.For().Audience == nil {
		t.Error("a frame for nobody is for all")
	}
}
