package live_test

import (
	"fmt"
	"sync"
	"sync/atomic"
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
	var all sync.WaitGroup
	var dropped atomic.Int32
	for i := range 40 { // all at once: what one client sends may also wait
		all.Go(func() {
			a := bob.Try("send_group_msg", roomtest.Text("show", "like", i, `,"MsgPriority":"Low"`))
			if a.Text("MsgDropReason") == "MsgFreqCtrl" {
				dropped.Add(1)
			}
			if a.Int("ErrorCode") != 0 || a.Int("MsgSeq") <= 0 {
				t.Errorf("answer %v", a)
			}
		})
	}
	gift := w.REST("send_group_msg", roomtest.Text("show", "gift", 99, `,"MsgPriority":"High","From_Account":"owner"`), 0)
	if gift.Has("MsgDropReason") {
		t.Errorf("a high one is dropped: %v", gift)
	}
	all.Wait()
	seen := alice.Events()
	if n := int(dropped.Load()); n < 30 || len(seen) != 41-n || w.Rooms.Dropped() != uint64(n) {
		t.Errorf("%d dropped, %d counted, %d seen", n, w.Rooms.Dropped(), len(seen))
	}
	last := int64(0)
	for _, e := range seen {
		if seq := int64(e.Int("GroupMsgArray", 0, "MsgSeq")); seq > last {
			last = seq
		} else {
			t.Errorf("%d comes after %d", seq, last)
		}
	}
}

func TestLimitsByTypeAndGroup(t *testing.T) {
	w := roomtest.New(t, "group_rate=1", "group_rates=Public=2,quick=0,AVChatRoom=1000")
	olga := w.Login("olga")
	for name, typ := range map[string]string{"slow": "Private", "public": "Public", "quick": "Private", "show": "AVChatRoom"} {
		olga.Do("create_group", fmt.Sprintf(`{"Type":%q,"Name":"x","GroupId":%q}`, typ, name), 0)
	}
	olga.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	for name, limit := range map[string]int{"slow": 1, "public": 2, "quick": 20, "show": 20} {
		passed := 0
		for i := range 20 {
			if a := olga.Try("send_group_msg", roomtest.Text(name, "x", i, "")); a.Int("ErrorCode") == 0 && !a.Has("MsgDropReason") {
				passed++
			} else if a.Int("ErrorCode") != 10023 {
				t.Errorf("%s: %v", name, a)
			}
		}
		if passed < limit || passed > limit+2 { // the second may be over meanwhile
			t.Errorf("%s took %d, want %d", name, passed, limit)
		}
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
