package bot

import (
	"encoding/json"
	"testing"

	"github.com/teahouse-chat/teahouse/apps/aibot/internal/config"
	"github.com/teahouse-chat/teahouse/wire"
)

func TestRead(t *testing.T) {
	for _, row := range []struct{ kind, content, want string }{
		{wire.Text, `{"Text":" hello "}`, "hello"},
		{wire.Face, `{"Index":1,"Data":"smile"}`, "[emoticon smile]"},
		{wire.Custom, `{"Data":"{\"a\":1}","Desc":"","Ext":""}`, ""},
		{wire.Custom, `{"Data":"{}","Desc":"an order"}`, "[message of the app: an order]"},
		{wire.Location, `{"Desc":"harbour","Latitude":53.54,"Longitude":9.98}`, "[location harbour 53.54000, 9.98000]"},
		{wire.Image, `{"ImageInfoArray":[{"Type":1,"Width":4,"Height":3,"URL":"http://a/b"}]}`, "[picture 4×3]"},
		{wire.Image, `{}`, "[picture]"},
		{wire.Sound, `{"Second":7}`, "[voice message of 7 seconds]"},
		{wire.Video, `{"VideoSecond":8}`, "[video of 8 seconds]"},
		{wire.File, `{"FileName":"plan.txt","FileSize":12}`, "[file plan.txt, 12 bytes]"},
		{wire.Relay, `{"Title":"Chat of ann"}`, "[forwarded messages Chat of ann]"},
		{"TIMOtherElem", `{"Text":"x"}`, ""},
		{wire.Text, `{"Text":5}`, ""},
	} {
		got, images := read([]wire.Element{{MsgType: row.kind, MsgContent: json.RawMessage(row.content)}}, false)
		if got != row.want || images != nil {
			t.Errorf("%s %s: %q %v, want %q", row.kind, row.content, got, images, row.want)
		}
	}
}

func TestWithoutMention(t *testing.T) {
	robot := config.Robot{ID: "@RBT#tea", Nick: "Green Tea"}
	for _, row := range []struct{ text, want string }{
		{"@Green Tea hello", "hello"}, {"@tea, hello", "hello"}, {"@RBT#tea hello", "hello"}, {"@@RBT#tea: hello", "hello"},
		{"@teapot hello", "@teapot hello"}, {"hello @tea", "hello @tea"}, {"@tea", ""}, {"@ hello", "@ hello"},
	} {
		if got := withoutMention(row.text, robot); got != row.want {
			t.Errorf("%q: %q, want %q", row.text, got, row.want)
		}
	}
	if got := withoutMention("@ hello", config.Robot{ID: "@RBT#x"}); got != "@ hello" {
		t.Errorf("%q", got)
	}
}
