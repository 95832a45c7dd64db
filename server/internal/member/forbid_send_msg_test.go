package member_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestMutesOverREST(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		olga, bob, carol := w.Login("olga"), w.Login("bob"), w.Login("carol")
		w.Import("dora")
		w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g","Owner_Account":"olga","ApplyJoinOption":"FreeAccess",
			"MemberList":[{"Member_Account":"bob"},{"Member_Account":"carol"}]}`, 0)
		for _, c := range []*roomtest.Client{olga, bob, carol} {
			c.Events()
		}
		w.REST("forbid_send_msg", `{"GroupId":"g","Members_Account":["bob","carol","dora"],"MuteTime":600}`, 0)
		e := olga.Sees("tip 7")[0]
		if e.Len("GroupTips", 0, "MsgBody", "MsgMemberInfo") != 2 || e.Int("GroupTips", 0, "MsgBody", "MsgMemberInfo", 1, "ShutupTime") != 600 {
			t.Errorf("tip %v", e)
		}
		bob.Sees("tip 7")
		bob.Send("g", "hm", 1, 10017)
		carol.Do("quit_group", `{"GroupId":"g"}`, 0)
		carol.Do("apply_join_group", `{"GroupId":"g"}`, 0)
		carol.Send("g", "hm", 1, 10017) // it outlives leaving
		w.REST("forbid_send_msg", `{"GroupId":"g","Members_Account":["bob"],"ShutUpTime":4294967295}`, 0)
		l := w.REST("get_group_muted_account", `{"GroupId":"g"}`, 0)
		if l.Len("MutedAccountList") != 2 || l.Text("MutedAccountList", 0, "Member_Account") != "carol" || l.Int("MutedAccountList", 1, "MutedUntil") < 1<<32 {
			t.Errorf("list %v", l)
		}
		old := w.REST("get_group_shutted_uin", `{"GroupId":"g"}`, 0)
		if old.Text("ShuttedUinList", 1, "Member_Account") != "bob" || old.Int("ShuttedUinList", 0, "ShuttedUntil") != l.Int("MutedAccountList", 0, "MutedUntil") {
			t.Errorf("list %v", old)
		}
		w.REST("forbid_send_msg", `{"GroupId":"g","Members_Account":["bob"],"MuteTime":0}`, 0)
		bob.Send("g", "ah", 2, 0)
		w.REST("forbid_send_msg", `{"GroupId":"g","Members_Account":["olga"],"MuteTime":60}`, 0) // an App admin outranks the owner
		w.REST("forbid_send_msg", `{"GroupId":"g","Members_Account":["bob"]}`, 10004)
		w.REST("forbid_send_msg", `{"GroupId":"nope","Members_Account":["bob"],"MuteTime":1}`, 10010)
	})
}

// A live room's members come and go, so anybody may be muted; only they are told.
func TestMutesInALiveRoom(t *testing.T) {
	w := roomtest.New(t)
	olga, bob := w.Login("olga"), w.Login("bob")
	olga.Do("create_group", `{"Type":"AVChatRoom","Name":"n","GroupId":"show"}`, 0)
	olga.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	olga.Events()
	w.REST("forbid_send_msg", `{"GroupId":"show","Members_Account":["bob"],"MuteTime":600}`, 0)
	olga.Sees()
	bob.Sees("tip 7")
	bob.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	bob.Send("show", "hm", 1, 10017)
}
