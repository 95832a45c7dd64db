package group_test

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestWhatIsToldIsASetting(t *testing.T) {
	for _, c := range []struct {
		typ, setting, action, want string
	}{
		{"Public", "", "join", "tip 1"}, {"Public", "Public.joined=off", "join", ""}, {"Public", "Public.joined=online", "join", "aside 1"},
		{"ChatRoom", "Public.joined=stored", "join", ""}, {"ChatRoom", "ChatRoom.joined=stored", "join", "tip 1"},
		{"Public", "Public.invited=online", "invite", "aside 1"}, {"ChatRoom", "ChatRoom.invited=stored", "invite", "tip 1"},
		{"Public", "Public.quit=off", "quit", ""}, {"ChatRoom", "ChatRoom.quit=online", "quit", "aside 2"},
		{"Public", "Public.kicked=off", "kick", ""}, {"Public", "Public.kicked=off", "ban", ""}, {"ChatRoom", "ChatRoom.kicked=stored", "kick", "tip 3"},
		{"Public", "Public.admins=off", "appoint", ""}, {"ChatRoom", "ChatRoom.admins=online", "appoint", "aside 4"},
		{"Public", "Public.texts=online", "rename", "aside 6"}, {"Private", "Private.texts=off", "rename", ""},
		{"Public", "Public.texts=off", "hand over", ""},
		{"Public", "Public.options=stored", "mute all", "tip 6"}, {"AVChatRoom", "AVChatRoom.options=off", "mute all", ""},
		{"Public", "Public.mutes=off", "mute", ""}, {"ChatRoom", "ChatRoom.mutes=online", "mute", "aside 7"}, {"AVChatRoom", "AVChatRoom.mutes=online", "mute", "tip 7"},
		{"Community", "Community.joined=off,Community.quit=off", "quit", ""},
	} {
		t.Run(c.typ+"/"+c.action+"/"+c.setting, func(t *testing.T) {
			w := roomtest.New(t, "group_tips="+c.setting)
			id := "g"
			if c.typ == "Community" {
				id = "@TGS#_g"
			}
			told, mike := w.Login("told"), w.Login("mike")
			w.Import("owner", "new")
			if c.typ == "AVChatRoom" {
				w.REST("create_group", fmt.Sprintf(`{"Type":%q,"Name":"n","GroupId":%q,"Owner_Account":"owner"}`, c.typ, id), 0)
				told.Do("apply_join_group", `{"GroupId":"g"}`, 0)
				mike.Do("apply_join_group", `{"GroupId":"g"}`, 0)
			} else {
				w.REST("create_group", fmt.Sprintf(`{"Type":%q,"Name":"n","GroupId":%q,"Owner_Account":"owner","ApplyJoinOption":"FreeAccess",
					"MemberList":[{"Member_Account":"told"},{"Member_Account":"mike"}]}`, c.typ, id), 0)
			}
			told.Send(id, "hi", 1, 0)
			told.Events()
			body := func(more string) string { return fmt.Sprintf(`{"GroupId":%q%s}`, id, more) }
			switch c.action {
			case "join":
				w.Login("new").Do("apply_join_group", body(""), 0)
			case "quit":
				mike.Do("quit_group", body(""), 0)
			default:
				call := map[string][2]string{
					"invite":    {"add_group_member", `,"MemberList":[{"Member_Account":"new"}]`},
					"kick":      {"delete_group_member", `,"MemberToDel_Account":["mike"]`},
					"ban":       {"ban_group_member", `,"Members_Account":["mike"],"Duration":60`},
					"appoint":   {"modify_group_member_info", `,"Member_Account":"mike","Role":"Admin"`},
					"rename":    {"modify_group_base_info", `,"Name":"other"`},
					"hand over": {"change_group_owner", `,"NewOwner_Account":"mike"`},
					"mute all":  {"modify_group_base_info", `,"MuteAllMember":"On"`},
					"mute":      {"forbid_send_msg", `,"Members_Account":["mike"],"MuteTime":60`},
				}[c.action]
				w.REST(call[0], body(call[1]), 0)
			}
			if c.want == "" {
				told.Sees()
				return
			}
			told.Sees(c.want)
		})
	}
}

func TestCustomFieldsAreDefined(t *testing.T) {
	w := roomtest.New(t, "group_fields=city,level:read=admin:write=app:types=Public", "member_fields=seat,rank:write=admin,note:read=self")
	olga, anna, bob := w.Login("olga"), w.Login("anna"), w.Login("bob")
	olga.Do("create_group", `{"Type":"Public","Name":"n","GroupId":"x","AppDefinedData":[{"Key":"level","Value":"1"}]}`, 10007)
	olga.Do("create_group", `{"Type":"Public","Name":"n","GroupId":"x","AppDefinedData":[{"Key":"town","Value":"1"}]}`, 10004)
	w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g","Owner_Account":"olga","AppDefinedData":[{"Key":"city","Value":"Lyon"},{"Key":"level","Value":"1"}],
		"MemberList":[{"Member_Account":"anna","Role":"Admin"},{"Member_Account":"bob","AppMemberDefinedData":[{"Key":"note","Value":"shy"}]}]}`, 0)
	w.REST("create_group", `{"Type":"ChatRoom","Name":"n","GroupId":"m","Owner_Account":"olga","AppDefinedData":[{"Key":"level","Value":"1"}]}`, 10004)
	for _, row := range []struct {
		who     *roomtest.Client
		command string
		body    string
		code    int
	}{
		{anna, "modify_group_base_info", `"AppDefinedData":[{"Key":"city","Value":"Nice"}]`, 0},
		{bob, "modify_group_base_info", `"AppDefinedData":[{"Key":"city","Value":"Metz"}]`, 10007},
		{olga, "modify_group_base_info", `"AppDefinedData":[{"Key":"level","Value":"2"}]`, 10007},
		{bob, "modify_group_member_info", `"Member_Account":"bob","AppMemberDefinedData":[{"Key":"seat","Value":"4"}]`, 0},
		{bob, "modify_group_member_info", `"Member_Account":"bob","AppMemberDefinedData":[{"Key":"rank","Value":"4"}]`, 10007},
		{bob, "modify_group_member_info", `"Member_Account":"anna","AppMemberDefinedData":[{"Key":"seat","Value":"4"}]`, 10007},
		{bob, "modify_group_member_info", `"Member_Account":"bob","AppMemberDefinedData":[{"Key":"hat","Value":"4"}]`, 10004},
		{anna, "modify_group_member_info", `"Member_Account":"bob","AppMemberDefinedData":[{"Key":"rank","Value":"4"}]`, 0},
		{anna, "modify_group_member_info", `"Member_Account":"olga","AppMemberDefinedData":[{"Key":"seat","Value":"4"}]`, 10007},
	} {
		row.who.Do(row.command, `{"GroupId":"g",`+row.body+`}`, row.code)
	}
	for who, want := range map[*roomtest.Client]int{bob: 1, anna: 2} {
		if p := who.Do("get_group_self_member_info", `{"GroupIdList":["g"]}`, 0); p.Len("GroupInfo", 0, "AppDefinedData") != want {
			t.Errorf("%s sees %v", who.Name, p.At("GroupInfo", 0, "AppDefinedData"))
		}
	}
	w.Import("dora")
	w.REST("add_group_member", `{"GroupId":"g","MemberList":[{"Member_Account":"dora"}]}`, 0)
	dora := w.Login("dora")
	for who, want := range map[*roomtest.Client]int{bob: 3, anna: 3, dora: 2} {
		m := who.Do("get_specified_group_member_info", `{"GroupId":"g","Member_List_Account":["bob"]}`, 0)
		if m.Len("MemberList", 0, "AppMemberDefinedData") != want {
			t.Errorf("%s sees %v", who.Name, m)
		}
	}
}

// A Work group that nobody wrote in yet is nothing to its members.
func TestAWorkGroupBeforeItsFirstMessage(t *testing.T) {
	w := roomtest.New(t)
	olga, bob, carol := w.Login("olga"), w.Login("bob"), w.Login("carol")
	w.REST("create_group", `{"Type":"Private","Name":"n","GroupId":"g","Owner_Account":"olga","MemberList":[{"Member_Account":"bob"}]}`, 0)
	bob.Sees()
	w.REST("add_group_member", `{"GroupId":"g","MemberList":[{"Member_Account":"carol"}]}`, 0)
	w.REST("modify_group_base_info", `{"GroupId":"g","Name":"m"}`, 0)
	carol.Sees()
	bob.Sees()
	if l := bob.Do("get_joined_group_list", `{"Member_Account":"bob","Limit":10}`, 0); l.Int("TotalCount") != 0 {
		t.Errorf("list %v", l)
	}
	if l := olga.Do("get_joined_group_list", `{"Member_Account":"olga","Limit":10}`, 0); l.Int("TotalCount") != 1 {
		t.Errorf("the owner's list %v", l)
	}
	olga.Send("g", "hi", 1, 0)
	bob.Sees("message")
	carol.Sees("message")
	if l := bob.Do("get_joined_group_list", `{"Member_Account":"bob","Limit":10}`, 0); l.Int("TotalCount") != 1 || l.Int("GroupIdList", 0, "NextMsgSeq") != 2 {
		t.Errorf("list %v", l)
	}
	carol.Do("quit_group", `{"GroupId":"g"}`, 0)
	bob.Sees("tip 2")
}

// TestGroupMembersSetting: an application has smaller groups than their type takes, also
// those that are there already; nobody has to leave.
func TestGroupMembersSetting(t *testing.T) {
	w := roomtest.New(t)
	w.Import("olga", "bob", "anna", "carl")
	w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"old","Owner_Account":"olga","MemberList":[{"Member_Account":"bob"},{"Member_Account":"anna"}]}`, 0)
	w.Set("group_members", "Public=2")
	w.REST("create_group", `{"Type":"Public","Name":"n","Owner_Account":"olga","MemberList":[{"Member_Account":"bob"},{"Member_Account":"anna"}]}`, 10014)
	w.REST("create_group", `{"Type":"Public","Name":"n","Owner_Account":"olga","MaxMemberCount":3}`, 10038)
	w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"new","Owner_Account":"olga","MemberList":[{"Member_Account":"bob"}]}`, 0)
	w.REST("modify_group_base_info", `{"GroupId":"new","MaxMemberNum":3}`, 10038)
	for _, id := range []string{"old", "new"} {
		w.REST("add_group_member", `{"GroupId":"`+id+`","MemberList":[{"Member_Account":"carl"}]}`, 10014)
	}
	if n := w.REST("get_group_info", `{"GroupIdList":["old"]}`, 0).Int("GroupInfo", 0, "MemberNum"); n != 3 {
		t.Errorf("%d members stayed, want 3", n)
	}
	w.REST("create_group", `{"Type":"ChatRoom","Name":"n","Owner_Account":"olga","MaxMemberCount":3}`, 0)
	w.Set("group_members", "Public=7000,Community=1000000") // communities alone grow beyond what their type takes
	w.REST("create_group", `{"Type":"Public","Name":"n","Owner_Account":"olga","MaxMemberCount":6001}`, 10038)
	w.REST("create_group", `{"Type":"Community","Name":"n","GroupId":"@TGS#_big","Owner_Account":"olga","MaxMemberCount":1000000}`, 0)
	w.REST("create_group", `{"Type":"Community","Name":"n","Owner_Account":"olga","MaxMemberCount":1000001}`, 10038)
	w.Set("group_members", "")
	w.REST("create_group", `{"Type":"Community","Name":"n","Owner_Account":"olga","MaxMemberCount":100001}`, 10038)
	w.REST("add_group_member", `{"GroupId":"old","MemberList":[{"Member_Account":"carl"}]}`, 0)
}

// TestFeaturesOff: commands of features that are switched off are refused, the others are
// not, and clients are told by the bits of their login.
func TestFeaturesOff(t *testing.T) {
	w := roomtest.New(t)
	olga := w.Login("olga")
	olga.Do("create_group", `{"Type":"Community","Name":"n","GroupId":"@TGS#_old","SupportTopic":1}`, 0)
	olga.Do("create_group", `{"Type":"Public","Name":"n","GroupId":"g"}`, 0)
	counter := `{"GroupId":"g","GroupCounter":[{"Key":"likes","Value":1}],"Mode":"Set"}`
	w.REST("update_group_counter", counter, 0)
	w.Set("features_off", "community,counters,bans")
	if bits := w.Login("bob").Welcome.Text("PurchaseBits"); len(bits) != 64 || bits[63-3] != '0' || bits[63-15] != '0' || bits[63-11] != '0' || bits[63-13] != '1' {
		t.Errorf("bits %s", bits)
	}
	for _, row := range []struct {
		command, body string
		code          int
	}{
		{"create_group", `{"Type":"Community","Name":"n","Owner_Account":"olga"}`, 60020},
		{"million_group_open_http_svc.create_topic", `{"GroupId":"@TGS#_old","TopicName":"t"}`, 60020},
		{"update_group_counter", counter, 60020},
		{"get_group_counter", `{"GroupId":"g"}`, 0},
		{"ban_group_member", `{"GroupId":"g","Members_Account":["bob"],"Duration":60}`, 60020},
		{"create_group", `{"Type":"Public","Name":"n","Owner_Account":"olga"}`, 0},
		{"get_group_info", `{"GroupIdList":["@TGS#_old"]}`, 0},
	} {
		w.REST(row.command, row.body, row.code)
		if row.code != 0 {
			olga.Do(row.command, row.body, row.code)
		}
	}
	w.Set("features_off", "")
	w.REST("update_group_counter", counter, 0)
}
