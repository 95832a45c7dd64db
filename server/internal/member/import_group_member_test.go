package member_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestAGroupIsImported(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		olga, bert := w.Login("olga"), w.Login("bert")
		w.Import("cleo")
		w.REST("import_group", `{"Type":"Public","Name":"Old crew","GroupId":"old","Owner_Account":"olga","CreateTime":1650000000}`, 0)
		w.REST("import_group", `{"Type":"Public","Name":"Old crew","GroupId":"old","Owner_Account":"olga"}`, 10021)
		w.REST("import_group", `{"Type":"AVChatRoom","Name":"n"}`, 10007)
		w.REST("import_group", `{"Type":"Public","Name":"n","MemberList":[{"Member_Account":"bert"}]}`, 10004)
		p := w.REST("get_group_info", `{"GroupIdList":["old"]}`, 0)
		if p.Int("GroupInfo", 0, "CreateTime") != 1650000000 || p.Int("GroupInfo", 0, "MemberNum") != 1 {
			t.Errorf("profile %v", p)
		}
		olga.Send("old", "one", 1, 0)
		olga.Send("old", "two", 2, 0)
		olga.Events()
		a := w.REST("import_group_member", fmt.Sprintf(`{"GroupId":"old","MemberList":[{"Member_Account":"bert","Role":"Admin","JoinTime":1650000100,"UnreadMsgNum":1},
			{"Member_Account":"cleo","JoinTime":1640000000},{"Member_Account":"ghost"},{"Member_Account":"olga"},
			{"Member_Account":"administrator","JoinTime":%d}]}`, time.Now().Unix()+1000), 0)
		for i, want := range []int{1, 0, 0, 2, 0} {
			if got := a.Int("MemberList", i, "Result"); got != want {
				t.Errorf("member %d: %d, want %d", i, got, want)
			}
		}
		olga.Sees()
		bert.Sees()
		l := bert.Do("get_joined_group_list", `{"Member_Account":"bert","Limit":10}`, 0)
		if l.Int("GroupIdList", 0, "SelfInfo", "MsgSeq") != 1 || l.Int("GroupIdList", 0, "SelfInfo", "JoinTime") != 1650000100 ||
			l.Text("GroupIdList", 0, "SelfInfo", "Role") != "Admin" || l.Int("GroupIdList", 0, "NextMsgSeq") != 3 {
			t.Errorf("list %v", l)
		}
		w.REST("set_unread_msg_num", `{"GroupId":"old","Member_Account":"bert","UnreadMsgNum":9}`, 0)
		if l := bert.Do("get_joined_group_list", `{"Member_Account":"bert","Limit":10}`, 0); l.Int("GroupIdList", 0, "SelfInfo", "MsgSeq") != 0 {
			t.Errorf("list %v", l)
		}
		w.REST("set_unread_msg_num", `{"GroupId":"old","Member_Account":"cleo","UnreadMsgNum":1}`, 10007)
		w.REST("set_unread_msg_num", `{"GroupId":"old","Member_Account":"bert"}`, 10004)
		w.REST("create_group", `{"Type":"AVChatRoom","Name":"n","GroupId":"show"}`, 0)
		w.REST("set_unread_msg_num", `{"GroupId":"show","Member_Account":"bert","UnreadMsgNum":1}`, 0)
	})
}
