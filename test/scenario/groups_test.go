package scenario_test

import (
	"slices"
	"testing"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func TestWorkGroup(t *testing.T) {
	w := world.Start(t)
	alice, bob, carol := w.Login("alice"), w.Login("bob"), w.Login("carol")
	work := alice.CreateGroup(group.Private, "bob")
	bob.Await("the invitation", func(e client.Event) bool {
		n, is := e.(client.Notice)
		return is && n.MsgBody.ReportType == notice.ReportInvited && n.GroupInfo.GroupID == work
	})

	first := alice.SendGroup(work, "hi all")
	bob.Sees("hi all", world.From("alice"), world.In(work))
	world.Refuses(carol, group.SendGroupMsg, carol.Client().NewGroupMessage(work, nil), group.ErrBadParameter)
	alice.HasNotSeen("hi all")

	world.Call(bob, group.AddGroupMember, &group.AddGroupMemberRequest{GroupID: work, MemberList: []group.NewMember{{Account: carol.Name}}})
	alice.SeesTip(work, group.TipJoined)
	carol.SendGroup(work, "thanks")
	alice.Sees("thanks", world.From("carol"), world.In(work))
	bob.Sees("thanks")

	world.Call(alice, group.GroupMsgRecall, &group.GroupMsgRecallRequest{GroupID: work, MsgSeqList: []group.SeqRef{{MsgSeq: first.MsgSeq}}})
	bob.Await("the recall", func(e client.Event) bool {
		r, is := e.(client.GroupRecall)
		return is && r.GroupID == work && r.MsgSeq == first.MsgSeq
	})

	world.Call(carol, group.QuitGroup, &group.QuitGroupRequest{GroupID: work})
	bob.SeesTip(work, group.TipQuit)
	alice.SendGroup(work, "among us")
	bob.Sees("among us")
	carol.HasNotSeen("among us")
	for n, m := range bob.GroupHistory(work) {
		if m.MsgSeq != uint64(n+1) {
			t.Fatalf("entry %d of the history has number %d", n, m.MsgSeq)
		}
	}
	if got := bob.GroupTexts(work); !slices.Equal(got, []string{"hi all", "thanks", "among us"}) {
		t.Errorf("history is %q", got)
	}
}

func TestStrangersDoNotSpeakInWorkGroups(t *testing.T) {
	w := world.Start(t)
	alice, eve := w.Login("alice"), w.Login("eve")
	work := alice.CreateGroup(group.Private)
	if _, err := eve.Client().SendGroup(t.Context(), work, textBody("let me in")); err == nil {
		t.Error("a stranger spoke")
	}
	world.Refuses(eve, group.GroupMsgGet, &group.GroupMsgGetRequest{GroupID: work, ReqMsgNumber: 10}, group.ErrNotPermitted)
}

func TestLiveRoom(t *testing.T) {
	w := world.Start(t, world.Own())
	host, fan := w.Login("host"), w.Login("fan")
	room := host.CreateGroup(group.AVChatRoom)
	host.Join(room)
	fan.Join(room)
	host.SeesTip(room, group.TipJoined)

	first := host.SendGroup(room, "welcome")
	fan.Sees("welcome", world.From("host"), world.In(room))
	fan.SendGroup(room, "hello")
	host.Sees("hello", world.From("fan"))

	fan.Cut() // he stays in the room, whatever his connection does
	fan.Becomes(client.Connecting)
	fan.Becomes(client.Connected)
	fan.Becomes(client.Connected)
	host.SendGroup(room, "after the cut")
	fan.Sees("after the cut")

	w.Kill()
	w.Restart()
	for _, u := range []*world.User{host, fan} {
		u.Becomes(client.Connecting)
		u.Becomes(client.Connected)
	}
	host.Becomes(client.Connected)
	last := host.SendGroup(room, "after the restart")
	fan.Sees("after the restart", world.From("host"), world.In(room))
	fan.SendGroup(room, "still here")
	host.Sees("still here", world.From("fan"))
	if last.MsgSeq <= first.MsgSeq {
		t.Errorf("the room's numbers went back from %d to %d", first.MsgSeq, last.MsgSeq)
	}
}
