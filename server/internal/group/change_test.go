package group_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// A change that was committed, and then the server crashed: what it leaves is
// carried out at the next start, and once, even if that is tried twice.
func TestWhatAChangeLeavesSurvivesACrash(t *testing.T) {
	w := roomtest.New(t)
	w.Import("olga", "bob")
	w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g","Owner_Account":"olga"}`, 0)
	g, bob := w.Group("g"), w.Account("bob")
	after := group.NewAftermath(g, 0).Say(group.Stored, bob.ID, wire.Tip{OpType: wire.TipJoined, Operator: "bob"})
	after.Say(group.Stored, 0, wire.Tip{OpType: wire.TipProfile})
	after.Joined = []uint64{bob.ID}
	err := w.DB.Update(t.Context(), func(tx *store.Tx) error {
		_, err := job.Add(tx, g.App, "group", after)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Restart() // recovers
	if err := w.Jobs.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	h := w.REST("group_msg_get_simple", `{"GroupId":"g","ReqMsgNumber":20}`, 0)
	if h.Len("RspMsgList") != 2 || h.Int("RspMsgList", 0, "IsSystemMsg") != 1 {
		t.Fatalf("history %v", h)
	}
	if p, ok, err := w.Timeline.Place(t.Context(), g.Conv(), bob.ID); err != nil || !ok || p.Joined != 0 {
		t.Fatal(p, ok, err)
	}
}

func TestProfileChanges(t *testing.T) {
	for _, c := range []struct {
		typ, body string
		tip       string // kind of what members see, "" for nothing
		path      string
		want      string
	}{
		{"Public", `"Name":"other"`, "tip 6", "GroupName", "other"},
		{"Public", `"Notification":""`, "", "", ""},
		{"Public", `"Introduction":"hi"`, "tip 6", "GroupIntroduction", "hi"},
		{"Public", `"FaceUrl":"http://f"`, "tip 6", "GroupFaceUrl", "http://f"},
		{"Public", `"AppDefinedData":[{"Key":"k","Value":"v"}]`, "tip 6", "MsgAppDefinedData/0/Value", "v"},
		{"Public", `"ShutUpAllMember":"On"`, "aside 6", "ShutupAll", "1"},
		{"Public", `"ApplyJoinOption":"FreeAccess"`, "aside 6", "GroupApplyJoinOption", "FreeAccess"},
		{"Public", `"MaxMemberNum":10`, "", "", ""},
		{"ChatRoom", `"Name":"other"`, "tip 6", "GroupName", "other"},
		{"AVChatRoom", `"Name":"other"`, "tip 6", "GroupName", "other"},
	} {
		t.Run(c.typ+c.body, func(t *testing.T) {
			w := roomtest.New(t)
			olga, bob := w.Login("olga"), w.Login("bob")
			w.REST("create_group", fmt.Sprintf(`{"Type":%q,"Name":"n","GroupId":"g","Owner_Account":"olga"}`, c.typ), 0)
			if c.typ == "AVChatRoom" {
				olga.Do("apply_join_group", `{"GroupId":"g"}`, 0)
				bob.Do("apply_join_group", `{"GroupId":"g"}`, 0)
			} else {
				w.REST("add_group_member", `{"GroupId":"g","MemberList":[{"Member_Account":"bob"}]}`, 0)
			}
			bob.Events()
			seq := w.Group("g").InfoSeq
			olga.Do("modify_group_base_info", fmt.Sprintf(`{"GroupId":"g",%s}`, c.body), 0)
			if c.tip == "" {
				bob.Sees()
				return
			}
			e := bob.Sees(c.tip)[0]
			steps := []any{"GroupTips", 0, "MsgBody", "MsgGroupNewInfo"}
			for _, s := range split(c.path) {
				if s == "0" {
					steps = append(steps, 0)
				} else {
					steps = append(steps, s)
				}
			}
			if e.Text(steps...) != c.want {
				t.Errorf("push %v", e)
			}
			if w.Group("g").InfoSeq != seq+1 {
				t.Errorf("InfoSeq went from %d to %d", seq, w.Group("g").InfoSeq)
			}
		})
	}
}

func TestNamesOfGroups(t *testing.T) {
	w := roomtest.New(t)
	olga, bob := w.Login("olga"), w.Login("bob")
	create := `{"Type":"Public","Name":"n","GroupId":"team"}`
	olga.Do("create_group", create, 0)
	olga.Do("create_group", create, 10025)
	bob.Do("create_group", create, 10021)
	bob.Do("create_group", `{"Type":"Public","Name":"n","GroupId":"@TGS#x"}`, 10004)
	bob.Do("create_group", `{"Type":"Community","Name":"n","GroupId":"town"}`, 10004)
	bob.Do("create_group", `{"Type":"BChatRoom","Name":"n"}`, 10004)
	bob.Do("create_group", `{"Type":"Public","Name":"n","Owner_Account":"olga"}`, 10007)
	bob.Do("create_group", `{"Type":"Public","Name":"n","MaxMemberCount":7000}`, 10038)
	bob.Do("create_group", `{"Type":"Public","Name":"n","MemberList":[{"Member_Account":"ghost"}]}`, 10019)
	bob.Do("create_group", `{"Type":"AVChatRoom","Name":"n","MemberList":[{"Member_Account":"olga"}]}`, 10007)
	bob.Do("create_group", `{"Type":"Private","Name":"n","MemberList":[{"Member_Account":"olga","Role":"Admin"}]}`, 10007)
	bob.Do("create_group", `{"Type":"Public","Name":"n","GroupId":"small","MaxMemberCount":1,"MemberList":[{"Member_Account":"olga"}]}`, 10014)
	bob.Do("quit_group", `{"GroupId":"small"}`, 10010)
	for typ, prefix := range map[string]string{"Work": "@TGS#1", "Public": "@TGS#2", "Meeting": "@TGS#3", "AVChatRoom": "@TGS#a", "Community": "@TGS#_@TGS#c"} {
		made := bob.Do("create_group", fmt.Sprintf(`{"Type":%q,"Name":"n"}`, typ), 0).Text("GroupId")
		if len(made) != len(prefix)+12 || made[:len(prefix)] != prefix {
			t.Errorf("%s: %q", typ, made)
		}
	}
	first := w.Group("team").ID
	olga.Do("destroy_group", `{"GroupId":"team"}`, 0)
	bob.Do("create_group", create, 0)
	if w.Group("team").ID == first {
		t.Error("an internal number is used again")
	}
	if h := bob.Do("group_msg_get", `{"GroupId":"team","ReqMsgNumber":10}`, 0); h.Len("RspMsgList") != 0 {
		t.Errorf("history of another group: %v", h)
	}
}

func TestTheOwnerOfAWorkGroupQuits(t *testing.T) {
	w := roomtest.New(t)
	olga, bob := w.Login("olga"), w.Login("bob")
	olga.Do("create_group", `{"Type":"Private","Name":"n","GroupId":"g","MemberList":[{"Member_Account":"bob"}]}`, 0)
	olga.Send("g", "hi", 1, 0)
	bob.Events()
	olga.Do("quit_group", `{"GroupId":"g"}`, 0)
	bob.Sees("tip 2")
	p := bob.Do("get_group_self_member_info", `{"GroupIdList":["g"]}`, 0)
	if p.Text("GroupInfo", 0, "Owner_Account") != "" || p.Int("GroupInfo", 0, "MemberNum") != 1 {
		t.Errorf("profile %v", p)
	}
	bob.Do("change_group_owner", `{"GroupId":"g","NewOwner_Account":"bob"}`, 10007)
	w.REST("change_group_owner", `{"GroupId":"g","NewOwner_Account":"olga"}`, 10007)
	w.REST("change_group_owner", `{"GroupId":"g","NewOwner_Account":"bob"}`, 0)
	if e := bob.Sees("tip 6")[0]; e.Text("GroupTips", 0, "MsgBody", "MsgGroupNewInfo", "Owner_Account") != "bob" {
		t.Errorf("tip %v", e)
	}
	if p := bob.Do("get_group_self_member_info", `{"GroupIdList":["g"]}`, 0); p.Text("GroupInfo", 0, "SelfInfo", "Role") != "Owner" {
		t.Errorf("profile %v", p)
	}
}

func TestListsOfGroups(t *testing.T) {
	w := roomtest.New(t)
	olga := w.Login("olga")
	for _, typ := range []string{"Private", "Public", "ChatRoom", "AVChatRoom", "Community"} {
		id := "g-" + typ
		if typ == "Community" {
			id = "@TGS#_c"
		}
		olga.Do("create_group", fmt.Sprintf(`{"Type":%q,"Name":"n","GroupId":%q}`, typ, id), 0)
	}
	if l := olga.Do("get_joined_group_list", `{"Member_Account":"olga","Limit":2,"Offset":1}`, 0); l.Int("TotalCount") != 3 || l.Len("GroupIdList") != 2 || l.Text("GroupIdList", 0, "Type") != "Public" {
		t.Errorf("client's list %v", l)
	}
	if l := olga.Do("million_group_open_http_svc.get_joined_group_list", `{"Member_Account":"olga","Limit":200,"SupportTopic":0}`, 0); l.Int("TotalCount") != 1 || l.Text("GroupIdList", 0, "GroupId") != "@TGS#_c" {
		t.Errorf("client's communities %v", l)
	}
	if l := olga.Do("million_group_open_http_svc.get_joined_group_list", `{"Member_Account":"olga","Limit":200,"SupportTopic":1}`, 0); l.Int("TotalCount") != 0 || l.Len("GroupIdList") != 0 {
		t.Errorf("client's communities with topics %v", l)
	}
	l := w.REST("get_joined_group_list", `{"Member_Account":"olga","ResponseFilter":{"GroupBaseInfoFilter":["Type"],"SelfInfoFilter":["Role"]}}`, 0)
	raw, _ := json.Marshal(l.At("GroupIdList", 0))
	if l.Int("TotalCount") != 3 || string(raw) != `{"GroupId":"g-Public","SelfInfo":{"Role":"Owner"},"Type":"Public"}` {
		t.Errorf("list over REST %v %s", l, raw)
	}
	if l := w.REST("get_joined_group_list", `{"Member_Account":"olga","WithNoActiveGroups":1}`, 0); l.Int("TotalCount") != 4 {
		t.Errorf("with those that have no message yet: %v", l)
	}
	olga.Send("g-Private", "hi", 1, 0)
	if l := w.REST("get_joined_group_list", `{"Member_Account":"olga","GroupType":"Private"}`, 0); l.Int("TotalCount") != 1 {
		t.Errorf("active since its first message: %v", l)
	}
	info := w.REST("get_group_info", `{"GroupIdList":["g-Public","nope"],"ResponseFilter":{"GroupBaseInfoFilter":["Name"],"MemberInfoFilter":["Account","Role"]}}`, 0)
	raw, _ = json.Marshal(info.At("GroupInfo"))
	if want := `[{"ErrorCode":0,"ErrorInfo":"","GroupId":"g-Public","MemberList":[{"Member_Account":"olga","Role":"Owner"}],"Name":"n"},` +
		`{"ErrorCode":10010,"ErrorInfo":"no such group: \"nope\"","GroupId":"nope"}]`; string(raw) != want {
		t.Errorf("info %s, want %s", raw, want)
	}
}

// TestOlderNames: who filters nothing gets both names of a field, and all custom
// fields of groups and members.
func TestOlderNames(t *testing.T) {
	w := roomtest.New(t)
	w.Import("olga")
	w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g","Owner_Account":"olga","AppDefinedData":[{"Key":"city","Value":"Lyon"}]}`, 0)
	w.REST("modify_group_member_info", `{"GroupId":"g","Member_Account":"olga","AppMemberDefinedData":[{"Key":"desk","Value":"7"}]}`, 0)
	info := w.REST("get_group_info", `{"GroupIdList":["g"]}`, 0)
	member := []any{"GroupInfo", 0, "MemberList", 0}
	if g := []any{"GroupInfo", 0}; info.Text(append(g, "ShutUpAllMember")...) != "Off" || info.Text(append(g, "MuteAllMember")...) != "Off" ||
		info.Text(append(g, "AppDefinedData", 0, "Value")...) != "Lyon" {
		t.Errorf("group %v", info)
	}
	if info.Text(append(member, "AppMemberDefinedData", 0, "Value")...) != "7" {
		t.Errorf("fields of the member %v", info)
	}
	list := w.REST("get_group_member_info", `{"GroupId":"g","Limit":10}`, 0)
	for _, name := range []string{"MuteUntil", "ShutUpUntil"} {
		if !info.Has(append(member, name)...) || !list.Has("MemberList", 0, name) {
			t.Errorf("no %s in %v or %v", name, info, list)
		}
	}
	one := w.REST("get_group_info", `{"GroupIdList":["g"],"ResponseFilter":{"GroupBaseInfoFilter":["ShutUpAllMember"],"MemberInfoFilter":["ShutUpUntil"]}}`, 0)
	raw, _ := json.Marshal(one.At("GroupInfo", 0))
	if want := `{"ErrorCode":0,"ErrorInfo":"","GroupId":"g","MemberList":[{"Member_Account":"olga","ShutUpUntil":0}],"ShutUpAllMember":"Off"}`; string(raw) != want {
		t.Errorf("by the older names %s, want %s", raw, want)
	}
}

func TestWhoWasAwayIsToldOfADismissal(t *testing.T) {
	w := roomtest.New(t)
	w.Import("bob", "carol")
	olga := w.Login("olga")
	olga.Do("create_group", `{"Type":"Public","Name":"n","GroupId":"g","MemberList":[{"Member_Account":"bob"}]}`, 0)
	olga.Do("destroy_group", `{"GroupId":"g"}`, 0)
	for name, want := range map[string]int{"bob": 1, "carol": 0} {
		all, err := w.Groups.DismissedSince(t.Context(), w.Account(name), 0)
		if err != nil || len(all) != want {
			t.Errorf("%s: %s %v", name, all, err)
		}
	}
}
