package message

import (
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/app"
)

func TestRelayLists(t *testing.T) {
	w := newWorld(t, nil)
	ann, bob := w.login("ann"), w.login("bob")
	long := strings.Repeat("x", 30_000)
	saved := ann.do("im_long_msg.save_relay_json_msg", fmt.Sprintf(`{"MsgList":[{"From_Account":"eve","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}],"New":1}]}`, long), 0)
	key := saved.text("JsonMsgKey")
	if key == "" || saved.text("PbMsgKey") == "" {
		t.Fatalf("%v", saved)
	}
	got := bob.do("im_long_msg.get_relay_json_msg", fmt.Sprintf(`{"JsonMsgKey":%q}`, key), 0)
	if got.text("MsgList", 0, "MsgBody", 0, "MsgContent", "Text") != long || got.text("MsgList", 0, "New") != "1" {
		t.Error("the list is not as it was saved")
	}
	for _, bad := range []string{`{}`, `{"MsgList":[]}`, `{"MsgList":{}}`, `{"MsgList":[1]}`} {
		ann.do("im_long_msg.save_relay_json_msg", bad, 20001)
	}
	for _, unknown := range []string{`{}`, `{"JsonMsgKey":"x"}`, fmt.Sprintf(`{"JsonMsgKey":%q}`, strings.Repeat("A", len(key)))} {
		bob.do("im_long_msg.get_relay_json_msg", unknown, 20026)
	}

	other, err := w.apps.Create(w.ctx, app.New{Name: "other"})
	w.must(err)
	as := bob.caller()
	as.App = other
	w.do(as, "im_long_msg.get_relay_json_msg", fmt.Sprintf(`{"JsonMsgKey":%q}`, key), 20026)
}
