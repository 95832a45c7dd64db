package live_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

const (
	poll      = "group_open_long_polling_http_svc.get_msg"
	guestPoll = "group_open_long_polling_http_noauth_svc.get_msg"
	guestJoin = "group_open_http_noauth_svc.apply_join_group"
)

// show makes a live room with its owner in it.
func show(w *roomtest.World) *roomtest.Client {
	owner := w.Login("owner")
	owner.Do("create_group", `{"Type":"AVChatRoom","Name":"show","GroupId":"show"}`, 0)
	owner.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	owner.Events()
	return owner
}

// await is the answer of a poll.
func await(t *testing.T, answers <-chan roomtest.Answer) roomtest.Answer {
	t.Helper()
	select {
	case a := <-answers:
		if a.Int("ErrorCode") != 0 {
			t.Fatalf("poll: %v", a)
		}
		return a
	case <-time.After(time.Minute):
		t.Fatal("no answer")
		return nil
	}
}

// waits fails if a poll was answered.
func waits(t *testing.T, answers <-chan roomtest.Answer) {
	t.Helper()
	select {
	case a := <-answers:
		t.Fatalf("answered at once: %v", a)
	default:
	}
}

func next(a roomtest.Answer) string {
	return fmt.Sprintf(`{"USP":1,"HoldTime":90,"Key":%q,"StartSeq":%d}`, a.Text("Key"), a.Int("NextSeq"))
}

func TestMembersWhoPoll(t *testing.T) {
	w := roomtest.New(t, "live_polling=on")
	owner, alice := show(w), w.Login("alice")
	a := alice.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	if a.Text("LongPollingKey") == "" || a.Int("StartSeq") <= 0 || a.Text("AVChatRoomKey") == "" {
		t.Fatalf("answer %v", a)
	}
	owner.Sees()
	first := alice.Poll(poll, fmt.Sprintf(`{"Key":%q,"StartSeq":%d}`, a.Text("LongPollingKey"), a.Int("StartSeq")))
	b := await(t, first) // her own coming
	if b.Int("RspMsgList", 0, "Event") != 4 || b.Text("RspMsgList", 0, "ToGroupId") != "show" {
		t.Fatalf("page %v", b)
	}
	held := alice.Poll(poll, next(b))
	waits(t, held)
	owner.Send("show", "hi", 1, 0)
	b = await(t, held)
	if b.Len("RspMsgList") != 1 || b.Int("RspMsgList", 0, "Event") != 3 ||
		b.Text("RspMsgList", 0, "MsgBody", 0, "MsgContent", "Text") != "hi" || !b.Has("RspMsgList", 0, "GroupInfo") {
		t.Fatalf("page %v", b)
	}
	alice.Sees()
	owner.Send("show", "between polls", 2, 0)
	w.REST("set_group_attr", `{"GroupId":"show","GroupAttr":[{"key":"k","value":"v"}]}`, 0)
	b = await(t, alice.Poll(poll, next(b)))
	if b.Len("RspMsgList") != 2 || b.Int("RspMsgList", 1, "Event") != 6 {
		t.Fatalf("page %v", b)
	}
	older := alice.Poll(poll, next(b))
	newer := alice.Poll(poll, next(b))
	if e := await(t, older); e.Len("RspMsgList") != 0 || e.Int("NextSeq") != b.Int("NextSeq") {
		t.Errorf("the older of two: %v", e)
	}
	w.REST("ban_group_member", `{"GroupId":"show","Members_Account":["alice"],"Duration":60}`, 0)
	if e := await(t, newer); e.Len("RspMsgList") != 0 {
		t.Errorf("a poll of somebody who was banned: %v", e)
	}
	if e := <-alice.Poll(poll, next(b)); e.Int("ErrorCode") != 10007 {
		t.Errorf("banned, and polls: %v", e)
	}
}

func TestAMemberWhoPollsIsCutAndBack(t *testing.T) {
	w := roomtest.New(t, "live_polling=on")
	owner, alice := show(w), w.Login("alice")
	a := alice.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	b := await(t, alice.Poll(poll, fmt.Sprintf(`{"Key":%q,"StartSeq":%d}`, a.Text("LongPollingKey"), a.Int("StartSeq"))))
	alice.Cut()
	owner.Send("show", "missed", 1, 0)
	alice.Resume()
	owner.Send("show", "pushed until the next poll", 2, 0)
	alice.Sees("message")
	if b = await(t, alice.Poll(poll, next(b))); b.Len("RspMsgList") != 2 {
		t.Errorf("page %v", b)
	}
	held := alice.Poll(poll, next(b))
	owner.Send("show", "polled", 3, 0)
	await(t, held)
	alice.Sees()
}

func TestGuestsWatch(t *testing.T) {
	w := roomtest.New(t)
	owner, guest := show(w), w.Guest()
	w.REST("create_group", `{"Type":"Public","Name":"x","GroupId":"town","Owner_Account":"owner"}`, 0)
	guest.Do(guestJoin, `{"GroupId":"town"}`, 10007)
	guest.Do(guestJoin, `{"GroupId":"none"}`, 10010)
	a := guest.Do(guestJoin, `{"GroupId":"show","WebPushFlag":1}`, 0)
	b := await(t, guest.Poll(guestPoll, fmt.Sprintf(`{"Key":%q,"StartSeq":0}`, a.Text("LongPollingKey"))))
	if b.Len("RspMsgList") != 0 || b.Int("NextSeq") <= 0 {
		t.Fatalf("first page %v", b)
	}
	if n := owner.Do("get_online_member_num", `{"GroupId":"show"}`, 0).Int("OnlineMemberNum"); n != 1 {
		t.Errorf("%d online", n)
	}
	held := guest.Poll(guestPoll, next(b))
	owner.Send("show", "hi", 1, 0)
	b = await(t, held)
	if b.Text("RspMsgList", 0, "MsgBody", 0, "MsgContent", "Text") != "hi" {
		t.Fatalf("page %v", b)
	}
	for _, key := range []string{"", "x", "!.1", "1", "zzzzzz.1", "zzzzzzzzzzzzzzzzzzzzz.1"} {
		if code := (<-guest.Poll(guestPoll, fmt.Sprintf(`{"Key":%q,"StartSeq":1}`, key))).Int("ErrorCode"); code != 10004 && code != 10010 {
			t.Errorf("key %q: %d", key, code)
		}
	}
	held = guest.Poll(guestPoll, next(b))
	waits(t, held)
	owner.Do("destroy_group", `{"GroupId":"show"}`, 0)
	c := await(t, held)
	if c.Int("RspMsgList", 0, "Event") != 5 || c.Int("RspMsgList", 0, "MsgBody", "ReportType") != 5 || c.Text("RspMsgList", 0, "ToGroupId") != "show" {
		t.Errorf("page %v", c)
	}
	if c = await(t, guest.Poll(guestPoll, next(b))); c.Int("RspMsgList", 0, "MsgBody", "ReportType") != 5 {
		t.Errorf("asked after the end: %v", c)
	}
}

func TestGuestsOfAnotherApplication(t *testing.T) {
	w := roomtest.New(t)
	show(w)
	key := w.Guest().Do(guestJoin, `{"GroupId":"show"}`, 0).Text("LongPollingKey")
	w.NewApp()
	if a := <-w.Guest().Poll(guestPoll, fmt.Sprintf(`{"Key":%q,"StartSeq":1}`, key)); a.Int("ErrorCode") != 10010 {
		t.Errorf("answer %v", a)
	}
}

func TestNewcomersSeeWhatWasSaidLately(t *testing.T) {
	w := roomtest.New(t, "live_history=3")
	owner, alice, bob := show(w), w.Login("alice"), w.Login("bob")
	alice.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	for i := range 5 {
		owner.Send("show", fmt.Sprint("line ", i), i, 0)
	}
	a := bob.Do("apply_join_group", `{"GroupId":"show","HugeGroupHistoryMsgFlag":1}`, 0)
	if a.Len("RspMsgList") != 3 || a.Text("RspMsgList", 0, "MsgBody", 0, "MsgContent", "Text") != "line 2" || a.Int("RspMsgList", 0, "Event") != 3 {
		t.Errorf("history %v", a)
	}
	if a = bob.Do("apply_join_group", `{"GroupId":"show"}`, 0); a.Has("RspMsgList") {
		t.Errorf("history that nobody asked for: %v", a)
	}
	before := fmt.Sprintf(`{"GroupId":"show","PullPreSeq":%d}`, bob.Do("get_huge_group_msg", `{"GroupId":"show"}`, 0).Int("RspMsgList", 2, "MsgSeq"))
	if a = bob.Do("get_huge_group_msg", before, 0); a.Len("RspMsgList") != 2 {
		t.Errorf("history before the last %v", a)
	}
	guest := w.Guest()
	key := guest.Do(guestJoin, `{"GroupId":"show"}`, 0).Text("LongPollingKey")
	if b := await(t, guest.Poll(guestPoll, fmt.Sprintf(`{"Key":%q,"StartSeq":0}`, key))); b.Len("RspMsgList") != 3 {
		t.Errorf("a guest sees %v", b)
	}
	w.Set("live_history", "0")
	if a = bob.Do("apply_join_group", `{"GroupId":"show","HugeGroupHistoryMsgFlag":1}`, 0); a.Has("RspMsgList") {
		t.Errorf("history that is switched off: %v", a)
	}
}

func TestOneLiveRoomAtATime(t *testing.T) {
	w := roomtest.New(t, "one_live_room=on")
	owner, web, phone := show(w), w.Login("alice"), w.LoginOn("alice", 21)
	owner.Do("create_group", `{"Type":"AVChatRoom","Name":"other","GroupId":"other"}`, 0)
	web.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	owner.Events()
	web.Events()
	phone.Events()
	phone.Do("apply_join_group", `{"GroupId":"other"}`, 0)
	owner.Sees("tip 2")
	web.Sees("notice 8")
	owner.Send("show", "without her", 1, 0)
	web.Sees()
	web.Send("show", "not in", 2, 10007)
	web.Cut()
	web.Resume()
	owner.Send("show", "without her", 3, 0)
	web.Sees()
	phone.Send("other", "here", 4, 0)
}
