package group_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// The matrix says what each role may do in groups of each type: the ErrorCode
// that it gets. Roles are the owner, an admin, a member, somebody outside, and an
// App admin over REST. A dash is where the type has no such role or the command
// no such door.
var matrix = []struct {
	action string
	types  map[string]string // type: codes of owner, admin, member, outsider, REST
}{
	{"rename", rows("0 - 0 10007 0", "0 0 10007 10007 0", "0 0 10007 10007 0", "0 - 10007 10007 0", "0 0 10007 10007 0")},
	{"let all apply", rows("0 - 10007 10007 0", "0 0 10007 10007 0", "0 0 10007 10007 0", "0 - 10007 10007 0", "0 0 10007 10007 0")},
	{"set a custom field", rows("0 - 10007 10007 0", "0 0 10007 10007 0", "0 0 10007 10007 0", "0 - 10007 10007 0", "0 0 10007 10007 0")},
	{"let all invite", rows("0 - 10007 10007 0", "0 0 10007 10007 0", "0 0 10007 10007 0", "10007 - 10007 10007 10007", "0 0 10007 10007 0")},
	{"mute all", rows("10007 - 10007 10007 0", "0 0 10007 10007 0", "0 0 10007 10007 0", "0 - 10007 10007 0", "0 0 10007 10007 0")},
	{"invite", rows("0 - 0 10007 0", "10007 10007 10007 10007 0", "10007 10007 10007 10007 0", "10007 - 10007 10007 10007", "0 0 0 10007 0")},
	{"kick a member", rows("0 - 10007 10007 0", "0 0 10007 10007 0", "0 0 10007 10007 0", "10007 - 10007 10007 10004", "0 0 10007 10007 0")},
	{"kick an admin", rows("- - - - -", "0 - 10007 10007 0", "0 - 10007 10007 0", "- - - - -", "0 - 10007 10007 0")},
	{"kick the owner", rows("- - 10007 10007 10007", "- 10007 10007 10007 10007", "- 10007 10007 10007 10007", "- - 10007 10007 10004", "- 10007 10007 10007 10007")},
	{"mute a member", rows("10007 - 10007 10007 10007", "0 0 10007 10007 0", "0 0 10007 10007 0", "0 - 10007 10007 10007", "0 0 10007 10007 0")},
	{"appoint", rows("10007 - 10007 10007 10007", "0 10007 10007 10007 0", "0 10007 10007 10007 0", "10007 - 10007 10007 10007", "0 10007 10007 10007 0")},
	{"take my name card", rows("0 - 0 10007 -", "0 0 0 10007 -", "0 0 0 10007 -", "10007 - 10007 10007 -", "0 0 0 10007 -")},
	{"give a name card", rows("0 - 10007 10007 0", "0 0 10007 10007 0", "0 0 10007 10007 0", "10007 - 10007 10007 10007", "0 0 10007 10007 0")},
	{"hand over", rows("0 - 10007 10007 0", "0 10007 10007 10007 0", "0 10007 10007 10007 0", "10007 - 10007 10007 10007", "0 10007 10007 10007 0")},
	{"dismiss", rows("10007 - 10007 10007 0", "0 10007 10007 10007 0", "0 10007 10007 10007 0", "0 - 10007 10007 0", "0 10007 10007 10007 0")},
	{"quit", rows("0 - 0 10007 -", "10009 0 0 10007 -", "10009 0 0 10007 -", "10009 - 0 10007 -", "10009 0 0 10007 -")},
	{"apply", rows("10013 - 10013 10007 -", "10013 10013 10013 0 -", "10013 10013 10013 0 -", "0 - 0 0 -", "10013 10013 10013 0 -")},
	{"let an applicant in", rows("10004 - 10007 10007 -", "0 0 10007 10007 -", "0 0 10007 10007 -", "10007 - 10007 10007 -", "0 0 10007 10007 -")},
	{"ban a member", rows("0 - 10007 10007 0", "0 0 10007 10007 0", "0 0 10007 10007 0", "0 - 10007 10007 0", "0 0 10007 10007 0")},
	{"ban an admin", rows("- - - - -", "0 10007 10007 10007 0", "0 10007 10007 10007 0", "- - - - -", "0 10007 10007 10007 0")},
	{"ban the owner", rows("10007 - 10007 10007 10007", "10007 10007 10007 10007 10007", "10007 10007 10007 10007 10007", "10007 - 10007 10007 10007", "10007 10007 10007 10007 10007")},
	{"list bans", rows("0 - 10007 10007 0", "0 0 10007 10007 0", "0 0 10007 10007 0", "0 - 10007 10007 0", "0 0 10007 10007 0")},
	{"forbid a member to send", rows("10007 - 10007 10007 10007", "0 0 10007 10007 0", "0 0 10007 10007 0", "0 - 10007 10007 0", "0 0 10007 10007 0")},
	{"list mutes", rows("10007 - 10007 10007 10007", "0 0 10007 10007 0", "0 0 10007 10007 0", "0 - 10007 10007 0", "0 0 10007 10007 0")},
	{"import a member", rows("- - - - 0", "- - - - 0", "- - - - 0", "- - - - 10007", "- - - - 0")},
	{"speak", rows("0 - 0 10007 0", "0 0 0 10007 0", "0 0 0 10007 0", "0 - 0 10007 0", "0 0 0 10007 0")},
	{"speak though all are muted", rows("0 - 10017 10007 0", "0 0 10017 10007 0", "0 0 10017 10007 0", "0 - 10017 10007 0", "0 0 10017 10007 0")},
	{"read", rows("0 - 0 10007 -", "0 0 0 10007 -", "0 0 0 10007 -", "10007 - 10007 10007 -", "0 0 0 10007 -")},
	{"recall a member's message", rows("0 - 10007 10007 0", "0 0 10007 10007 0", "0 0 10007 10007 0", "10033 - 10033 10033 10033", "0 0 10007 10007 0")},
	{"list members", rows("0 - 0 10007 0", "0 0 0 10007 0", "0 0 0 10007 0", "10007 - 10007 10007 10007", "0 0 0 10007 0")},
	{"see the profile", rows("0 - 0 10007 0", "0 0 0 0 0", "0 0 0 0 0", "0 - 0 0 0", "0 0 0 0 0")},
	{"count who is online", rows("0 - 0 10007 0", "0 0 0 0 0", "0 0 0 0 0", "0 - 0 0 0", "0 0 0 0 0")},
}

var typeNames = []string{"Private", "Public", "ChatRoom", "AVChatRoom", "Community"}

func rows(codes ...string) map[string]string {
	all := map[string]string{}
	for i, name := range typeNames {
		all[name] = codes[i]
	}
	return all
}

// calls are the actions: command and body, where $g is the group, $me who asks.
var calls = map[string][2]string{
	"rename":                     {"modify_group_base_info", `{"GroupId":"$g","Name":"other"}`},
	"let all apply":              {"modify_group_base_info", `{"GroupId":"$g","ApplyJoinOption":"FreeAccess"}`},
	"set a custom field":         {"modify_group_base_info", `{"GroupId":"$g","AppDefinedData":[{"Key":"k","Value":"v"}]}`},
	"let all invite":             {"modify_group_base_info", `{"GroupId":"$g","InviteJoinOption":"FreeAccess"}`},
	"mute all":                   {"modify_group_base_info", `{"GroupId":"$g","ShutUpAllMember":"On"}`},
	"invite":                     {"add_group_member", `{"GroupId":"$g","MemberList":[{"Member_Account":"new"}]}`},
	"kick a member":              {"delete_group_member", `{"GroupId":"$g","MemberToDel_Account":["other"]}`},
	"kick an admin":              {"delete_group_member", `{"GroupId":"$g","MemberToDel_Account":["admin"]}`},
	"kick the owner":             {"delete_group_member", `{"GroupId":"$g","MemberToDel_Account":["owner"]}`},
	"mute a member":              {"modify_group_member_info", `{"GroupId":"$g","Member_Account":"other","ShutUpTime":60}`},
	"appoint":                    {"modify_group_member_info", `{"GroupId":"$g","Member_Account":"other","Role":"Admin"}`},
	"take my name card":          {"modify_group_member_info", `{"GroupId":"$g","Member_Account":"$me","NameCard":"card"}`},
	"give a name card":           {"modify_group_member_info", `{"GroupId":"$g","Member_Account":"other","NameCard":"card"}`},
	"hand over":                  {"change_group_owner", `{"GroupId":"$g","NewOwner_Account":"other"}`},
	"dismiss":                    {"destroy_group", `{"GroupId":"$g"}`},
	"quit":                       {"quit_group", `{"GroupId":"$g"}`},
	"apply":                      {"apply_join_group", `{"GroupId":"$g","WebPushFlag":1}`},
	"let an applicant in":        {"handle_apply_join_group", `{"GroupId":"$g","Applicant_Account":"new","HandleMsg":"Agree"}`},
	"ban a member":               {"ban_group_member", `{"GroupId":"$g","Members_Account":["other"],"Duration":60}`},
	"ban an admin":               {"ban_group_member", `{"GroupId":"$g","Members_Account":["admin"],"Duration":60}`},
	"ban the owner":              {"ban_group_member", `{"GroupId":"$g","Members_Account":["owner"],"Duration":60}`},
	"list bans":                  {"get_group_ban_member", `{"GroupId":"$g","Offset":0}`},
	"forbid a member to send":    {"forbid_send_msg", `{"GroupId":"$g","Members_Account":["other"],"MuteTime":60}`},
	"list mutes":                 {"get_group_muted_account", `{"GroupId":"$g"}`},
	"import a member":            {"import_group_member", `{"GroupId":"$g","MemberList":[{"Member_Account":"new"}]}`},
	"speak":                      {"send_group_msg", roomtest.Text("$g", "hi", 1, "")},
	"speak though all are muted": {"send_group_msg", roomtest.Text("$g", "hi", 1, "")},
	"read":                       {"group_msg_get", `{"GroupId":"$g","ReqMsgNumber":5}`},
	"recall a member's message":  {"group_msg_recall", `{"GroupId":"$g","MsgSeqList":[{"MsgSeq":1}]}`},
	"list members":               {"get_group_member_info", `{"GroupId":"$g","Limit":10}`},
	"see the profile":            {"get_group_info", `{"GroupIdList":["$g"]}`},
	"count who is online":        {"get_online_member_num", `{"GroupId":"$g"}`},
}

func TestWhoMayDoWhat(t *testing.T) {
	w := roomtest.New(t, "rest_rate=0", "group_rate=0")
	applicant := w.Login("new")
	clients := map[string]*roomtest.Client{}
	roles := []string{"owner", "admin", "member", "outsider", "rest"}
	for _, name := range []string{"owner", "admin", "member", "outsider", "other"} {
		clients[name] = w.Login(name)
	}
	n := 0
	for _, row := range matrix {
		for _, typ := range typeNames {
			for i, code := range strings.Fields(row.types[typ]) {
				if code == "-" {
					continue
				}
				n++
				g := prepare(w, clients, typ, n, row.action)
				if row.action == "let an applicant in" && typ != "Private" && typ != "AVChatRoom" {
					w.REST("modify_group_base_info", fmt.Sprintf(`{"GroupId":%q,"ApplyJoinOption":"NeedPermission"}`, g), 0)
					applicant.Do("apply_join_group", fmt.Sprintf(`{"GroupId":%q}`, g), 0)
				}
				command, body := calls[row.action][0], strings.NewReplacer("$g", g, "$me", roles[i]).Replace(calls[row.action][1])
				t.Run(fmt.Sprintf("%s/%s/%s", row.action, typ, roles[i]), func(t *testing.T) {
					outer := w.T
					defer func() { w.T = outer }()
					w.T = t
					want := 0
					fmt.Sscan(code, &want)
					check(w, clients[roles[i]], command, body, want)
				})
			}
		}
	}
}

// prepare makes a group for one cell of the matrix.
func prepare(w *roomtest.World, clients map[string]*roomtest.Client, typ string, n int, action string) string {
	g, admin := fmt.Sprintf("cell-%d", n), `{"Member_Account":"admin","Role":"Admin"},`
	switch typ {
	case "Community":
		g = "@TGS#_" + g
	case "Private":
		admin = ""
	}
	members := fmt.Sprintf(`,"MemberList":[%s{"Member_Account":"member"},{"Member_Account":"other"}]`, admin)
	if typ == "AVChatRoom" {
		members = ""
	}
	w.REST("create_group", fmt.Sprintf(`{"Type":%q,"Name":"n","GroupId":%q,"Owner_Account":"owner"%s}`, typ, g, members), 0)
	if typ == "AVChatRoom" {
		for _, name := range []string{"owner", "member", "other"} {
			clients[name].Do("apply_join_group", fmt.Sprintf(`{"GroupId":%q}`, g), 0)
		}
	}
	switch action {
	case "recall a member's message":
		clients["other"].Send(g, "take it back", 9, 0)
	case "speak though all are muted":
		w.REST("modify_group_base_info", fmt.Sprintf(`{"GroupId":%q,"MuteAllMember":"On"}`, g), 0)
	}
	return g
}

// check calls as a client, or over REST where there is none.
func check(w *roomtest.World, c *roomtest.Client, command, body string, want int) {
	w.T.Helper()
	code := want
	if command == "get_group_info" {
		code = 0 // each group has a code of its own
	}
	var a roomtest.Answer
	if c == nil {
		if want == 0 && command == "group_msg_recall" {
			code = 0
		}
		a = w.REST(command, body, code)
	} else {
		a = c.Do(command, body, code)
	}
	if command == "get_group_info" && a.Int("GroupInfo", 0, "ErrorCode") != want {
		w.T.Errorf("the group's code is %s, want %d", a.Text("GroupInfo", 0, "ErrorCode"), want)
	}
}
