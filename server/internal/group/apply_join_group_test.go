package group_test

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// pending is what get_pendency lists for somebody: "from>to text handled/type".
func pending(c *roomtest.Client, command string) (all []string) {
	a := c.Do(command, `{"StartTime":0,"Limit":20,"Handle_Account":"`+c.Name+`"}`, 0)
	for i := range a.Len("PendencyList") {
		p := func(name string) string { return a.Text("PendencyList", i, name) }
		all = append(all, fmt.Sprintf("%s>%s %q %s/%s", p("From_Account"), p("To_Account"), p("ApplyInviteMsg"), p("Handled"), p("PendencyType")))
	}
	return all
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestAnApplicationIsDecidedOnce(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		olga, anna, bob, mike := w.Login("olga"), w.Login("anna"), w.Login("bob"), w.Login("mike")
		w.Import("away")
		w.REST("create_group", `{"Type":"Public","Name":"Club","GroupId":"club","Owner_Account":"olga","MemberList":[
			{"Member_Account":"anna","Role":"Admin"},{"Member_Account":"away","Role":"Admin"},{"Member_Account":"bob"}]}`, 0)
		for _, c := range []*roomtest.Client{olga, anna, bob} {
			c.Events()
		}
		a := mike.Do("apply_join_group", `{"GroupId":"club","ApplyMsg":"let me in","UserDefinedField":"x","WebPushFlag":1}`, 0)
		if a.Text("JoinedStatus") != "WaitAdminApproval" {
			t.Fatalf("answer %v", a)
		}
		mike.Do("apply_join_group", `{"GroupId":"club","ApplyMsg":"please"}`, 0) // the same application
		bob.Sees()
		olga.Sees("notice 1")
		n := anna.Sees("notice 1")[0]
		for path, want := range map[string]string{"MsgBody/Operator_Account": "mike", "MsgBody/RemarkInfo": "let me in",
			"MsgBody/UserDefinedField": "x", "GroupInfo/GroupId": "club", "MsgBody/MsgMemberExtraInfo/NickName": "nick of mike"} {
			if got := at(n, "GroupTips", path); got != want {
				t.Errorf("notice: %s is %q, want %q", path, got, want)
			}
		}
		// Who was away has it in its notice log.
		log, _, _, err := w.Timeline.Notices(t.Context(), w.App().ID, w.Account("away").ID, 0, 10)
		if err != nil || len(log) != 2 {
			t.Errorf("log %v %v", log, err)
		}
		same(t, "the owner's list", pending(olga, "get_pendency"), `mike> "please" 0/0`)
		same(t, "a member's list", pending(bob, "get_pendency"))
		same(t, "of communities", pending(olga, "million_group_open_http_svc.get_pendency"))

		token, key := at(n, "GroupTips", "MsgBody/Authentication"), at(n, "GroupTips", "MsgBody/MsgKey")
		answer := func(c *roomtest.Client, what string, code int) {
			t.Helper()
			c.Do("handle_apply_join_group", fmt.Sprintf(`{"GroupId":"club","Applicant_Account":"mike","HandleMsg":%q,
				"ApprovalMsg":"well","Authentication":%q,"MsgKey":%s}`, what, token, key), code)
		}
		answer(bob, "Agree", 10007)
		answer(mike, "Agree", 10007)
		answer(anna, "Reject", 0)
		if e := mike.Sees("notice 3")[0]; at(e, "GroupTips", "MsgBody/RemarkInfo") != "well" || at(e, "GroupTips", "MsgBody/Operator_Account") != "anna" {
			t.Errorf("notice %v", e)
		}
		answer(olga, "Agree", 10024)
		same(t, "decided", pending(olga, "get_pendency"), `mike> "please" 1/0`)

		mike.Do("apply_join_group", `{"GroupId":"club"}`, 0)
		answer(olga, "Agree", 10024) // the Authentication is of the one before
		n = olga.Sees("notice 1")[0]
		anna.Sees("notice 1")
		token = at(n, "GroupTips", "MsgBody/Authentication")
		answer(olga, "Agree", 0)
		mike.Sees("tip 1", "notice 2")
		tip := bob.Sees("tip 1")[0]
		if at(tip, "GroupTips", "MsgBody/GroupJoinType") != "1" || at(tip, "GroupTips", "MsgBody/MemberNum") != "5" {
			t.Errorf("tip %v", tip)
		}
		olga.Sees("tip 1")
		mike.Do("apply_join_group", `{"GroupId":"club"}`, 10013)
		mike.Send("club", "thanks", 1, 0)
	})
}

func TestAnApplicationThatNeedsNoDecision(t *testing.T) {
	w := roomtest.New(t)
	olga, mike, ann := w.Login("olga"), w.Login("mike"), w.Login("ann")
	for _, g := range []string{"club", "other"} {
		w.REST("create_group", fmt.Sprintf(`{"Type":"Public","Name":"n","GroupId":%q,"Owner_Account":"olga"}`, g), 0)
		mike.Do("apply_join_group", fmt.Sprintf(`{"GroupId":%q}`, g), 0)
	}
	ann.Do("apply_join_group", `{"GroupId":"club"}`, 0)
	w.REST("add_group_member", `{"GroupId":"club","MemberList":[{"Member_Account":"mike"}]}`, 0)
	same(t, "joined otherwise", pending(olga, "get_pendency"), `mike> "" 2/0`, `mike> "" 0/0`, `ann> "" 0/0`)
	olga.Do("handle_apply_join_group", `{"GroupId":"club","Applicant_Account":"mike","HandleMsg":"Agree"}`, 10013)
	olga.Do("ban_group_member", `{"GroupId":"club","Members_Account":["ann"],"Duration":60}`, 0)
	olga.Do("handle_apply_join_group", `{"GroupId":"club","Applicant_Account":"ann","HandleMsg":"Agree"}`, 10024)
	ann.Do("apply_join_group", `{"GroupId":"club"}`, 10007)
	w.Login("gone").Do("apply_join_group", `{"GroupId":"club"}`, 0)
	if err := w.Accounts.Delete(t.Context(), w.App().ID, "gone"); err != nil {
		t.Fatal(err)
	}
	olga.Do("destroy_group", `{"GroupId":"other"}`, 0)
	same(t, "of a group that is no more", pending(olga, "get_pendency"), `mike> "" 2/0`, `ann> "" 2/0`)
	mike.Do("apply_join_group", `{"GroupId":"nowhere"}`, 10010)
	w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"closed","Owner_Account":"olga","ApplyJoinOption":"DisableApply"}`, 0)
	mike.Do("apply_join_group", `{"GroupId":"closed"}`, 10007)
	w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"full","Owner_Account":"olga","MaxMemberCount":1}`, 0)
	mike.Do("apply_join_group", `{"GroupId":"full"}`, 0)
	olga.Do("handle_apply_join_group", `{"GroupId":"full","Applicant_Account":"mike","HandleMsg":"Agree"}`, 10014)
	olga.Do("handle_apply_join_group", `{"GroupId":"full","Applicant_Account":"mike","HandleMsg":"Reject"}`, 0) // it stayed open
	olga.Do("handle_apply_join_group", `{"GroupId":"full","Applicant_Account":"ann","HandleMsg":"Reject"}`, 10004)
}

func TestApplicationsArePaged(t *testing.T) {
	w := roomtest.New(t)
	olga := w.Login("olga")
	w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"club","Owner_Account":"olga"}`, 0)
	w.REST("create_group", `{"Type":"Community","Name":"n","GroupId":"@TGS#_town","Owner_Account":"olga","ApplyJoinOption":"NeedPermission"}`, 0)
	for i := range 5 {
		c := w.Login(fmt.Sprintf("u%d", i))
		c.Do("apply_join_group", `{"GroupId":"club"}`, 0)
		c.Do("million_group_open_http_svc.apply_join_group", `{"GroupId":"@TGS#_town"}`, 0)
	}
	// A client asks for the second page of communities under the other name too.
	for first, group := range map[string]string{"get_pendency": "club", "million_group_open_http_svc.get_pendency": "@TGS#_town"} {
		seen, command, start := 0, first, 0
		for {
			a := olga.Do(command, fmt.Sprintf(`{"StartTime":%d,"Limit":2}`, start), 0)
			for i := range a.Len("PendencyList") {
				if a.Text("PendencyList", i, "GroupId") != group {
					t.Errorf("%s lists %v", first, a)
				}
				seen++
			}
			if start = a.Int("NextStartTime"); start == 0 {
				break
			}
			command = "get_pendency"
		}
		if seen != 5 {
			t.Errorf("%s: %d of 5", first, seen)
		}
	}
}

func TestAnInvitationThatNeedsApproval(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		olga, bob, mike := w.Login("olga"), w.Login("bob"), w.Login("mike")
		w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"club","Owner_Account":"olga","InviteJoinOption":"NeedPermission","MemberList":[{"Member_Account":"bob"}]}`, 0)
		olga.Events()
		bob.Events()
		a := bob.Do("add_group_member", `{"GroupId":"club","MemberList":[{"Member_Account":"mike"},{"Member_Account":"olga"}]}`, 0)
		if a.Int("MemberList", 0, "Result") != 3 || a.Int("MemberList", 1, "Result") != 2 {
			t.Errorf("results %v", a)
		}
		mike.Sees()
		n := olga.Sees("notice 1")[0]
		if at(n, "GroupTips", "MsgBody/Operator_Account") != "bob" || n.Text("GroupTips", 0, "MsgBody", "MemberList_Account", 0) != "mike" {
			t.Errorf("notice %v", n)
		}
		same(t, "the list", pending(olga, "get_pendency"), `bob>mike "" 0/2`)
		olga.Do("handle_invite_join_permission_group", `{"GroupId":"club","Applicant_Account":"mike","Invited_Account":"bob","HandleMsg":"Agree"}`, 10004)
		bob.Do("handle_invite_join_permission_group", `{"GroupId":"club","Applicant_Account":"bob","Invited_Account":"mike","HandleMsg":"Agree"}`, 10007)
		olga.Do("handle_invite_join_permission_group", `{"GroupId":"club","Applicant_Account":"bob","Invited_Account":"mike","HandleMsg":"Reject","ApprovalMsg":"no"}`, 0)
		bob.Sees("notice 3")
		mike.Sees()
		bob.Do("add_group_member", `{"GroupId":"club","MemberList":[{"Member_Account":"mike"}]}`, 0)
		n = olga.Sees("notice 1")[0]
		// Clients answer what they learned by a notice as if it were an application.
		olga.Do("handle_apply_join_group", fmt.Sprintf(`{"GroupId":"club","Applicant_Account":"bob","HandleMsg":"Agree","Authentication":%q}`,
			at(n, "GroupTips", "MsgBody/Authentication")), 0)
		mike.Sees("notice 7", "tip 1")
		bob.Sees("notice 2", "tip 1")
		// Admins need nobody's approval.
		w.Import("carol")
		if a := olga.Do("add_group_member", `{"GroupId":"club","MemberList":[{"Member_Account":"carol"}]}`, 0); a.Int("MemberList", 0, "Result") != 1 {
			t.Errorf("results %v", a)
		}
	})
}

func TestTheInvitedDecide(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		olga, bob, mike, eve := w.Login("olga"), w.Login("bob"), w.Login("mike"), w.Login("eve")
		olga.Do("create_group", `{"Type":"Private","Name":"n","GroupId":"g","MemberList":[{"Member_Account":"bob"}]}`, 0)
		olga.Send("g", "hi", 1, 0)
		bob.Events()
		if a := bob.Do("add_group_member", `{"GroupId":"g","MemberList":[{"Member_Account":"mike"},{"Member_Account":"eve"}]}`, 0); a.Int("MemberList", 0, "Result") != 3 {
			t.Errorf("results %v", a)
		}
		n := mike.Sees("notice 12")[0]
		eve.Sees("notice 12")
		same(t, "not for the staff", pending(olga, "get_pendency"))
		token := at(n, "GroupTips", "MsgBody/Authentication")
		answer := fmt.Sprintf(`{"GroupId":"g","Inviter_Account":"bob","HandleMsg":"Agree","Authentication":%q}`, token)
		eve.Do("handle_invite_join_group", answer, 10007)
		mike.Do("handle_invite_join_group", answer, 0)
		mike.Sees("tip 1", "notice 7")
		bob.Sees("tip 1", "notice 13")
		mike.Do("handle_invite_join_group", answer, 10024)
		eve.Do("handle_invite_join_group", `{"GroupId":"g","Inviter_Account":"bob","HandleMsg":"Reject","ApprovalMsg":"busy"}`, 0)
		if e := bob.Sees("notice 14")[0]; at(e, "GroupTips", "MsgBody/RemarkInfo") != "busy" {
			t.Errorf("notice %v", e)
		}
		eve.Send("g", "hm", 1, 10007)
		// Over REST too.
		if a := w.REST("add_group_member", `{"GroupId":"g","MemberList":[{"Member_Account":"eve"}]}`, 0); a.Int("MemberList", 0, "Result") != 3 {
			t.Errorf("results %v", a)
		}
		eve.Sees("notice 12")
		eve.Do("handle_invite_join_group", `{"GroupId":"g","Inviter_Account":"administrator","HandleMsg":"Agree"}`, 0)
		eve.Sees("tip 1", "notice 7")
	}, "invite_consent=on")
}

func TestGroupsPerAccount(t *testing.T) {
	w := roomtest.New(t, "groups_per_account=2")
	olga, bob := w.Login("olga"), w.Login("bob")
	for i := range 2 {
		olga.Do("create_group", fmt.Sprintf(`{"Type":"ChatRoom","Name":"n","GroupId":"g%d"}`, i), 0)
	}
	olga.Do("create_group", `{"Type":"ChatRoom","Name":"n"}`, 10037)
	olga.Do("create_group", `{"Type":"AVChatRoom","Name":"n"}`, 0) // not counted
	made := bob.Do("create_group", `{"Type":"Private","Name":"n","GroupId":"b","MemberList":[{"Member_Account":"olga"}]}`, 0)
	if made.Text("OverJoinedGroupLimit_Account", 0) != "olga" {
		t.Errorf("made %v", made)
	}
	olga.Sees()
	if a := bob.Do("add_group_member", `{"GroupId":"b","MemberList":[{"Member_Account":"olga"},{"Member_Account":"bob"}]}`, 0); a.Int("MemberList", 0, "Result") != 4 || a.Int("MemberList", 1, "Result") != 2 {
		t.Errorf("results %v", a)
	}
	if a := w.REST("add_group_member", `{"GroupId":"b","MemberList":[{"Member_Account":"olga"}]}`, 0); a.Int("MemberList", 0, "Result") != 0 {
		t.Errorf("results %v", a)
	}
	bob.Do("apply_join_group", `{"GroupId":"g0"}`, 0)
	bob.Do("apply_join_group", `{"GroupId":"g1"}`, 10037)
	olga.Do("quit_group", `{"GroupId":"g0"}`, 10009)
	olga.Do("destroy_group", `{"GroupId":"g0"}`, 0)
	bob.Do("apply_join_group", `{"GroupId":"g1"}`, 0)
}
