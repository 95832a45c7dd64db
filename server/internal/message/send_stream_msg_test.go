package message

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

func TestRobotStream(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.IsRobot = func(_ context.Context, a id.Account) (bool, error) { return a.Name == "@RBT#tea", nil }
	})
	leo := w.login("leo")
	for _, name := range []string{"@RBT#tea", "@RBT#old"} {
		_, err := w.accounts.Make(w.ctx, w.app, name, "", "")
		w.must(err)
	}
	say := func(code int, more string) answer {
		t.Helper()
		return w.rest("openim_robot_http_svc.send_stream_msg", `{"From_Account":"@RBT#tea","To_Account":"leo",`+more+`}`, code)
	}
	key := say(0, `"Chunk":"The answer "`).text("MsgKey")
	if m := leo.sees(9); m.text("C2cMsgArray", 0, "MsgBody", 0, "MsgContent", "Data") != `{"chatbotPlugin":2,"src":2,"chunks":["The answer "],"isFinished":0}` {
		t.Errorf("push %v", m)
	}
	if again := say(0, fmt.Sprintf(`"Chunk":"is <42>","MsgKey":%q,"Finish":1`, key)).text("MsgKey"); again != key {
		t.Errorf("MsgKey %s, then %s", key, again)
	}
	if m := leo.sees(19); m.text("C2cMsgModNotifys", 0, "MsgBody", 0, "MsgContent", "Data") != `{"chatbotPlugin":2,"src":2,"chunks":["The answer ","is <42>"],"isFinished":1}` {
		t.Errorf("push %v", m)
	}
	say(10008, fmt.Sprintf(`"Chunk":"more","MsgKey":%q`, key))
	say(10004, `"Chunk":"more","MsgKey":"1_2_3"`)
	say(10004, `"Chunk":"more","MsgKey":"x"`)
	say(10004, `"Finish":1`)
	other := leo.send("@RBT#tea", 5, 6, "a text").text("MsgKey")
	say(10004, fmt.Sprintf(`"Chunk":"more","MsgKey":%q`, other))
	w.rest("openim_robot_http_svc.send_stream_msg", `{"From_Account":"@RBT#old","To_Account":"leo","Chunk":"x"}`, 10008)
	w.rest("openim_robot_http_svc.send_stream_msg", `{"From_Account":"@RBT#none","To_Account":"leo","Chunk":"x"}`, 10008)
	w.rest("openim_robot_http_svc.send_stream_msg", `{"From_Account":"leo","To_Account":"leo","Chunk":"x"}`, 10004)
	w.rest("openim_robot_http_svc.send_stream_msg", `{"From_Account":"@RBT#tea","To_Account":"ghost","Chunk":"x"}`, 10004)
	long := say(0, fmt.Sprintf(`"Chunk":%q`, strings.Repeat("x", 100<<10))).text("MsgKey")
	say(10004, fmt.Sprintf(`"Chunk":%q,"MsgKey":%q`, strings.Repeat("x", 30<<10), long))
	say(0, fmt.Sprintf(`"MsgKey":%q,"Finish":1`, long))
}
