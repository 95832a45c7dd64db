package message

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

func (c *client) sync(cookie any) answer {
	c.w.t.Helper()
	return c.do("openim.getmsg", fmt.Sprintf(`{"Cookie":"%v","SyncFlag":0,"NeedAbstract":1,"IsOnlineSync":0,"NeedSignaling":1,"NeedCachedMsg":1}`, cookie), 0)
}

// notice stores a notice of a group, as rooms of groups do.
func (w *world) notice(c *client, kind uint8, random int) (number uint64) {
	w.t.Helper()
	w.must(w.log.Update(w.ctx, []timeline.Touch{timeline.OfAccount(w.app, c.account.ID)}, func(tx *timeline.Tx) (err error) {
		number, err = tx.Notice(w.app, c.account.ID, timeline.Notice{Kind: kind, Payload: json.RawMessage(fmt.Sprintf(`{"MsgRandom":%d,"MsgSeq":0}`, random))})
		return err
	}))
	return number
}

func TestFirstSync(t *testing.T) {
	w := newWorld(t, func(o *Options) {
		o.Merged = func(context.Context, id.Account, int64) ([]json.RawMessage, error) {
			return []json.RawMessage{json.RawMessage(`{"Event":12,"GroupTips":[]}`)}, nil
		}
	})
	mia, leo, eve := w.login("mia"), w.login("leo"), w.login("eve")
	empty := leo.sync("")
	if empty.text("SyncFlag") != "2" || empty.text("Cookie") == "" || empty.len("MsgList") != 0 || empty.len("C2CPairUnreadCount") != 0 || empty.len("C2CRemainingUnreadCount") != 0 {
		t.Errorf("empty sync %v", empty)
	}
	first := mia.send("leo", 1, 1, "read")
	w.later.Store(int64(time.Second))
	leo.do("openim.msgreaded", fmt.Sprintf(`{"C2CMsgReaded":{"C2CMsgReadedItem":[{"To_Account":"mia","LastedMsgTime":%v}]}}`, first["MsgTime"]), 0)
	w.later.Store(int64(2 * time.Second))
	mia.send("leo", 2, 2, "unread")
	oops := mia.send("leo", 3, 3, "recalled")
	mia.do("openim.msgwithdraw", withdrawal("mia", "leo", 3, 3, oops["MsgTime"]), 0)
	eve.send("leo", 4, 4, "hello")
	eve.do("openim.sendmsg", message("eve", "leo", 6, 6, "call", `,"SendMsgControl":["NoUnread"]`), 0)
	leo.send("eve", 5, 5, "my own")
	number := w.notice(leo, 5, 77)

	a := leo.sync("")
	if got := a.texts("MsgList"); !slices.Equal(got, []string{"unread", "hello", "call"}) {
		t.Errorf("messages %v", got)
	}
	if a.text("C2CPairUnreadCount") != "[map[From_Account:eve UnreadCount:1] map[From_Account:mia UnreadCount:1]]" || a.len("C2CRemainingUnreadCount") != 0 {
		t.Errorf("counts %v", a)
	}
	if a.len("EventArray") != 2 || a.text("EventArray", 0, "Event") != "5" || a.text("EventArray", 0, "GroupTips", 0, "ClientSeq") != fmt.Sprint(number) {
		t.Errorf("notices %v", a["EventArray"])
	}
	if again := leo.sync("nonsense"); again.len("MsgList") != 3 {
		t.Errorf("a strange cookie is none: %v", again)
	}
	leo.do("openim.deletemsg", fmt.Sprintf(`{"DelMsgList":[{"From_Account":"@TIM#SYSTEM","MsgSeq":%d,"MsgRandom":76},{"From_Account":"@TIM#SYSTEM","MsgSeq":1,"MsgRandom":1}]}`, number), 0)
	if n := leo.sync("").len("EventArray"); n != 2 {
		t.Errorf("another notice was dropped: %d", n)
	}
	leo.do("openim.deletemsg", fmt.Sprintf(`{"DelMsgList":[{"From_Account":"@TIM#SYSTEM","MsgSeq":%d,"MsgRandom":77}]}`, number), 0)
	if n := leo.sync("").len("EventArray"); n != 1 {
		t.Errorf("the notice is still there: %d", n)
	}
}

// TestFirstSyncHasNoPushed: what came between the login and the sync was pushed. The
// SDK would drop a conversation that the sync names and the list did not have.
func TestFirstSyncHasNoPushed(t *testing.T) {
	w := newWorld(t, nil)
	mia := w.login("mia")
	w.login("leo")
	mia.send("leo", 1, 1, "before")
	phone := w.login("leo")
	w.events.Publish(w.ctx, event.SessionOpened{Account: phone.account, Instance: phone.session.Instance()})
	mia.send("leo", 2, 2, "after the login")
	w.login("eve").send("leo", 3, 3, "also after")
	a := phone.sync("")
	if got := a.texts("MsgList"); !slices.Equal(got, []string{"before"}) {
		t.Errorf("messages %v", got)
	}
	if a.text("C2CPairUnreadCount") != "[map[From_Account:mia UnreadCount:1]]" {
		t.Errorf("counts %v", a)
	}
	if again := phone.sync(""); again.len("MsgList") != 3 || again.len("C2CPairUnreadCount") != 2 {
		t.Errorf("a sync that is asked for again has all: %v", again)
	}
}

func TestSyncSinceCookie(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo, leoToo := w.login("mia"), w.login("leo"), w.login("leo")
	old := mia.send("leo", 1, 1, "old")
	cookie := leo.sync("")["Cookie"]
	mia.send("leo", 2, 2, "new")
	leoToo.send("mia", 3, 3, "from my phone")
	mia.do("openim.msgwithdraw", withdrawal("mia", "leo", 1, 1, old["MsgTime"]), 0)
	w.notice(leo, 12, 5)
	a := leo.sync(cookie)
	if a.text("SyncFlag") != "2" || a.len("MsgList") != 3 {
		t.Fatalf("sync %v", a)
	}
	if got := a.texts("MsgList"); !slices.Equal(got[:2], []string{"new", "from my phone"}) {
		t.Errorf("messages %v", got)
	}
	if m := a.at("MsgList", 1).(map[string]any); m["From_Account"] != "leo" || m["To_Account"] != "mia" {
		t.Errorf("one's own message is not swapped in a sync: %v", m)
	}
	recall := []any{"MsgList", 2, "EventArray", 0, "C2cNotifyMsgArray", 0, "WithdrawC2cMsgNotify", "C2cWithdrawInfoArray", 0, "MsgRandom"}
	if a.text("MsgList", 2, "EventArray", 0, "Event") != "10" || a.text(recall...) != "1" {
		t.Errorf("recall %v", a.at("MsgList", 2))
	}
	if a.text("EventArray", 0, "Event") != "12" || a.text("C2CPairUnreadCount", 0, "UnreadCount") != "1" {
		t.Errorf("sync %v", a)
	}
	if b := leo.sync(a["Cookie"]); b.len("MsgList") != 0 || b.len("EventArray") != 0 || b.text("SyncFlag") != "2" || b.len("C2CPairUnreadCount") != 1 {
		t.Errorf("nothing new: %v", b)
	}
}

// What an edited message is in a sync must not look like a change of one that
// the client has: it would show nothing then.
func TestSyncOfEditedMessage(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	cookie := leo.sync("")["Cookie"]
	a := mia.send("leo", 1, 2, "v0")
	w.rest("openim.modify_c2c_msg", fmt.Sprintf(`{"From_Account":"mia","To_Account":"leo","MsgKey":"%v","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"v1"}}]}`, a["MsgKey"]), 0)
	m := leo.sync(cookie)
	if m.text("MsgList", 0, "MsgVersion") != "<nil>" || m.texts("MsgList")[0] != "v1" {
		t.Errorf("sync %v", m)
	}
}

// A long absence comes in several answers, the last of which is the large one,
// because clients show only that as new.
func TestSyncInPages(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	cookie := leo.sync("")["Cookie"]
	const sent = syncPage + 5
	w.must(w.log.Update(w.ctx, []timeline.Touch{timeline.InConv(id.Pair(w.app, mia.account.ID, leo.account.ID))}, func(tx *timeline.Tx) error {
		for i := range sent {
			m := timeline.Message{Conv: id.Pair(w.app, mia.account.ID, leo.account.ID), From: mia.account.ID, FromAccount: "mia", ToAccount: "leo",
				Seq: uint64(i), Random: uint32(i), Body: json.RawMessage(fmt.Sprintf(`[{"MsgType":"TIMTextElem","MsgContent":{"Text":"%d"}}]`, i))}
			if _, _, err := tx.Append(m, timeline.Repeat{Never: true}); err != nil {
				return err
			}
		}
		return nil
	}))
	a := leo.sync(cookie)
	if a.text("SyncFlag") != "1" || a.len("MsgList") != 5 {
		t.Fatalf("first answer: flag %v, %d messages", a["SyncFlag"], a.len("MsgList"))
	}
	b := leo.sync(a["Cookie"])
	got := append(a.texts("MsgList"), b.texts("MsgList")...)
	if b.text("SyncFlag") != "2" || len(got) != sent || got[0] != "0" || got[sent-1] != fmt.Sprint(sent-1) {
		t.Errorf("second answer: flag %v, %d messages in all", b["SyncFlag"], len(got))
	}
	first := leo.sync("")
	if first.len("MsgList") != syncMessages || first.text("C2CPairUnreadCount", 0, "UnreadCount") != fmt.Sprint(sent) {
		t.Errorf("first sync: %d messages, %v", first.len("MsgList"), first["C2CPairUnreadCount"])
	}
}

// A device that was cut and comes back is sent what it missed, not all since its
// login; what an answer that was lost held is sent again.
func TestSyncAfterCut(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	instance := leo.session.Instance()
	cookie := leo.sync("")["Cookie"]
	mia.send("leo", 1, 1, "was pushed")
	hour := int64(time.Hour)
	w.later.Store(hour) // timeline's time; the room is told below when the cut was
	cut := func(after time.Duration) { w.service.absences.cut(instance, time.Now().Add(after)) }
	cut(time.Hour)
	mia.send("leo", 2, 2, "missed")
	leo.connect(instance)
	if got := leo.sync(cookie).texts("MsgList"); !slices.Equal(got, []string{"missed"}) {
		t.Errorf("after the cut: %v", got)
	}
	all := leo.do("openim.getmsg", fmt.Sprintf(`{"Cookie":"%v","IsOnlineSync":1}`, cookie), 0).texts("MsgList")
	if !slices.Equal(all, []string{"was pushed", "missed"}) {
		t.Errorf("a client that says that it lost pushes: %v", all)
	}
	w.later.Store(2 * hour)
	cut(2 * time.Hour) // the answer did not arrive
	mia.send("leo", 3, 3, "missed too")
	leo.connect(instance)
	a := leo.sync(cookie)
	if got := a.texts("MsgList"); !slices.Equal(got, []string{"missed", "missed too"}) {
		t.Errorf("after a lost answer: %v", got)
	}
	w.later.Store(3 * hour)
	mia.send("leo", 4, 4, "was pushed")
	w.later.Store(4 * hour)
	cut(4 * time.Hour) // this one did arrive
	leo.connect(instance)
	if got := leo.sync(a["Cookie"]).texts("MsgList"); len(got) != 0 {
		t.Errorf("after an answer: %v", got)
	}
	w.events.Publish(w.ctx, event.SessionClosed{Account: leo.account, Instance: instance})
	if got := leo.sync(cookie).texts("MsgList"); len(got) != 4 {
		t.Errorf("after a logout: %v", got)
	}
}

func TestCookie(t *testing.T) {
	a := id.Account{App: 1, ID: 1 << 57, Name: "leo"}
	k := cookie{12, 1700000000000}
	if got, ok := parseCookie(k.text(a), a); !ok || got != k {
		t.Errorf("%v %v", got, ok)
	}
	for _, bad := range []string{"", "v1-", k.text(a) + "0x", "v1-5-12-1700000000000", "v2-144115188075855872-12-1700000000000", "v1-144115188075855872--1-5"} {
		if _, ok := parseCookie(bad, a); ok {
			t.Errorf("%q is taken", bad)
		}
	}
}
