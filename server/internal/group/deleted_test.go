package group_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// TestADeletedAccount leaves its groups and the lists of others; a group of its own
// goes to the oldest admin, else to the oldest member.
func TestADeletedAccount(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		olga, bob := w.Login("olga"), w.Login("bob")
		w.Import("carol", "dora")
		w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g1","Owner_Account":"olga",
			"MemberList":[{"Member_Account":"bob"},{"Member_Account":"carol","Role":"Admin"}]}`, 0)
		w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g2","Owner_Account":"olga","MemberList":[{"Member_Account":"bob"}]}`, 0)
		w.REST("create_group", `{"Type":"Private","Name":"n","GroupId":"g3","Owner_Account":"olga"}`, 0)
		olga.Send("g1", "remember me", 1, 0)
		for _, to := range []string{"bob", "carol"} {
			w.REST("sns.friend_add", `{"From_Account":"olga","AddFriendItem":[{"To_Account":"`+to+`","AddSource":"AddSource_Type_X"}]}`, 0)
		}
		w.REST("sns.black_list_add", `{"From_Account":"dora","To_Account":["olga"]}`, 0)
		w.REST("follow.follow_add", `{"From_Account":"dora","FollowItem":[{"To_Account":"olga"}]}`, 0)
		bob.Events()

		w.REST("im_open_login_svc.account_delete", `{"DeleteItem":[{"UserID":"olga"}]}`, 0)

		for _, e := range bob.Sees("tip 2", "tip 2", "event 7") {
			if e.Kind() == "tip 2" && e.Text("GroupTips", 0, "MsgBody", "Operator_Account") != "olga" {
				t.Errorf("tip %v", e)
			}
		}
		for id, owner := range map[string]string{"g1": "carol", "g2": "bob", "g3": ""} {
			a := w.REST("get_group_info", `{"GroupIdList":["`+id+`"]}`, 0)
			if got := a.Text("GroupInfo", 0, "Owner_Account"); got != owner {
				t.Errorf("%s belongs to %q, want %q", id, got, owner)
			}
		}
		if n := w.REST("get_group_member_info", `{"GroupId":"g1"}`, 0).Int("MemberNum"); n != 2 {
			t.Errorf("%d members", n)
		}
		if n := w.REST("sns.friend_get", `{"From_Account":"bob","StartIndex":0}`, 0).Int("FriendNum"); n != 0 {
			t.Errorf("%d friends", n)
		}
		if n := w.REST("sns.black_list_get", `{"From_Account":"dora","StartIndex":0,"MaxLimited":10,"LastSequence":0}`, 0).Len("BlackListItem"); n > 0 {
			t.Errorf("%d blocked", n)
		}
		if n := w.REST("follow.follow_get", `{"From_Account":"dora","FollowType":2,"StartCursor":""}`, 0).Len("FollowInfo"); n > 0 {
			t.Errorf("follows %d", n)
		}
		w.Import("olga")
		if n := w.REST("get_joined_group_list", `{"Member_Account":"olga"}`, 0).Int("TotalCount"); n != 0 {
			t.Errorf("the new olga is in %d groups", n)
		}
		if n := w.REST("sns.friend_get", `{"From_Account":"olga","StartIndex":0}`, 0).Int("FriendNum"); n != 0 {
			t.Errorf("the new olga has %d friends", n)
		}
	})
}
