package member_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestBans(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		olga, bob, carol := w.Login("olga"), w.Login("bob"), w.Login("carol")
		w.Import("dora")
		w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g","Owner_Account":"olga","ApplyJoinOption":"FreeAccess",
			"MemberList":[{"Member_Account":"bob"},{"Member_Account":"carol"}]}`, 0)
		olga.Events()
		bob.Events()
		carol.Events()
		olga.Do("ban_group_member", `{"GroupId":"g","Members_Account":["carol","dora"],"Duration":3600,"Description":"noise"}`, 0)
		n := carol.Sees("notice 4")[0]
		if n.Text("GroupTips", 0, "MsgBody", "RemarkInfo") != "noise" || n.Int("GroupTips", 0, "MsgBody", "BanDuration") != 3600 {
			t.Errorf("notice %v", n)
		}
		tip := bob.Sees("tip 3")[0]
		if tip.Text("GroupTips", 0, "MsgBody", "List_Account", 0) != "carol" || tip.Len("GroupTips", 0, "MsgBody", "List_Account") != 1 ||
			tip.Int("GroupTips", 0, "MsgBody", "MemberNum") != 2 {
			t.Errorf("tip %v", tip)
		}
		carol.Send("g", "hm", 1, 10007)
		carol.Do("apply_join_group", `{"GroupId":"g"}`, 10007)
		a := w.REST("add_group_member", `{"GroupId":"g","MemberList":[{"Member_Account":"carol"},{"Member_Account":"bob"}]}`, 0)
		if a.Int("MemberList", 0, "Result") != 0 || a.Int("MemberList", 1, "Result") != 2 {
			t.Errorf("results %v", a)
		}
		w.REST("ban_group_member", `{"GroupId":"g","Members_Account":["dora"],"Duration":60}`, 0) // a shorter one in its place
		one := w.REST("get_group_ban_member", `{"GroupId":"g","Limit":1,"Offset":0}`, 0)
		two := w.REST("get_group_ban_member", fmt.Sprintf(`{"GroupId":"g","Limit":1,"Offset":%d}`, one.Int("NextOffset")), 0)
		if one.Text("BannedAccountList", 0, "Member_Account") != "dora" || two.Text("BannedAccountList", 0, "Member_Account") != "carol" ||
			two.Int("BannedAccountList", 0, "BannedUntil")-one.Int("BannedAccountList", 0, "BannedUntil") < 3500 {
			t.Errorf("bans %v %v", one, two)
		}
		w.Restart()
		for _, c := range []*roomtest.Client{olga, bob, carol} {
			c.Resume()
		}
		carol.Do("apply_join_group", `{"GroupId":"g"}`, 10007)
		w.REST("unban_group_member", `{"GroupId":"g","Members_Account":["carol","bob"]}`, 0)
		carol.Do("apply_join_group", `{"GroupId":"g"}`, 0)
		bob.Sees("tip 1")
		w.REST("ban_group_member", `{"GroupId":"g","Members_Account":["ghost"],"Duration":60}`, 10019)
	})
}

func TestABanEndsByItself(t *testing.T) {
	w := roomtest.New(t)
	carol := w.Login("carol")
	w.Import("olga")
	w.REST("create_group", `{"Type":"ChatRoom","Name":"n","GroupId":"g","Owner_Account":"olga","ApplyJoinOption":"FreeAccess"}`, 0)
	w.REST("ban_group_member", `{"GroupId":"g","Members_Account":["carol"],"Duration":1}`, 0)
	carol.Do("apply_join_group", `{"GroupId":"g"}`, 10007)
	w.Eventually("the ban is over", func() bool {
		time.Sleep(20 * time.Millisecond) // the command has a rate
		return w.REST("get_group_ban_member", `{"GroupId":"g"}`, 0).Len("BannedAccountList") == 0
	})
	carol.Do("apply_join_group", `{"GroupId":"g"}`, 0)
}

func TestBannedFromALiveRoom(t *testing.T) {
	w := roomtest.New(t)
	olga, bob, carol := w.Login("olga"), w.Login("bob"), w.Login("carol")
	olga.Do("create_group", `{"Type":"AVChatRoom","Name":"show","GroupId":"show"}`, 0)
	for _, c := range []*roomtest.Client{olga, bob, carol} {
		c.Do("apply_join_group", `{"GroupId":"show"}`, 0)
	}
	for _, c := range []*roomtest.Client{olga, bob, carol} {
		c.Events()
	}
	olga.Do("ban_group_member", `{"GroupId":"show","Members_Account":["carol"],"Duration":60,"Description":"spoils the end"}`, 0)
	if e := bob.Sees("tip 10")[0]; e.Text("GroupTips", 0, "MsgBody", "List_Account", 0) != "carol" {
		t.Errorf("tip %v", e)
	}
	e := carol.Sees("notice 21")[0]
	if e.Int("GroupTips", 0, "MsgBody", "BanDuration") != 60 || e.Text("GroupTips", 0, "MsgBody", "BanDescription") != "spoils the end" {
		t.Errorf("notice %v", e)
	}
	olga.Send("show", "quiet now", 1, 0)
	carol.Sees()
	carol.Send("show", "hm", 1, 10007)
	carol.Do("apply_join_group", `{"GroupId":"show"}`, 10007)
	carol.Cut()
	carol.Resume() // its instance was in the room, and is not put back
	carol.Send("show", "hm", 2, 10007)
	if n := olga.Do("get_online_member_num", `{"GroupId":"show"}`, 0).Int("OnlineMemberNum"); n != 2 {
		t.Errorf("%d online", n)
	}
	olga.Events()
	w.REST("unban_group_member", `{"GroupId":"show","Members_Account":["carol"]}`, 0)
	olga.Sees("tip 11")
	carol.Send("show", "back?", 3, 10007) // the end of a ban brings nobody back
	carol.Cut()
	carol.Resume()
	carol.Send("show", "back?", 4, 10007)
	carol.Do("apply_join_group", `{"GroupId":"show"}`, 0)
}
