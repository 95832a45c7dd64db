package member_test

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func start(t *testing.T) (w *roomtest.World, olga, bob, carol *roomtest.Client) {
	w = roomtest.New(t)
	olga, bob, carol = w.Login("olga"), w.Login("bob"), w.Login("carol")
	w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g","Owner_Account":"olga",
		"MemberList":[{"Member_Account":"bob"},{"Member_Account":"carol","AppMemberDefinedData":[{"Key":"seat","Value":"4"}]}]}`, 0)
	olga.Events()
	bob.Events()
	carol.Events()
	return w, olga, bob, carol
}

func TestAddingAndRemoving(t *testing.T) {
	w, olga, bob, carol := start(t)
	w.Import("dora", "emil")
	a := w.REST("add_group_member", `{"GroupId":"g","MemberList":[{"Member_Account":"dora"},{"Member_Account":"bob"},{"Member_Account":"ghost"}]}`, 0)
	for i, want := range []int{1, 2, 0} {
		if a.Int("MemberList", i, "Result") != want {
			t.Errorf("results %v", a)
		}
	}
	if e := bob.Sees("tip 1")[0]; e.Text("GroupTips", 0, "MsgBody", "Operator_Account") != "administrator" || e.Int("GroupTips", 0, "MsgBody", "MemberNum") != 4 {
		t.Errorf("tip %v", e)
	}
	w.REST("add_group_member", `{"GroupId":"g","Silence":1,"MemberList":[{"Member_Account":"emil"}]}`, 0)
	w.REST("add_group_member", `{"GroupId":"g","MemberList":[{"Member_Account":"ghost"}]}`, 10019)
	bob.Sees()

	carol.Sees("tip 1")
	olga.Do("delete_group_member", `{"GroupId":"g","MemberToDel_Account":["carol","ghost"],"Reason":"noise"}`, 0)
	e := carol.Sees("notice 4")[0]
	if e.Text("GroupTips", 0, "MsgBody", "RemarkInfo") != "noise" || e.Text("GroupTips", 0, "To_Account") != "carol" {
		t.Errorf("notice %v", e)
	}
	e = bob.Sees("tip 3")[0]
	body := []any{"GroupTips", 0, "MsgBody"}
	if e.Text(append(body, "List_Account", 0)...) != "carol" || e.Text(append(body, "MemberExtraInfo", "Reason")...) != "noise" || e.Int(append(body, "MemberNum")...) != 4 {
		t.Errorf("tip %v", e)
	}
	carol.Send("g", "let me in", 1, 10007)
	w.REST("modify_group_base_info", `{"GroupId":"g","MaxMemberNum":4}`, 0)
	w.REST("add_group_member", `{"GroupId":"g","MemberList":[{"Member_Account":"carol"}]}`, 10014)
}

func TestRolesAndMutes(t *testing.T) {
	_, olga, bob, carol := start(t)
	olga.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"bob","Role":"Admin"}`, 0)
	bob.Sees("tip 4", "notice 9")
	carol.Sees("tip 4")
	bob.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"carol","ShutUpTime":60}`, 0)
	carol.Sees("tip 7")
	bob.Events()
	carol.Send("g", "hm", 1, 10017)
	m := olga.Do("get_specified_group_member_info", `{"GroupId":"g","Member_List_Account":["carol","ghost"]}`, 0)
	if m.Len("MemberList") != 1 || m.Int("MemberList", 0, "ShutUpUntil") < 1_700_000_000 {
		t.Errorf("member %v", m)
	}
	bob.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"olga","ShutUpTime":60}`, 10007)
	bob.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"carol","ShutUpTime":0}`, 0)
	carol.Sees("tip 7")
	carol.Send("g", "ah", 2, 0)
	olga.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"bob","Role":"Member"}`, 0)
	bob.Sees("tip 7", "message", "tip 5", "notice 10")
	olga.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"olga","Role":"Member"}`, 10007)
	olga.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"ghost","NameCard":"x"}`, 10019)
}

func TestLists(t *testing.T) {
	w, olga, bob, _ := start(t)
	bob.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"bob","NameCard":"B."}`, 0)
	l := olga.Do("get_group_member_info", `{"GroupId":"g","Limit":2,"Offset":1,"MemberInfoFilter":["Role"]}`, 0)
	if l.Int("MemberNum") != 3 || l.Len("MemberList") != 2 || l.Text("MemberList", 0, "NameCard") != "B." || l.Text("MemberList", 0, "OnlineStatus") != "Online" || l.Has("Next") {
		t.Errorf("list %v", l)
	}
	if l.Text("MemberList", 1, "AppMemberDefinedData", 0, "Value") != "4" {
		t.Errorf("custom fields %v", l)
	}
	l = w.REST("get_group_member_info", `{"GroupId":"g","MemberInfoFilter":["Role"],"MemberRoleFilter":["Owner"]}`, 0)
	if l.Int("MemberNum") != 3 || l.Len("MemberList") != 1 || l.Text("MemberList", 0, "Member_Account") != "olga" || l.Has("MemberList", 0, "NameCard") {
		t.Errorf("list over REST %v", l)
	}
	members := ""
	for i := range 120 {
		name := fmt.Sprintf("m%03d", i)
		w.Import(name)
		members += fmt.Sprintf(`,{"Member_Account":%q}`, name)
	}
	w.REST("create_group", `{"Type":"Community","Name":"n","GroupId":"@TGS#_c","Owner_Account":"olga"}`, 0)
	w.REST("add_group_member", fmt.Sprintf(`{"GroupId":"@TGS#_c","MemberList":[%s]}`, members[1:]), 0)
	seen, next := 0, `""`
	for range 3 {
		l := olga.Do("million_group_open_http_svc.get_group_member_info", fmt.Sprintf(`{"GroupId":"@TGS#_c","Limit":100,"Next":%s}`, next), 0)
		seen += l.Len("MemberList")
		if next = fmt.Sprintf("%q", l.Text("Next")); next == `""` {
			break
		}
	}
	if seen != 121 || next != `""` {
		t.Errorf("%d members, next %s", seen, next)
	}
}

// Groups whose type shows no tips: members come and go in silence.
func TestAMeetingShowsNoComingsAndGoings(t *testing.T) {
	w := roomtest.New(t)
	olga, bob, carol := w.Login("olga"), w.Login("bob"), w.Login("carol")
	olga.Do("create_group", `{"Type":"ChatRoom","Name":"n","GroupId":"g"}`, 0)
	bob.Do("apply_join_group", `{"GroupId":"g"}`, 0)
	w.REST("add_group_member", `{"GroupId":"g","MemberList":[{"Member_Account":"carol"}]}`, 0)
	carol.Sees("notice 7")
	olga.Do("modify_group_member_info", `{"GroupId":"g","Member_Account":"carol","ShutUpTime":60}`, 0)
	carol.Sees("aside 7")
	carol.Do("quit_group", `{"GroupId":"g"}`, 0)
	olga.Do("delete_group_member", `{"GroupId":"g","MemberToDel_Account":["bob"]}`, 0)
	bob.Sees("notice 4")
	olga.Sees()
}
