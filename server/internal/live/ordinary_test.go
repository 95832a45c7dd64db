package live_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// TestOrdinaryCommandsOnLiveGroups is the product's table of which commands of groups
// live ones take.
func TestOrdinaryCommandsOnLiveGroups(t *testing.T) {
	w := roomtest.New(t)
	owner := show(w)
	w.Import("bob")
	for _, c := range []struct {
		command, body string
		want          int
	}{
		{"create_group", `{"Type":"AVChatRoom","Name":"x","MemberList":[{"Member_Account":"bob"}]}`, 10007},
		{"get_group_info", `{"GroupIdList":["show"]}`, 0},
		{"modify_group_base_info", `{"GroupId":"show","Name":"stage","MuteAllMember":"Off","MaxMemberNum":7}`, 0},
		{"get_joined_group_list", `{"Member_Account":"owner"}`, 0},
		{"forbid_send_msg", `{"GroupId":"show","Members_Account":["bob"],"MuteTime":60}`, 0},
		{"get_group_muted_account", `{"GroupId":"show"}`, 0},
		{"get_group_ban_member", `{"GroupId":"show","Limit":10}`, 0},
		{"send_group_msg", roomtest.Text("show", "hi", 1, `,"MsgPriority":"High"`), 0},
		{"group_msg_recall", `{"GroupId":"show","MsgSeqList":[{"MsgSeq":1}]}`, 10033},
		{"pin_message", `{"GroupId":"show","MsgSeq":1}`, 10007},
		{"get_pinned_messages", `{"GroupId":"show"}`, 10007},
		{"get_group_member_info", `{"GroupId":"show"}`, 10007},
		{"get_specified_group_member_info", `{"GroupId":"show","Member_List_Account":["bob"]}`, 10007},
		{"add_group_member", `{"GroupId":"show","MemberList":[{"Member_Account":"bob"}]}`, 10007},
		{"modify_group_member_info", `{"GroupId":"show","Member_Account":"bob","NameCard":"b"}`, 10007},
		{"get_role_in_group", `{"GroupId":"show","User_Account":["bob"]}`, 10007},
		{"change_group_owner", `{"GroupId":"show","NewOwner_Account":"bob"}`, 10007},
		{"import_group", `{"Type":"AVChatRoom","Name":"x"}`, 10007},
		{"import_group_member", `{"GroupId":"show","MemberList":[{"Member_Account":"bob"}]}`, 10007},
		{"delete_group_member", `{"GroupId":"show","MemberToDel_Account":["bob"]}`, 10004},
		{"set_unread_msg_num", `{"GroupId":"show","Member_Account":"bob","UnreadMsgNum":1}`, 0},
		{"group_msg_get_simple", `{"GroupId":"show","ReqMsgNumber":5}`, 10007},
		{"group_open_attr_http_svc.get_group_attr", `{"GroupId":"show"}`, 0},
		{"get_group_counter", `{"GroupId":"show"}`, 0},
		{"get_online_member_num", `{"GroupId":"show"}`, 0},
	} {
		if a := w.TryREST(c.command, c.body); a.Int("ErrorCode") != c.want {
			t.Errorf("%s %s: %d %s, want %d", c.command, c.body, a.Int("ErrorCode"), a.Text("ErrorInfo"), c.want)
		}
	}
	if a := w.REST("get_joined_group_list", `{"Member_Account":"owner","WithHugeGroups":1}`, 0); a.Text("GroupIdList", 0, "GroupId") != "show" {
		t.Errorf("with live groups: %v", a)
	}
	if a := w.REST("get_joined_group_list", `{"Member_Account":"owner"}`, 0); a.Len("GroupIdList") != 0 {
		t.Errorf("without: %v", a)
	}
	owner.Do("quit_group", `{"GroupId":"show"}`, 10009)
}
