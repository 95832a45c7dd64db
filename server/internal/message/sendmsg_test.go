package message

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

func TestSendMsgReachesAllDevices(t *testing.T) {
	w := newWorld(t, nil)
	mia, miaToo, leo, leoToo := w.login("mia"), w.login("mia"), w.login("leo"), w.login("leo")
	a := mia.send("leo", 7, 8, "tea <b>&")
	for _, device := range []*client{leo, leoToo} {
		m := answer(device.sees(9).at("C2cMsgArray", 0).(map[string]any))
		want := map[string]string{"From_Account": "mia", "To_Account": "leo", "MsgSeq": "7", "MsgRandom": "8",
			"MsgClientTime": "1700000000", "TinyId": mia.account.Tiny(), "From_AccountNick": "the mia", "From_AccountHeadurl": "",
			"MsgTimeStamp": a.text("MsgTime"), "IsNeedReadReceipt": "0", "CloudCustomData": ""}
		for field, value := range want {
			if m.text(field) != value {
				t.Errorf("%s is %v, want %s", field, m[field], value)
			}
		}
		if m.text("MsgBody", 0, "MsgContent", "Text") != "tea <b>&" {
			t.Errorf("body %v", m["MsgBody"])
		}
		for _, absent := range []string{"IsSyncMsg", "MsgLifeTime", "MsgVersion", "MsgFlagBits"} {
			if _, there := m[absent]; there {
				t.Errorf("%s is there", absent)
			}
		}
	}
	copied := answer(miaToo.sees(9).at("C2cMsgArray", 0).(map[string]any))
	if copied.text("From_Account") != "leo" || copied.text("To_Account") != "mia" || copied.text("IsSyncMsg") != "1" || copied.text("TinyId") != mia.account.Tiny() {
		t.Errorf("copy for the own device: %v", copied)
	}
	mia.seesNothing()
	if want := fmt.Sprintf("7_8_%v", a["MsgTime"]); a.text("MsgKey") != want || a.text("MsgId") != mia.account.Tiny()+"-1700000000-8" {
		t.Errorf("answer %v", a)
	}
}

func TestSendMsgRepeated(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	first := mia.send("leo", 7, 8, "tea")
	leo.sees(9)
	w.later.Store(int64(90 * time.Second))
	again := mia.send("leo", 7, 8, "tea")
	if first.text("MsgTime") != again.text("MsgTime") || first.text("MsgKey") != again.text("MsgKey") {
		t.Errorf("first %v, again %v", first, again)
	}
	leo.seesNothing()
	if n := leo.do("openim.getroammsg", `{"Peer_Account":"mia","MaxCnt":15}`, 0).len("MsgList"); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestSendMsgRefused(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.MayWrite = func(_ context.Context, _ *app.App, _, to id.Account) error {
			if to.Name == "eve" {
				return openim.ErrBlocked
			}
			return nil
		}
	})
	mia := w.login("mia")
	w.login("leo")
	w.login("eve")
	long := strings.Repeat("x", 12<<10+1)
	for _, row := range []struct {
		name         string
		body         string
		client, rest int
	}{
		{"fine", message("mia", "leo", 1, 2, "x", ""), 0, 0},
		{"nobody", message("mia", "ghost", 1, 2, "x", ""), 20003, 90012},
		{"blocked", message("mia", "eve", 1, 2, "x", ""), 20007, 0},
		{"too long", message("mia", "leo", 1, 3, long, ""), 80002, 93000},
		{"custom data too long", message("mia", "leo", 1, 3, "x", `,"CloudCustomData":"`+long+`"`), 80002, 93000},
		{"in another's name", message("leo", "mia", 1, 2, "x", ""), 60010, 0},
		{"from nobody", message("ghost", "leo", 1, 2, "x", ""), 60010, 90008},
		{"unknown kind", `{"To_Account":"leo","MsgRandom":4,"MsgBody":[{"MsgType":"TIMNewElem","MsgContent":{"A":1}}]}`, 0, 90010},
		{"no receiver", `{"MsgRandom":4,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":""}}]}`, 90003, 90003},
		{"no body", `{"To_Account":"leo","MsgRandom":4}`, 90007, 90007},
		{"body is text", `{"To_Account":"leo","MsgRandom":4,"MsgBody":"x"}`, 90007, 90007},
		{"bad element", `{"To_Account":"leo","MsgRandom":4,"MsgBody":[{}]}`, 90002, 90002},
		{"no random", `{"To_Account":"leo","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":""}}]}`, 90005, 90005},
		{"receiver is a number", `{"To_Account":5,"MsgRandom":4}`, 60015, 60015},
		{"not JSON", `{`, 60003, 60003},
	} {
		t.Run(row.name, func(t *testing.T) {
			w.t, mia.w = t, w
			mia.do("openim.sendmsg", row.body, row.client)
			w.rest("openim.sendmsg", row.body, row.rest)
		})
	}
}

func TestSendMsgOnlineOnly(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	mia.do("openim.sendmsg", message("mia", "leo", 1, 2, "typing", `,"MsgLifeTime":0`), 0)
	if m := leo.sees(9); m.text("C2cMsgArray", 0, "MsgLifeTime") != "0" {
		t.Errorf("push %v", m)
	}
	w.rest("openim.sendmsg", message("mia", "leo", 1, 3, "typing", `,"OnlineOnlyFlag":1`), 0)
	leo.sees(9)
	if n := leo.do("openim.getroammsg", `{"Peer_Account":"mia","MaxCnt":15}`, 0).len("MsgList"); n != 0 {
		t.Errorf("%d messages are stored", n)
	}
}

func TestSendMsgControl(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	mia.do("openim.sendmsg", message("mia", "leo", 1, 2, "x", `,"SendMsgControl":["NoUnread","NoLastMsg"]`), 0)
	m := leo.sees(9)
	if m.text("C2cMsgArray", 0, "SendMsgControl", "NoUnread") != "1" || m.text("C2cMsgArray", 0, "SendMsgControl", "NoLastMsg") != "1" {
		t.Errorf("push %v", m)
	}
	if n := w.rest("openim.get_c2c_unread_msg_num", `{"To_Account":"leo"}`, 0).text("AllC2CUnreadMsgNum"); n != "0" {
		t.Errorf("unread %s", n)
	}
}

func TestSendMsgOverREST(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	body := `{"SyncOtherMachine":%d,"From_Account":"mia","To_Account":"leo","MsgRandom":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}`
	w.rest("openim.sendmsg", fmt.Sprintf(body, 1, 1), 0)
	leo.sees(9)
	if m := mia.sees(9); m.text("C2cMsgArray", 0, "IsSyncMsg") != "1" {
		t.Errorf("copy %v", m)
	}
	a := w.rest("openim.sendmsg", fmt.Sprintf(body, 2, 2), 0)
	mia.seesNothing()
	m := leo.sees(9)
	if m.text("C2cMsgArray", 0, "MsgClientTime") != a.text("MsgTime") {
		t.Errorf("MsgClientTime of %v", m)
	}
	if want := mia.account.Tiny() + "-" + a.text("MsgTime") + "-2"; a.text("MsgId") != want {
		t.Errorf("MsgId %v, want %s", a["MsgId"], want)
	}
	for name, n := range map[string]int{"mia": 1, "leo": 2} {
		got := w.rest("openim.admin_getroammsg", fmt.Sprintf(`{"Operator_Account":%q,"Peer_Account":%q,"MaxCnt":100,"MinTime":0,"MaxTime":4294967295}`,
			name, map[string]string{"mia": "leo", "leo": "mia"}[name]), 0)
		if got.len("MsgList") != n {
			t.Errorf("%s sees %d messages, want %d", name, got.len("MsgList"), n)
		}
	}
}

func TestSendMsgAsksBefore(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.Discards = func(owner, peer id.Account) bool { return owner.Name == "eve" }
	})
	var asked atomic.Int64
	w.answers("C2C.CallbackBeforeSendMsg", func(q *webhook.C2CBeforeSendMsgBody) any {
		asked.Add(1)
		if q.Random == 6 {
			return webhook.Answer{ActionStatus: "OK", ErrorCode: 1}
		}
		custom := "checked"
		return webhook.MessageAnswer{Answer: webhook.OK(), CloudCustomData: &custom}
	})
	mia, leo, eve := w.login("mia"), w.login("leo"), w.login("eve")
	mia.do("openim.sendmsg", message("mia", "leo", 1, 5, "x", ""), 0)
	if m := leo.sees(9); m.text("C2cMsgArray", 0, "CloudCustomData") != "checked" {
		t.Errorf("push %v", m)
	}
	if m := mia.sees(9); m.text("C2cMsgArray", 0, "MsgModifiedFlag") != "1" || m.text("C2cMsgArray", 0, "CloudCustomData") != "checked" || m.text("C2cMsgArray", 0, "IsSyncMsg") != "1" {
		t.Errorf("the sender is not told of the change: %v", m)
	}
	mia.do("openim.sendmsg", message("mia", "leo", 1, 5, "x", ""), 0) // a repeat changes nothing
	mia.seesNothing()
	mia.do("openim.sendmsg", message("mia", "leo", 1, 6, "x", ""), 20006)
	leo.seesNothing()
	forbid := `,"ForbidCallbackControl":["ForbidBeforeSendMsgCallback"]`
	mia.do("openim.sendmsg", message("mia", "leo", 1, 6, "x", forbid), 20006) // that is not for clients to say
	w.rest("openim.sendmsg", message("mia", "leo", 1, 6, "x", forbid), 0)
	leo.sees(9)
	mia.sees(9)
	if n := asked.Load(); n != 4 {
		t.Errorf("asked %d times", n)
	}
	mia.send("eve", 1, 7, "x")
	eve.seesNothing() // she discards what comes while she is online, and has it in her history
	if n := eve.do("openim.getroammsg", `{"Peer_Account":"mia"}`, 0).len("MsgList"); n != 1 {
		t.Errorf("%d messages", n)
	}
}

func TestToOneself(t *testing.T) {
	w := newWorld(t, nil)
	mia, miaToo := w.login("mia"), w.login("mia")
	mia.send("mia", 1, 2, "note")
	mia.seesNothing()
	if m := miaToo.sees(9); m.text("C2cMsgArray", 0, "From_Account") != "mia" || m.text("C2cMsgArray", 0, "To_Account") != "mia" {
		t.Errorf("push %v", m)
	}
	if a := mia.do("openim.getroammsg", `{"Peer_Account":"mia"}`, 0); a.len("MsgList") != 1 {
		t.Errorf("history %v", a)
	}
}

func TestBatchSendMsg(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	w.login("news")
	body := `{"From_Account":"news","To_Account":%s,"MsgSeq":5,"MsgRandom":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}`
	a := w.rest("openim.batchsendmsg", fmt.Sprintf(body, `["mia","ghost","leo","mia"]`, 1), 0)
	if a.text("ActionStatus") != "SomeError" || a.len("ErrorList") != 1 || a.text("ErrorList", 0, "To_Account") != "ghost" || a.text("ErrorList", 0, "ErrorCode") != "70107" {
		t.Errorf("answer %v", a)
	}
	if m := mia.sees(9); !strings.HasPrefix(a.text("MsgKey"), "5_1_") || !strings.HasSuffix(a.text("MsgKey"), m.text("C2cMsgArray", 0, "MsgTimeStamp")) {
		t.Errorf("key %v of %v", a["MsgKey"], m)
	}
	leo.sees(9)
	w.rest("openim.batchsendmsg", fmt.Sprintf(body, `["ghost"]`, 2), 90012)
	w.rest("openim.batchsendmsg", fmt.Sprintf(body, `[]`, 2), 90003)
	many := `["mia"` + strings.Repeat(`,"mia"`, 500) + `]`
	w.rest("openim.batchsendmsg", fmt.Sprintf(body, many, 2), 90011)
	mia.seesNothing()
}

func TestImportMsg(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	body := `{"SyncFromOldSystem":%d,"From_Account":"mia","To_Account":"leo","MsgSeq":9,"MsgRandom":%d,"MsgTimeStamp":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"old"}}]}`
	old := 1_600_000_000
	for range 2 {
		w.rest("openim.importmsg", fmt.Sprintf(body, 2, 1, old), 0)
	}
	w.rest("openim.importmsg", fmt.Sprintf(body, 2, 1, old+1), 0) // same numbers, another time: another message
	leo.seesNothing()
	if n := w.rest("openim.get_c2c_unread_msg_num", `{"To_Account":"leo"}`, 0).text("AllC2CUnreadMsgNum"); n != "0" {
		t.Errorf("unread %s", n)
	}
	for range 2 {
		w.rest("openim.importmsg", fmt.Sprintf(body, 5, 2, old+2), 0)
	}
	leo.sees(9)
	mia.sees(9)
	a := leo.do("openim.getroammsg", `{"Peer_Account":"mia"}`, 0)
	if a.len("MsgList") != 3 || a.text("MsgList", 0, "MsgTimeStamp") != fmt.Sprint(old) {
		t.Errorf("history %v", a)
	}
	for range 2 { // without a number of its own it is known by all it has
		w.rest("openim.importmsg", strings.Replace(fmt.Sprintf(body, 2, 1, old+3), `"MsgSeq":9,`, "", 1), 0)
		w.rest("openim.importmsg", strings.NewReplacer(`"MsgSeq":9,`, "", "old", "another").Replace(fmt.Sprintf(body, 2, 1, old+3)), 0)
	}
	if n := leo.do("openim.getroammsg", `{"Peer_Account":"mia"}`, 0).len("MsgList"); n != 5 {
		t.Errorf("%d messages", n)
	}
	w.rest("openim.importmsg", fmt.Sprintf(body, 3, 2, old), 90030)
	w.rest("openim.importmsg", fmt.Sprintf(body, 2, 3, time.Now().Add(time.Hour).Unix()), 90006)
}
