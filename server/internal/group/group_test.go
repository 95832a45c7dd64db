package group_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestAWorkGroupFromItsBeginningToItsEnd(t *testing.T) {
	w := roomtest.New(t)
	w.Import("bob", "carol")
	alice, bob := w.Login("alice"), w.Login("bob")

	made := alice.Do("create_group", `{"Type":"Private","Name":"tea","Owner_Account":"alice","WebPushFlag":1,
		"MemberList":[{"Member_Account":"bob"}]}`, 0)
	id := made.Text("GroupId")
	if len(id) < 8 || id[:6] != "@TGS#1" || made.Len("OverJoinedGroupLimit_Account") != 0 {
		t.Fatalf("made %v", made)
	}
	alice.Sees()
	n := bob.Sees("notice 7")[0]
	for path, want := range map[string]string{"MsgBody/ReportType": "7", "MsgBody/Operator_Account": "alice",
		"To_Account": "bob", "GroupInfo/GroupId": id, "GroupInfo/GroupType": "Private", "GroupInfo/GroupName": "tea"} {
		if got := at(n, "GroupTips", path); got != want {
			t.Errorf("notice: %s is %q, want %q", path, got, want)
		}
	}

	sent := alice.Do("send_group_msg", roomtest.Text(id, "hello", 77, `,"ClientSeq":5,"MsgPriority":"High","CloudCustomData":"c"`), 0)
	if sent.Int("MsgSeq") != 1 || sent.Int("MsgTime") < 1700000000 {
		t.Fatalf("sent %v", sent)
	}
	if again := alice.Do("send_group_msg", roomtest.Text(id, "hello", 77, `,"ClientSeq":5`), 0); again.Int("MsgSeq") != 1 {
		t.Fatalf("a repeat is %v", again)
	}
	alice.Sees()
	m := bob.Sees("message")[0]
	for path, want := range map[string]string{"From_Account": "alice", "ToGroupId": id, "MsgSeq": "1", "MsgRandom": "77",
		"ClientSeq": "5", "MsgClientTime": "1700000000", "MsgPriority": "1", "CloudCustomData": "c",
		"TinyId": w.Account("alice").Tiny(), "GroupInfo/GroupId": id, "GroupInfo/From_AccountNick": "nick of alice",
		"GroupInfo/MsgFrom_AccountExtraInfo/Role": "400"} {
		if got := at(m, "GroupMsgArray", path); got != want {
			t.Errorf("message: %s is %q, want %q", path, got, want)
		}
	}

	alice.Do("add_group_member", `{"GroupId":"`+id+`","MemberList":[{"Member_Account":"carol"},{"Member_Account":"bob"},{"Member_Account":"ghost"}]}`, 0)
	tip := bob.Sees("tip 1")[0]
	for path, want := range map[string]string{"From_Account": "@TIM#SYSTEM", "MsgSeq": "2", "TinyId": "0", "MsgBody/Operator_Account": "alice",
		"MsgBody/MemberNum": "3", "MsgBody/GroupJoinType": "2", "MsgBody/MsgOperatorMemberExtraInfo/NickName": "nick of alice"} {
		if got := at(tip, "GroupTips", path); got != want {
			t.Errorf("tip: %s is %q, want %q", path, got, want)
		}
	}
	if got := tip.Text("GroupTips", 0, "MsgBody", "List_Account", 0); got != "carol" {
		t.Errorf("the tip is about %q", got)
	}
	alice.Sees("tip 1")

	carol := w.Login("carol")
	carol.Send(id, "hi all", 1, 0)
	alice.Sees("message")
	bob.Sees("message")
	history := carol.Do("group_msg_get", `{"GroupId":"`+id+`","ReqMsgNumber":20}`, 0)
	if history.Len("RspMsgList") != 2 || history.Int("IsFinished") != 2 {
		t.Errorf("carol sees %v", history)
	}
	if history := bob.Do("group_msg_get", `{"GroupId":"`+id+`","ReqMsgNumber":20,"ReqMsgSeq":3}`, 0); history.Len("RspMsgList") != 3 {
		t.Errorf("bob sees %v", history)
	}

	carol.Do("quit_group", `{"GroupId":"`+id+`"}`, 0)
	alice.Sees("tip 2")
	bob.Sees("tip 2")
	carol.Sees()
	carol.Do("group_msg_get", `{"GroupId":"`+id+`","ReqMsgNumber":20}`, 10007)
	carol.Send(id, "still here?", 2, 10007)

	alice.Do("destroy_group", `{"GroupId":"`+id+`"}`, 10007)
	w.REST("destroy_group", `{"GroupId":"`+id+`"}`, 0)
	alice.Sees("notice 5")
	bob.Sees("notice 5")
	bob.Send(id, "gone?", 3, 10010)
}

// at follows a path in an event's first item.
func at(e roomtest.Answer, list, path string) string {
	steps := []any{list, 0}
	for _, s := range split(path) {
		steps = append(steps, s)
	}
	return e.Text(steps...)
}

func split(path string) []string {
	var all []string
	for path != "" {
		i := 0
		for i < len(path) && path[i] != '/' {
			i++
		}
		all = append(all, path[:i])
		path = path[min(i+1, len(path)):]
	}
	return all
}

func TestALiveRoom(t *testing.T) {
	w := roomtest.New(t)
	alice, bob := w.Login("alice"), w.Login("bob")
	made := alice.Do("create_group", `{"Type":"AVChatRoom","Name":"show","GroupId":"show-1"}`, 0)
	if made.Int("HugeGroupFlag") != 1 {
		t.Fatalf("made %v", made)
	}
	alice.Send("show-1", "nobody hears", 1, 0)
	joined := alice.Do("apply_join_group", `{"GroupId":"show-1","WebPushFlag":1,"HugeGroupHistoryMsgFlag":1}`, 0)
	if joined.Text("JoinedStatus") != "JoinedSuccess" || joined.Int("HugeGroupFlag") != 1 || joined.Text("AVChatRoomKey") == "" || joined.Has("LongPollingKey") {
		t.Fatalf("joined %v", joined)
	}
	bob.Send("show-1", "not in", 1, 10007)
	bob.Do("apply_join_group", `{"GroupId":"show-1"}`, 0)
	alice.Sees("tip 1", "tip 1")
	bob.Sees("tip 1")
	bob.Send("show-1", "in", 2, 0)
	m := alice.Sees("message")[0]
	if got := at(m, "GroupMsgArray", "GroupInfo/GroupType"); got != "AVChatRoom" {
		t.Errorf("message %v", m)
	}
	bob.Sees()

	list := alice.Do("group_open_avchatroom_http_svc.get_members", `{"GroupId":"show-1","Timestamp":0}`, 0)
	if list.Text("MemberList", 0, "Member_Account") != "bob" || list.Len("MemberList") != 2 || list.Int("NextTimestamp") != 0 {
		t.Errorf("members %v", list)
	}
	if n := alice.Do("get_online_member_num", `{"GroupId":"show-1"}`, 0).Int("OnlineMemberNum"); n != 2 {
		t.Errorf("%d online", n)
	}

	last := at(m, "GroupMsgArray", "MsgSeq")
	w.Restart()
	alice.Resume()
	bob.Resume()
	alice.Sees()
	if sent := bob.Send("show-1", "back", 3, 0); sent.Text("MsgSeq") <= last && len(sent.Text("MsgSeq")) <= len(last) {
		t.Errorf("number %s after %s", sent.Text("MsgSeq"), last)
	}
	alice.Sees("message")

	alice.Do("quit_group", `{"GroupId":"show-1"}`, 10009)
	bob.Do("quit_group", `{"GroupId":"show-1"}`, 0)
	alice.Sees("tip 2")
	bob.Sees()
	bob.Do("apply_join_group", `{"GroupId":"show-1"}`, 0)
	bob.Logout()
	alice.Sees("tip 1", "tip 2")
	alice.Do("destroy_group", `{"GroupId":"show-1"}`, 0)
	alice.Sees("notice 5")
}

// A live room that gets the name of one that was dismissed is another: who was in
// the old one is not in it.
func TestALiveRoomUnderAnOldName(t *testing.T) {
	w := roomtest.New(t)
	alice, bob := w.Login("alice"), w.Login("bob")
	for random := range 2 {
		alice.Do("create_group", `{"Type":"AVChatRoom","Name":"show","GroupId":"show-1"}`, 0)
		bob.Send("show-1", "not in", random, 10007)
		bob.Do("apply_join_group", `{"GroupId":"show-1"}`, 0)
		alice.Do("destroy_group", `{"GroupId":"show-1"}`, 0)
	}
	alice.Do("create_group", `{"Type":"AVChatRoom","Name":"show","GroupId":"show-1"}`, 0)
	bob.Cut()
	bob.Resume()
	bob.Send("show-1", "not in", 3, 10007)
}
