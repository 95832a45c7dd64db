package message

import (
	"fmt"
	"testing"
	"time"
)

func withdrawal(from, to string, seq, random int, at any) string {
	return fmt.Sprintf(`{"MsgInfo":{"From_Account":%q,"To_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgTimeStamp":%v}}`, from, to, seq, random, at)
}

func TestMsgWithdraw(t *testing.T) {
	w := newWorld(t, nil)
	mia, miaToo, leo := w.login("mia"), w.login("mia"), w.login("leo")
	a := mia.send("leo", 1, 2, "oops")
	b := mia.send("leo", 3, 4, "fine")
	leo.events()
	miaToo.events()
	mia.do("openim.msgwithdraw", withdrawal("mia", "leo", 1, 2, a["MsgTime"]), 0)
	mia.seesNothing()
	for _, c := range []*client{leo, miaToo} {
		info := answer(c.sees(10).at("C2cNotifyMsgArray", 0, "WithdrawC2cMsgNotify", "C2cWithdrawInfoArray", 0).(map[string]any))
		want := map[string]string{"From_Account": "mia", "To_Account": "leo", "MsgSeq": "1", "MsgRandom": "2", "MsgTime": a.text("MsgTime"),
			"MsgClientTime": "1700000000", "TinyId": mia.account.Tiny()}
		for field, value := range want {
			if info.text(field) != value {
				t.Errorf("%s sees %s %v", c.account.Name, field, info[field])
			}
		}
		if info.text("RevokerInfo", "Revoker_Account") != "mia" {
			t.Errorf("revoker of %v", info)
		}
	}
	if n := w.unread("leo", "mia"); n != "1" {
		t.Errorf("unread %s", n)
	}
	m := leo.do("openim.getroammsg", `{"Peer_Account":"mia","WithRecalledMsg":1}`, 0)
	if m.text("MsgList", 0, "MsgFlagBits") != "8" || m.text("MsgList", 0, "RevokerInfo", "Revoker_Account") != "mia" || m.len("MsgList", 0, "MsgBody") != 1 {
		t.Errorf("history %v", m)
	}
	if n := leo.do("openim.getroammsg", `{"Peer_Account":"mia"}`, 0).len("MsgList"); n != 1 {
		t.Errorf("%d messages without recalled ones", n)
	}
	for _, row := range []struct {
		name string
		who  *client
		body string
		code int
	}{
		{"again", mia, withdrawal("mia", "leo", 1, 2, a["MsgTime"]), 20023},
		{"unknown", mia, withdrawal("mia", "leo", 8, 9, a["MsgTime"]), 20022},
		{"that of another", leo, withdrawal("leo", "mia", 3, 4, b["MsgTime"]), 20022},
		{"in another's name", leo, withdrawal("mia", "leo", 3, 4, b["MsgTime"]), 60010},
	} {
		row.who.do("openim.msgwithdraw", row.body, row.code)
	}
	w.later.Store(int64(3 * time.Minute))
	mia.do("openim.msgwithdraw", withdrawal("mia", "leo", 3, 4, b["MsgTime"]), 20016)
	w.must(w.apps.Set(w.ctx, w.app, map[string]string{"recall_seconds": "600"}))
	mia.do("openim.msgwithdraw", withdrawal("mia", "leo", 3, 4, b["MsgTime"]), 0)
}

func TestAdminMsgWithdraw(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	a := mia.send("leo", 1, 2, "oops")
	leo.events()
	w.later.Store(int64(time.Hour))
	body := fmt.Sprintf(`{"From_Account":"mia","To_Account":"leo","MsgKey":"%v"}`, a["MsgKey"])
	w.rest("openim.admin_msgwithdraw", body, 0)
	leo.sees(10)
	mia.sees(10)
	w.rest("openim.admin_msgwithdraw", body, 20023)
	w.rest("openim.admin_msgwithdraw", `{"From_Account":"mia","To_Account":"leo","MsgKey":"1_2_3"}`, 20022)
	w.rest("openim.admin_msgwithdraw", `{"From_Account":"mia","To_Account":"leo","MsgKey":"x"}`, 90054)
	w.rest("openim.admin_msgwithdraw", `{"From_Account":"ghost","To_Account":"leo","MsgKey":"1_2_3"}`, 90008)
}

func TestModifyC2CMsg(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	eve := w.login("eve")
	a := mia.send("leo", 1, 2, "v0")
	leo.events()
	change := func(version int, text string) string {
		return fmt.Sprintf(`{"From_Account":"mia","To_Account":"leo","MsgSeq":1,"MsgRandom":2,"MsgTime":%v,"MsgVersion":%d,
			"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}],"CloudCustomData":"c"}`, a["MsgTime"], version, text)
	}
	text := []any{"MsgBody", 0, "MsgContent", "Text"}
	got := leo.do("openim.modify_c2c_msg", change(0, "v1"), 0) // the receiver may, too
	if got.text("MsgVersion") != "1" || got.text(text...) != "v1" || got.text("CloudCustomData") != "c" {
		t.Errorf("answer %v", got)
	}
	for _, c := range []*client{mia, leo} {
		m := answer(c.sees(19).at("C2cMsgModNotifys", 0).(map[string]any))
		if m.text("From_Account") != "mia" || m.text("To_Account") != "leo" || m.text("MsgVersion") != "1" || m.text(text...) != "v1" || m.text("MsgTime") != a.text("MsgTime") {
			t.Errorf("push %v", m)
		}
	}
	late := mia.do("openim.modify_c2c_msg", change(0, "v1 of mine"), 20027)
	if late.text("MsgVersion") != "1" || late.text(text...) != "v1" || late.text("CloudCustomData") != "c" {
		t.Errorf("conflict %v", late)
	}
	eve.do("openim.modify_c2c_msg", change(1, "v2"), 60010)
	leo.seesNothing()
	w.rest("openim.modify_c2c_msg", fmt.Sprintf(`{"From_Account":"mia","To_Account":"leo","MsgKey":"%v","CloudCustomData":"d"}`, a["MsgKey"]), 0)
	m := leo.sees(19)
	if m.text("C2cMsgModNotifys", 0, "CloudCustomData") != "d" || m.text("C2cMsgModNotifys", 0, "MsgVersion") != "2" {
		t.Errorf("push %v", m)
	}
	if h := mia.do("openim.getroammsg", `{"Peer_Account":"leo"}`, 0); h.text("MsgList", 0, "MsgVersion") != "2" || h.texts("MsgList")[0] != "v1" {
		t.Errorf("history %v", h)
	}
	w.rest("openim.modify_c2c_msg", `{"From_Account":"mia","To_Account":"leo","MsgKey":"1_2_3","CloudCustomData":"d"}`, 20026)
	mia.do("openim.msgwithdraw", withdrawal("mia", "leo", 1, 2, a["MsgTime"]), 0)
	mia.do("openim.modify_c2c_msg", change(2, "v3"), 20026)
}
