package live_test

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestACutClientComesBackWithoutACall(t *testing.T) {
	w := roomtest.New(t)
	w.Import("owner")
	w.REST("create_group", `{"Type":"AVChatRoom","Name":"show","GroupId":"show","Owner_Account":"owner"}`, 0)
	alice, bob := w.Login("alice"), w.Login("bob")
	alice.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	bob.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	alice.Events()
	bob.Cut()
	alice.Send("show", "missed", 1, 0)
	bob.Resume()
	alice.Sees()
	alice.Send("show", "heard", 2, 0)
	if e := bob.Sees("message")[0]; e.Text("GroupMsgArray", 0, "MsgBody", 0, "MsgContent", "Text") != "heard" {
		t.Errorf("push %v", e)
	}
	bob.Do("quit_group", `{"GroupId":"show"}`, 0)
	alice.Sees("tip 2")
	bob.Cut()
	bob.Resume()
	bob.Send("show", "not in", 3, 10007)
	w.Restart()
	alice.Resume()
	bob.Resume()
	if n := alice.Do("get_online_member_num", `{"GroupId":"show"}`, 0).Int("OnlineMemberNum"); n != 1 {
		t.Errorf("%d online", n)
	}
	w.REST("destroy_group", `{"GroupId":"show"}`, 0)
	alice.Sees("notice 5")
	alice.Cut()
	alice.Resume() // into a room that is no more
	alice.Sees()
}

func TestALiveRoomOverItsLimit(t *testing.T) {
	w := roomtest.New(t, "group_rate=5")
	w.Import("owner")
	w.REST("create_group", `{"Type":"AVChatRoom","Name":"show","GroupId":"show","Owner_Account":"owner"}`, 0)
	alice, bob := w.Login("alice"), w.Login("bob")
	alice.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	bob.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	alice.Events()
	dropped := 0
	for i := range 20 {
		a := bob.Do("send_group_msg", roomtest.Text("show", "like", i, `,"MsgPriority":"Low"`), 0)
		if a.Text("MsgDropReason") == "MsgFreqCtrl" {
			dropped++
		}
		if a.Int("MsgSeq") <= 0 {
			t.Fatalf("answer %v", a)
		}
	}
	a := w.REST("send_group_msg", roomtest.Text("show", "gift", 99, `,"MsgPriority":"High","From_Account":"owner"`), 0)
	if a.Has("MsgDropReason") {
		t.Errorf("a high one is dropped: %v", a)
	}
	seen := alice.Events()
	if dropped < 10 || len(seen) != 21-dropped {
		t.Errorf("%d dropped, %d seen", dropped, len(seen))
	}
	if last := seen[len(seen)-1]; last.Int("GroupMsgArray", 0, "MsgPriority") != 1 {
		t.Errorf("the last is %v", last)
	}
}

func TestMutedInALiveRoom(t *testing.T) {
	w := roomtest.New(t)
	owner, alice := w.Login("owner"), w.Login("alice")
	owner.Do("create_group", `{"Type":"AVChatRoom","Name":"show","GroupId":"show"}`, 0)
	owner.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	alice.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	owner.Events()
	alice.Events()
	owner.Do("modify_group_member_info", `{"GroupId":"show","Member_Account":"alice","ShutUpTime":600}`, 0)
	owner.Sees()
	if e := alice.Sees("tip 7")[0]; e.Int("GroupTips", 0, "MsgBody", "MsgMemberInfo", 0, "ShutupTime") != 600 {
		t.Errorf("push %v", e)
	}
	alice.Send("show", "hm", 1, 10017)
	alice.Do("quit_group", `{"GroupId":"show"}`, 0)
	alice.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	alice.Send("show", "hm", 2, 10017)
	owner.Do("modify_group_member_info", `{"GroupId":"show","Member_Account":"alice","ShutUpTime":0}`, 0)
	alice.Send("show", "ah", 3, 0)
	owner.Do("modify_group_base_info", `{"GroupId":"show","ShutUpAllMember":"On"}`, 0)
	alice.Send("show", "hm", 4, 10017)
	owner.Send("show", "quiet please", 5, 0)
}

func TestMembersArePaged(t *testing.T) {
	w := roomtest.New(t)
	w.Import("owner")
	w.REST("create_group", `{"Type":"AVChatRoom","Name":"show","GroupId":"show","Owner_Account":"owner"}`, 0)
	w.REST("create_group", `{"Type":"Public","Name":"x","GroupId":"x","Owner_Account":"owner"}`, 0)
	const all = 260
	for i := range all {
		c := w.Login(fmt.Sprintf("u%03d", i))
		c.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	}
	one := w.REST("group_open_avchatroom_http_svc.get_members", `{"GroupId":"show","Timestamp":0}`, 0)
	if one.Len("MemberList") != 250 || one.Text("MemberList", 0, "Member_Account") != "u259" || one.Int("NextTimestamp") <= 0 {
		t.Fatalf("%d members, next %d", one.Len("MemberList"), one.Int("NextTimestamp"))
	}
	two := w.REST("group_open_avchatroom_http_svc.get_members", fmt.Sprintf(`{"GroupId":"show","Timestamp":%d}`, one.Int("NextTimestamp")), 0)
	if two.Len("MemberList") != all-250 || two.Int("NextTimestamp") != 0 || two.Text("MemberList", 9, "NickName") != "nick of u000" {
		t.Fatalf("second page %v", two)
	}
	w.REST("group_open_avchatroom_http_svc.get_members", `{"GroupId":"x","Timestamp":0}`, 10007)
	w.REST("group_open_avchatroom_http_svc.get_members", `{"GroupId":"y","Timestamp":0}`, 10010)
}
