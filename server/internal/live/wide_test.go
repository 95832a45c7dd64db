package live_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

const avchat = "group_open_avchatroom_http_svc."

// names are the accounts of get_members, the newest first.
func names(w *roomtest.World, more string) string {
	a := w.REST(avchat+"get_members", `{"GroupId":"show","Timestamp":0`+more+`}`, 0)
	var all []string
	for i := range a.Len("MemberList") {
		all = append(all, a.Text("MemberList", i, "Member_Account"))
	}
	return strings.Join(all, " ")
}

func TestMarks(t *testing.T) {
	w := roomtest.New(t)
	owner, alice, bob := show(w), w.Login("alice"), w.Login("bob")
	w.Import("away")
	alice.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	bob.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	mark := avchat + "modify_user_info"
	a := w.REST(mark, `{"GroupId":"show","CommandType":1,"MemberList":[{"Member_Account":"alice","Marks":[1001,1002]},{"Member_Account":"away","Marks":[1001]},{"Member_Account":"nobody","Marks":[1001]}]}`, 0)
	if a.Len("MemberList") != 1 || a.Text("MemberList", 0, "Member_Account") != "alice" || a.Int("CommandType") != 1 {
		t.Errorf("answer %v", a)
	}
	w.REST(mark, `{"GroupId":"show","CommandType":1,"MemberList":[{"Member_Account":"away","Marks":[1001]}]}`, 10019)
	owner.Do(mark, `{"GroupId":"show","CommandType":1,"MemberList":[{"Member_Account":"bob","Marks":[1001]}]}`, 0)
	owner.Do(mark, `{"GroupId":"show","CommandType":1,"MemberList":[{"Member_Account":"bob","Marks":[600]}]}`, 10007)
	bob.Do(mark, `{"GroupId":"show","CommandType":1,"MemberList":[{"Member_Account":"bob","Marks":[1001]}]}`, 10007)
	if got := names(w, `,"Mark":1001`); got != "bob alice" {
		t.Errorf("with the mark: %s", got)
	}
	w.REST(mark, `{"GroupId":"show","CommandType":2,"MemberList":[{"Member_Account":"bob","Marks":[1001]}]}`, 0)
	if got := names(w, `,"Mark":1001`); got != "alice" {
		t.Errorf("with the mark: %s", got)
	}
	w.REST(mark, `{"GroupId":"show","CommandType":1,"MemberList":[{"Member_Account":"bob","Marks":[600]}]}`, 0)
	if all, hidden := names(w, ""), names(w, `,"Mark":600`); all != "alice owner" || hidden != "bob" {
		t.Errorf("listed %q, hidden %q", all, hidden)
	}
	for i := range 7 { // with 1001, 1002 and 600: ten
		w.REST(mark, fmt.Sprintf(`{"GroupId":"show","CommandType":1,"MemberList":[{"Member_Account":"alice","Marks":[%d]}]}`, 2000+i), 0)
	}
	w.REST(mark, `{"GroupId":"show","CommandType":1,"MemberList":[{"Member_Account":"alice","Marks":[3000]}]}`, 10004)
	alice.Do("quit_group", `{"GroupId":"show"}`, 0)
	alice.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	if a := w.REST(avchat+"get_members", `{"GroupId":"show","Timestamp":0}`, 0); a.Len("MemberList", 0, "Marks") != 0 {
		t.Errorf("marks outlive leaving: %v", a)
	}
	w.REST(mark, `{"GroupId":"show","CommandType":1,"MemberList":[{"Member_Account":"alice","Marks":[3000]}]}`, 0)
}

func TestRobots(t *testing.T) {
	w := roomtest.New(t)
	owner := show(w)
	w.Import("robot", "zoe")
	w.REST(avchat+"add_robots", `{"GroupId":"show","Member_Account":["robot"]}`, 0)
	owner.Sees()
	if got := names(w, ""); got != "robot owner" {
		t.Errorf("members %s", got)
	}
	if n := owner.Do("get_online_member_num", `{"GroupId":"show"}`, 0).Int("OnlineMemberNum"); n != 2 {
		t.Errorf("%d online", n)
	}
	a := w.REST(avchat+"check_members", `{"GroupId":"show","Member_Account":["zoe","robot","owner","robot","nobody"]}`, 0)
	if fmt.Sprint(a.At("Member_Account")) != "[robot owner]" {
		t.Errorf("there: %v", a)
	}
	zoe := w.Login("zoe")
	zoe.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	w.REST(avchat+"add_robots", `{"GroupId":"show","Member_Account":["zoe"]}`, 0)
	zoe.Do("quit_group", `{"GroupId":"show"}`, 0)
	if got := names(w, ""); got != "zoe robot owner" {
		t.Errorf("members %s", got)
	}
	w.REST(avchat+"del_robots", `{"GroupId":"show","Member_Account":["zoe","robot"]}`, 0)
	w.REST(avchat+"del_robots", `{"GroupId":"show","Member_Account":["robot"]}`, 0)
	if got := names(w, ""); got != "owner" {
		t.Errorf("members %s", got)
	}
	w.REST(avchat+"add_robots", `{"GroupId":"show","Member_Account":["nobody"]}`, 10019)
}

func TestLiveAdmins(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		owner, alice, bob := show(w), w.Login("alice"), w.Login("bob")
		w.Import("a1", "a2", "a3", "a4", "a5")
		admin := avchat + "modify_admin"
		for _, c := range []*roomtest.Client{alice, bob} {
			c.Do("apply_join_group", `{"GroupId":"show"}`, 0)
		}
		w.EventsOf(owner, alice, bob)
		mute := `{"GroupId":"show","Members_Account":["bob"],"MuteTime":60}`
		alice.Do("forbid_send_msg", mute, 10007)
		w.REST(admin, `{"GroupId":"show","CommandType":1,"Admin_Account":["alice"]}`, 0)
		alice.Sees("notice 9")
		alice.Do("forbid_send_msg", mute, 0)
		bob.Sees("tip 7")
		alice.Do("forbid_send_msg", `{"GroupId":"show","Members_Account":["owner"],"MuteTime":60}`, 10007)
		bob.Send("show", "hm", 1, 10017)
		owner.Do("modify_group_base_info", `{"GroupId":"show","ShutUpAllMember":"On"}`, 0)
		alice.Send("show", "quiet please", 2, 0)
		a := w.REST(avchat+"get_admin_list", `{"GroupId":"show"}`, 0)
		if a.Len("Admin_List") != 1 || a.Text("Admin_List", 0, "Admin_Account") != "alice" || a.Text("Admin_List", 0, "NickName") != "nick of alice" {
			t.Errorf("admins %v", a)
		}
		alice.Do("quit_group", `{"GroupId":"show"}`, 0)
		alice.Do("apply_join_group", `{"GroupId":"show"}`, 0)
		alice.Send("show", "still an admin", 3, 0)
		w.REST(admin, `{"GroupId":"show","CommandType":1,"Admin_Account":["a1","a2","a3","a4","a5"]}`, 10004)
		w.REST(admin, `{"GroupId":"show","CommandType":1,"Admin_Account":["a1","nobody"]}`, 10019)
		if a := w.REST(avchat+"get_admin_list", `{"GroupId":"show"}`, 0); a.Len("Admin_List") != 1 {
			t.Errorf("half of a refused change: %v", a)
		}
		w.REST(admin, `{"GroupId":"show","CommandType":1,"Admin_Account":["a1","a2","a3","a4"]}`, 0)
		w.REST("im_open_login_svc.account_delete", `{"DeleteItem":[{"UserID":"a1"}]}`, 0)
		w.REST(admin, `{"GroupId":"show","CommandType":1,"Admin_Account":["a5"]}`, 0)
		alice.Events()
		w.REST(admin, `{"GroupId":"show","CommandType":2,"Admin_Account":["alice"]}`, 0)
		alice.Sees("notice 10")
		alice.Send("show", "hm", 4, 10017)
		w.REST("destroy_group", `{"GroupId":"show"}`, 0)
		w.REST(avchat+"get_admin_list", `{"GroupId":"show"}`, 10010)
	})
}

func TestBroadcasts(t *testing.T) {
	w := roomtest.New(t)
	owner, alice, guest := show(w), w.Login("alice"), w.Guest()
	w.REST("create_group", `{"Type":"AVChatRoom","Name":"other","GroupId":"other","Owner_Account":"owner"}`, 0)
	alice.Do("apply_join_group", `{"GroupId":"other"}`, 0)
	key := guest.Do(guestJoin, `{"GroupId":"show"}`, 0).Text("LongPollingKey")
	b := await(t, guest.Poll(guestPoll, fmt.Sprintf(`{"Key":%q,"StartSeq":0}`, key)))
	held := guest.Poll(guestPoll, next(b))
	say := func(random, want int) roomtest.Answer {
		return w.REST("send_broadcast_msg", fmt.Sprintf(`{"From_Account":"owner","Random":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"all"}}]}`, random), want)
	}
	w.Set("broadcast_rate", "5")
	w.EventsOf(owner, alice)
	first := say(1, 0).Int("MsgSeq")
	for _, c := range []struct {
		*roomtest.Client
		room string
	}{{owner, "show"}, {alice, "other"}} {
		e := c.Sees("message")[0]
		if e.Text("GroupMsgArray", 0, "ToGroupId") != c.room || e.Text("GroupMsgArray", 0, "GroupInfo", "GroupType") != "AVChatRoom" {
			t.Errorf("push %v", e)
		}
	}
	b = await(t, held)
	if b.Len("RspBroadcastMsgList") != 1 || b.Int("RspBroadcastMsgList", 0, "Event") != 17 || b.Text("RspBroadcastMsgList", 0, "ToGroupId") != "show" ||
		b.Int("NextBroadcastSeq") != first+1 || b.Len("RspMsgList") != 0 {
		t.Errorf("page %v", b)
	}
	if again := say(1, 0).Int("MsgSeq"); again != first {
		t.Errorf("a repeat is %d, not %d", again, first)
	}
	alice.Sees()
	held = guest.Poll(guestPoll, next(b))
	waits(t, held)
	refused := 0
	for i := range 10 {
		a := w.TryREST("send_broadcast_msg", fmt.Sprintf(`{"Random":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}`, 10+i))
		if a.Int("ErrorCode") == 10023 {
			refused++
		}
	}
	if refused < 3 {
		t.Errorf("%d of 10 at once are refused", refused)
	}
	if b = await(t, held); b.Len("RspBroadcastMsgList") < 1 {
		t.Errorf("page %v", b)
	}
	late := w.Guest()
	key = late.Do(guestJoin, `{"GroupId":"show"}`, 0).Text("LongPollingKey")
	if b = await(t, late.Poll(guestPoll, fmt.Sprintf(`{"Key":%q,"StartSeq":0}`, key))); b.Len("RspBroadcastMsgList") > 0 {
		t.Errorf("a newcomer sees old broadcasts: %v", b)
	}
}

func TestTheWideListSwitchedOff(t *testing.T) {
	w := roomtest.New(t, "live_members=off")
	show(w)
	for i := range 35 {
		w.Login(fmt.Sprintf("u%02d", i)).Do("apply_join_group", `{"GroupId":"show"}`, 0)
	}
	a := w.REST(avchat+"get_members", `{"GroupId":"show","Timestamp":0}`, 0)
	if a.Len("MemberList") != 30 || a.Int("NextTimestamp") != 0 || a.Text("MemberList", 0, "Member_Account") != "u34" {
		t.Errorf("%d members, next %d", a.Len("MemberList"), a.Int("NextTimestamp"))
	}
	for _, word := range []string{"check_members", "modify_user_info", "modify_admin", "get_admin_list", "add_robots", "del_robots"} {
		w.REST(avchat+word, `{"GroupId":"show","CommandType":1,"Member_Account":["owner"],"Admin_Account":["owner"],"MemberList":[{"Member_Account":"owner","Marks":[1000]}]}`, 10007)
	}
}

func TestCommandsOfLiveGroupsOnOthers(t *testing.T) {
	w := roomtest.New(t)
	w.Import("owner")
	w.REST("create_group", `{"Type":"Public","Name":"x","GroupId":"town","Owner_Account":"owner"}`, 0)
	for _, word := range []string{"check_members", "modify_user_info", "modify_admin", "get_admin_list", "add_robots", "del_robots", "get_members"} {
		for group, want := range map[string]int{"town": 10007, "none": 10010} {
			w.REST(avchat+word, fmt.Sprintf(`{"GroupId":%q,"CommandType":1,"Member_Account":["owner"],"Admin_Account":["owner"],"MemberList":[{"Member_Account":"owner","Marks":[1000]}]}`, group), want)
		}
	}
}
