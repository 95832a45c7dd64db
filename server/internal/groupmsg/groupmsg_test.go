package groupmsg_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// public makes a Public group of olga with the given members.
func public(w *roomtest.World, groupID string, members ...string) {
	list := make([]string, len(members))
	for i, name := range members {
		list[i] = fmt.Sprintf(`{"Member_Account":%q}`, name)
	}
	w.REST("create_group", fmt.Sprintf(`{"Type":"Public","Name":"n","GroupId":%q,"Owner_Account":"olga","MemberList":[%s]}`,
		groupID, strings.Join(list, ",")), 0)
}

func start(t *testing.T, settings ...string) (w *roomtest.World, olga, bob, carol *roomtest.Client) {
	w = roomtest.New(t, settings...)
	w.Import("olga", "bob", "carol")
	public(w, "g", "bob", "carol")
	olga, bob, carol = w.Login("olga"), w.Login("bob"), w.Login("carol")
	return w, olga, bob, carol
}

func TestRecall(t *testing.T) {
	w, olga, bob, carol := start(t)
	bob.Send("g", "one", 1, 0)
	bob.Send("g", "two", 2, 0)
	olga.Events()
	carol.Events()

	bob.Do("group_msg_recall", `{"GroupId":"g","TopicId":"","MsgSeqList":[{"MsgSeq":1}]}`, 0)
	e := olga.Sees("recall")[0]
	item := []any{"GroupTips", 0, "MsgBody", "GroupWithdrawInfoArray", 0}
	for field, want := range map[string]string{"GroupId": "g", "MsgSeq": "1", "MsgRandom": "1", "MsgClientTime": "1700000000", "TinyId": w.Account("bob").Tiny()} {
		if got := e.Text(append(item, field)...); got != want {
			t.Errorf("recall: %s is %q, want %q", field, got, want)
		}
	}
	if e.Text("GroupTips", 0, "GroupInfo", "GroupType") != "Public" || e.Text("GroupTips", 0, "RevokerInfo", "Revoker_Account") != "bob" {
		t.Errorf("recall: %v", e)
	}
	carol.Sees("recall")
	bob.Do("group_msg_recall", `{"GroupId":"g","MsgSeqList":[{"MsgSeq":1}]}`, 10030)
	bob.Do("group_msg_recall", `{"GroupId":"g","MsgSeqList":[{"MsgSeq":99}]}`, 10030)
	olga.Do("group_msg_recall", `{"GroupId":"g","MsgSeqList":[{"MsgSeq":2}]}`, 0)

	h := carol.Do("group_msg_get", `{"GroupId":"g","ReqMsgNumber":10,"WithRecalledMsg":1}`, 0)
	if h.Len("RspMsgList") != 2 || h.Int("RspMsgList", 1, "IsPlaceMsg") != 2 || h.Text("RspMsgList", 1, "RevokerInfo", "Revoker_Account") != "bob" || h.Len("RspMsgList", 1, "MsgBody") != 1 {
		t.Errorf("history %v", h)
	}
	if h := carol.Do("group_msg_get", `{"GroupId":"g","ReqMsgNumber":10}`, 0); h.Len("RspMsgList") != 0 {
		t.Errorf("history without recalled ones %v", h)
	}
	n := carol.Do("batch_get_group_notify", `{"NotifyReqList":[{"NotifyType":1,"Limit":20,"GroupId":"g","BeginTime":0},{"GroupId":"nope","BeginTime":0}]}`, 0)
	if n.Len("NotifyRspList") != 1 || n.Len("NotifyRspList", 0, "NotifyMsgList") != 2 || n.Int("NotifyRspList", 0, "NotifyMsgList", 0, "MsgSeq") != 1 {
		t.Errorf("recalls %v", n)
	}
	for ago, want := range map[time.Duration]int{2 * time.Second: 2, time.Hour: 0} { // a client's clock is behind; the past is the past
		body := fmt.Sprintf(`{"NotifyReqList":[{"NotifyType":1,"Limit":20,"GroupId":"g","BeginTime":0,"EndTime":%d}]}`, time.Now().Add(-ago).UnixMicro())
		if n := carol.Do("batch_get_group_notify", body, 0); n.Len("NotifyRspList", 0, "NotifyMsgList") != want {
			t.Errorf("recalls until %v ago %v", ago, n)
		}
	}
}

func TestRESTGetsACodePerRecall(t *testing.T) {
	w, _, bob, _ := start(t)
	bob.Send("g", "one", 1, 0)
	a := w.REST("group_msg_recall", `{"GroupId":"g","MsgSeqList":[{"MsgSeq":7},{"MsgSeq":1}],"Reason":"spam"}`, 0)
	if a.Int("RecallRetList", 0, "RetCode") != 10030 || a.Int("RecallRetList", 1, "RetCode") != 0 {
		t.Errorf("answer %v", a)
	}
}

func TestEdit(t *testing.T) {
	w, olga, bob, _ := start(t)
	olga.Send("g", "list: 1", 1, 0)
	bob.Events()
	body := `{"GroupId":"g","MsgSeq":1,"MsgVersion":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}],"CloudCustomData":"c"}`
	a := bob.Do("openim.modify_group_msg", fmt.Sprintf(body, 0, "list: 1 2"), 0)
	if a.Int("MsgVersion") != 1 || a.Text("CloudCustomData") != "c" {
		t.Errorf("answer %v", a)
	}
	e := olga.Sees("changed")[0]
	if e.Int("GroupMsgModNotifys", 0, "MsgVersion") != 1 || e.Text("GroupMsgModNotifys", 0, "From_Account") != "olga" {
		t.Errorf("push %v", e)
	}
	conflict := olga.Do("openim.modify_group_msg", fmt.Sprintf(body, 0, "list: 1 3"), 20027)
	if conflict.Int("MsgVersion") != 1 || conflict.Text("MsgBody", 0, "MsgContent", "Text") != "list: 1 2" {
		t.Errorf("conflict %v", conflict)
	}
	w.REST("openim.modify_group_msg", `{"GroupId":"g","MsgSeq":1,"CloudCustomData":"rest"}`, 0)
	w.REST("openim.modify_group_msg", `{"GroupId":"g","MsgSeq":9,"CloudCustomData":"rest"}`, 20026)
	h := w.REST("group_msg_get_simple", `{"GroupId":"g","ReqMsgNumber":5}`, 0)
	if h.Text("RspMsgList", 0, "CloudCustomData") != "rest" || h.Text("RspMsgList", 0, "MsgBody", 0, "MsgContent", "Text") != "list: 1 2" {
		t.Errorf("history %v", h)
	}
}

func TestReadMarks(t *testing.T) {
	w, olga, bob, _ := start(t)
	second := w.LoginOn("bob", 2)
	for i := range 3 {
		olga.Send("g", "x", i, 0)
	}
	bob.Sees("message", "message", "message")
	second.Events()
	bob.Do("msg_read_report", `{"GroupId":"g","MsgReadedSeq":2}`, 0)
	bob.Sees()
	e := second.Sees("read")[0]
	if e.Int("GroupTips", 0, "MsgBody", "GroupReadInfoArray", 0, "LastReadMsgSeq") != 2 || e.Int("GroupTips", 0, "MsgBody", "ReportType") != 15 {
		t.Errorf("push %v", e)
	}
	list := bob.Do("get_joined_group_list", `{"Member_Account":"bob","Limit":200}`, 0)
	if list.Int("GroupIdList", 0, "SelfInfo", "MsgSeq") != 2 || list.Int("GroupIdList", 0, "NextMsgSeq") != 4 {
		t.Errorf("list %v", list)
	}
	n, err := w.Timeline.Unread(t.Context(), w.Group("g").Conv(), w.Account("bob").ID)
	if err != nil || n != 1 {
		t.Errorf("%d unread, %v", n, err)
	}
	if n, err = w.Timeline.Unread(t.Context(), w.Group("g").Conv(), w.Account("olga").ID); err != nil || n != 0 {
		t.Errorf("%d of one's own unread, %v", n, err)
	}
}

func TestDeletedForOneself(t *testing.T) {
	_, olga, bob, _ := start(t)
	for i := range 3 {
		olga.Send("g", "x", i, 0)
	}
	bob.Do("delete_group_ramble_msg_by_seq", `{"GroupId":"g","Deleter_Account":"bob","Seqs":["2","7"]}`, 0)
	bob.Do("delete_group_ramble_msg_by_seq", `{"GroupId":"g","Deleter_Account":"olga","Seqs":["2"]}`, 10007)
	h := bob.Do("group_msg_get", `{"GroupId":"g","ReqMsgNumber":10}`, 0)
	if h.Len("RspMsgList") != 2 || h.Int("RspMsgList", 1, "MsgSeq") != 1 {
		t.Errorf("bob sees %v", h)
	}
	if h := olga.Do("group_msg_get", `{"GroupId":"g","ReqMsgNumber":10}`, 0); h.Len("RspMsgList") != 3 {
		t.Errorf("olga sees %v", h)
	}
}

func TestMessagesToSome(t *testing.T) {
	w, olga, bob, carol := start(t)
	sent := olga.Do("send_group_msg", roomtest.Text("g", "bob only", 1, `,"To_Account":["bob"]`), 0)
	bob.Sees("message")
	carol.Sees()
	if sent.Int("MsgSeq") != 1 {
		t.Errorf("sent %v", sent)
	}
	h := carol.Do("group_msg_get", `{"GroupId":"g","ReqMsgNumber":10}`, 0)
	if h.Len("RspMsgList") != 0 || h.Int("InvisibleMsgSeq", 0) != 1 {
		t.Errorf("carol sees %v", h)
	}
	if h := bob.Do("group_msg_get", `{"GroupId":"g","GetType":3,"ReqMsgSeqList":[1,5]}`, 0); h.Len("RspMsgList") != 1 {
		t.Errorf("bob sees %v", h)
	}
	olga.Do("send_group_msg", roomtest.Text("g", "x", 2, `,"To_Account":["stranger"]`), 10004)
	if h := w.REST("group_msg_get_simple", `{"GroupId":"g","ReqMsgNumber":10}`, 0); h.Len("RspMsgList") != 1 {
		t.Errorf("an admin sees %v", h)
	}
}

func TestOnlineOnlyMessagesAreNotKept(t *testing.T) {
	_, olga, bob, _ := start(t)
	if a := olga.Do("send_group_msg", roomtest.Text("g", "typing", 1, `,"OnlineOnlyFlag":1`), 0); a.Int("MsgSeq") != 1 {
		t.Errorf("answer %v", a)
	}
	if e := bob.Sees("message")[0]; e.Int("GroupMsgArray", 0, "OnlineOnlyFlag") != 1 {
		t.Errorf("push %v", e)
	}
	if a := olga.Send("g", "kept", 2, 0); a.Int("MsgSeq") != 1 {
		t.Errorf("the number was used up: %v", a)
	}
	if h := bob.Do("group_msg_get", `{"GroupId":"g","ReqMsgNumber":10}`, 0); h.Len("RspMsgList") != 1 {
		t.Errorf("history %v", h)
	}
	if h := bob.Do("group_msg_get", `{"GroupId":"g","ReqMsgNumber":0}`, 0); h.Len("RspMsgList") != 0 {
		t.Errorf("a client that has caught up gets %v", h)
	}
}

func TestMembersWhoDiscard(t *testing.T) {
	w, olga, bob, carol := start(t)
	second := w.LoginOn("bob", 2)
	bob.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"bob","MsgFlag":"Discard"}`, 0)
	carol.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"carol","MsgFlag":"NotReceiveMsgExceptAt"}`, 0)
	bob.Sees()
	if e := second.Sees("notice 20")[0]; e.Text("GroupTips", 0, "MsgBody", "MsgFlag") != "Discard" {
		t.Errorf("push %v", e)
	}
	olga.Send("g", "quiet", 1, 0)
	olga.Do("send_group_msg", roomtest.Text("g", "@carol", 2, `,"GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"carol"}]`), 0)
	bob.Sees()
	carol.Sees("mention", "message")
	w.REST("modify_group_base_info", `{"GroupId":"g","Name":"other"}`, 0)
	bob.Sees("tip 6")
	bob.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"bob","MsgFlag":"AcceptAndNotify"}`, 0)
	olga.Send("g", "loud", 3, 0)
	bob.Sees("message")
}

func TestMentions(t *testing.T) {
	w, olga, bob, carol := start(t)
	olga.Do("send_group_msg", roomtest.Text("g", "@bob @all", 1, `,"GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"bob"},{"GroupAtAllFlag":1}]`), 0)
	for name, want := range map[*roomtest.Client]string{bob: "[1 2]", carol: "[2]"} { // each is reminded once
		for _, e := range name.Sees("message", "mention") {
			tips := []any{"GroupTips", 0, "GroupAtTips"}
			if e.Kind() == "mention" && (e.Text(append(tips, "AtFlagList")...) != want || e.Text(append(tips, "GroupId")...) != "g" || e.Int(append(tips, "MsgSeq")...) != 1) {
				t.Errorf("reminder of %s: %v", name.Name, e)
			}
		}
	}
	olga.Sees()
	notices, _, _, err := w.Timeline.Notices(t.Context(), w.App().ID, w.Account("bob").ID, 0, 10)
	if err != nil || len(notices) == 0 || notices[len(notices)-1].Kind != 12 {
		t.Errorf("bob's notices %v %v", notices, err)
	}
}

func TestTheRateOfAStoredGroup(t *testing.T) {
	_, olga, _, _ := start(t, "group_rate=3")
	for i := range 3 {
		olga.Send("g", "x", i, 0)
	}
	olga.Send("g", "x", 9, 10023)
}

func TestReceipts(t *testing.T) {
	_, olga, bob, carol := start(t)
	olga.Do("send_group_msg", roomtest.Text("g", "read?", 1, `,"NeedReadReceipt":1`), 0)
	olga.Send("g", "whatever", 2, 0)
	bob.Do("group_msg_receipt", `{"GroupId":"g","MsgSeqList":[{"MsgSeq":1},{"MsgSeq":2}]}`, 0)
	bob.Do("group_msg_receipt", `{"GroupId":"g","MsgSeqList":[{"MsgSeq":1}]}`, 0)
	e := olga.Sees("receipt")[0]
	if e.Int("GroupTips", 0, "MsgBody", "GroupMsgReceiptList", 0, "ReadNum") != 1 || e.Int("GroupTips", 0, "MsgBody", "GroupMsgReceiptList", 0, "UnreadNum") != 1 {
		t.Errorf("push %v", e)
	}
	n := olga.Do("get_group_msg_receipt", `{"GroupId":"g","MsgSeqList":[{"MsgSeq":1},{"MsgSeq":2}]}`, 0)
	if n.Int("GroupMsgReceiptList", 0, "ReadNum") != 1 || n.Int("GroupMsgReceiptList", 0, "UnreadNum") != 1 || n.Int("GroupMsgReceiptList", 1, "Code") != 10062 {
		t.Errorf("counts %v", n)
	}
	for flag, want := range map[int]string{0: "bob", 1: "carol"} {
		d := olga.Do("get_group_msg_receipt_detail", fmt.Sprintf(`{"GroupId":"g","MsgSeq":1,"Flag":%d,"Cursor":"","Num":100}`, flag), 0)
		if d.Text("ReadList", 0, "Read_Account")+d.Text("UnreadList", 0, "Unread_Account") != want || d.Int("IsFinish") != 1 {
			t.Errorf("detail %d: %v", flag, d)
		}
	}
	u := olga.Do("get_group_msg_receipts_by_users", `{"GroupId":"g","MemberReadMsgList":[{"MsgSeq":1,"MemberList_Account":["bob","carol"]}]}`, 0)
	if u.Len("MsgReadList", 0, "MemberList") != 1 || u.Text("MsgReadList", 0, "MemberList", 0, "Read_Account") != "bob" {
		t.Errorf("by users %v", u)
	}
	carol.Events()
}

func TestRESTSpeaksAsAnybody(t *testing.T) {
	w, olga, bob, _ := start(t)
	w.Import("ghost")
	w.REST("send_group_msg", roomtest.Text("g", "from the admin", 1, ""), 0)
	w.REST("send_group_msg", roomtest.Text("g", "from somebody outside", 2, `,"From_Account":"ghost"`), 0)
	w.REST("send_group_msg", roomtest.Text("g", "from nobody", 3, `,"From_Account":"nobody"`), 10019)
	bob.Sees("message", "message")
	w.REST("modify_group_member_info", `{"GroupId":"g","Member_Account":"bob","MuteTime":100}`, 0)
	bob.Sees("tip 7")
	w.REST("send_group_msg", roomtest.Text("g", "muted", 4, `,"From_Account":"bob"`), 10017)
	bob.Send("g", "muted", 5, 10017)
	olga.Events()
}

func TestHistoryBeforeJoining(t *testing.T) {
	for _, c := range []struct {
		typ, setting string
		seen         int
	}{{"Public", "type", 2}, {"Public", "on", 3}, {"ChatRoom", "type", 2}, {"ChatRoom", "off", 1}} {
		w := roomtest.New(t, "history_before_joining="+c.setting)
		w.Import("olga", "bob")
		w.REST("create_group", fmt.Sprintf(`{"Type":%q,"Name":"n","GroupId":"g","Owner_Account":"olga","ApplyJoinOption":"FreeAccess"}`, c.typ), 0)
		olga, bob := w.Login("olga"), w.Login("bob")
		olga.Send("g", "before", 1, 0)
		bob.Do("apply_join_group", `{"GroupId":"g"}`, 0)
		bob.Send("g", "after", 2, 0)
		h := bob.Do("group_msg_get", `{"GroupId":"g","ReqMsgNumber":10}`, 0)
		if h.Len("RspMsgList") != c.seen {
			t.Errorf("%s, %s: bob sees %d, want %d", c.typ, c.setting, h.Len("RspMsgList"), c.seen)
		}
	}
}
