package scenario_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// talk sends one-to-one messages and remembers their keys.
type talk struct {
	t        *testing.T
	from, to *world.User
	sent     map[string]openim.SendMsgRequest
	at       map[string]uint32
}

func talkOf(t *testing.T, from, to *world.User) *talk {
	return &talk{t, from, to, map[string]openim.SendMsgRequest{}, map[string]uint32{}}
}

func (k *talk) say(text string) {
	k.t.Helper()
	m := k.from.Client().NewMessage(k.to.Name, wire.NewText(text))
	k.at[text] = world.Call(k.from, openim.SendMsg, m).MsgTime
	k.sent[text] = *m
}

func (k *talk) recall(text string) {
	k.t.Helper()
	m := k.sent[text]
	world.Call(k.from, openim.MsgWithdraw, &openim.MsgWithdrawRequest{Msg: openim.WithdrawInfo{From: k.from.Name, To: k.to.Name,
		MsgSeq: *m.MsgSeq, MsgRandom: uint32(*m.MsgRandom), MsgTimeStamp: k.at[text]}})
}

func (k *talk) edit(text, to string) {
	k.t.Helper()
	m := k.sent[text]
	world.Call(k.from, openim.ModifyC2CMsgClient, &openim.ModifyC2CMsgClientRequest{From: k.from.Name, To: k.to.Name,
		MsgSeq: *m.MsgSeq, MsgRandom: uint32(*m.MsgRandom), MsgTime: k.at[text], MsgBody: wire.NewText(to)})
}

// count counts the events that fit.
func count(u *world.User, fits func(client.Event) bool) (n int) {
	for _, e := range u.Seen() {
		if fits(e) {
			n++
		}
	}
	return n
}

// TestAwayAndBack: what is recalled, edited and read while a user's connection is
// cut he is told when it is back, once, and before it counts as connected.
func TestAwayAndBack(t *testing.T) {
	w := world.Start(t)
	alice, bob := w.Login("alice"), w.Login("bob")
	phone := w.Login("bob", world.Platform(2))
	work := alice.CreateGroup(group.Private, "bob")
	k := talkOf(t, alice, bob)
	for _, text := range []string{"one", "two", "three"} {
		k.say(text)
		bob.Sees(text)
	}
	first, second := alice.SendGroup(work, "first"), alice.SendGroup(work, "second")
	bob.Sees("second")
	bob.Send("alice", "hello alice")
	asked := alice.Sees("hello alice").(client.Message)

	bob.Away()
	k.recall("one")
	k.edit("two", "two, better")
	k.say("four")
	k.recall("four")
	k.say("five")
	phone.Send("alice", "from my phone")
	world.Call(alice, openim.MsgReaded, &openim.MsgReadedRequest{Report: openim.MsgReadedReport{
		Items: []openim.MsgReadedItem{{To: bob.Name, LastedMsgTime: asked.MsgTimeStamp, Receipt: 1}}}})
	world.Call(alice, group.GroupMsgRecall, &group.GroupMsgRecallRequest{GroupID: work, MsgSeqList: []group.SeqRef{{MsgSeq: first.MsgSeq}}})
	version := uint32(0)
	world.Call(alice, group.ModifyGroupMsg, &group.ModifyGroupMsgRequest{GroupID: work, MsgSeq: second.MsgSeq, MsgVersion: &version, MsgBody: wire.NewText("second, better")})
	third := alice.SendGroup(work, "third")
	world.Call(phone, group.MsgReadReport, &group.MsgReadReportRequest{GroupID: work, MsgReadedSeq: third.MsgSeq})
	bob.Back()

	for what, fits := range map[string]func(client.Event) bool{
		"recall of one": func(e client.Event) bool {
			r, is := e.(client.Recall)
			return is && r.MsgSeq == uint64(*k.sent["one"].MsgSeq)
		},
		"recall of four": func(e client.Event) bool {
			r, is := e.(client.Recall)
			return is && r.MsgSeq == uint64(*k.sent["four"].MsgSeq)
		},
		"edit of two": func(e client.Event) bool {
			m, is := e.(client.Edit)
			return is && m.MsgSeq == uint64(*k.sent["two"].MsgSeq) && m.MsgVersion == 1
		},
		"read mark of alice": func(e client.Event) bool {
			return e == client.PeerRead{Peer: alice.Name, Time: asked.MsgTimeStamp}
		},
		"recall in the group": func(e client.Event) bool {
			r, is := e.(client.GroupRecall)
			return is && r.GroupID == work && r.MsgSeq == first.MsgSeq
		},
		"edit in the group": func(e client.Event) bool {
			m, is := e.(client.GroupEdit)
			return is && m.GroupID == work && m.MsgSeq == second.MsgSeq && m.MsgVersion == 1
		},
		"read mark of the phone": func(e client.Event) bool {
			r, is := e.(client.GroupOwnRead)
			return is && r.GroupID == work && r.LastReadMsgSeq == third.MsgSeq
		},
	} {
		if n := count(bob, fits); n != 1 {
			t.Errorf("%s: told %d times", what, n)
		}
	}
	if got, want := bob.Texts(world.Direct()), []string{"one", "two", "three", "five", "from my phone"}; !slices.Equal(got, want) {
		t.Errorf("bob was told %q, want %q", got, want)
	}
	if got, want := bob.Texts(world.In(work)), []string{"first", "second", "third"}; !slices.Equal(got, want) {
		t.Errorf("in the group bob was told %q, want %q", got, want)
	}

	k.recall("five") // and all goes on
	bob.Await("the last recall", func(e client.Event) bool {
		r, is := e.(client.Recall)
		return is && r.MsgSeq == uint64(*k.sent["five"].MsgSeq)
	})
}

// TestLongAway: 200 messages in each of three conversations arrive once and in
// order, beside those that the user himself sent from elsewhere.
func TestLongAway(t *testing.T) {
	w := world.Start(t, world.Own(), world.Settings("group_rate=0"))
	alice, carol, bob := w.Login("alice"), w.Login("carol"), w.Login("bob")
	work := alice.CreateGroup(group.Private, "bob", "carol")
	alice.SendGroup(work, "hi")
	bob.Sees("hi")
	bob.SendGroup(work, "hi too")

	bob.Away()
	var want []string
	for n := range 200 {
		want = append(want, fmt.Sprint("message ", n))
		alice.Send("bob", want[n])
		carol.Send("bob", want[n])
		[]*world.User{alice, carol}[n%2].SendGroup(work, want[n])
	}
	later := alice.CreateGroup(group.Private, "bob") // he learns of it when he is back
	alice.SendGroup(later, "welcome")
	bob.Back()

	bob.Send("alice", "I am back")
	alice.Sees("I am back")
	alice.Send("bob", "at last")
	bob.Sees("at last")
	want = append(want, "at last")
	if got := bob.Texts(world.Direct(), world.From("alice")); !slices.Equal(got, want) {
		t.Errorf("of alice bob was told %d: %q", len(got), got)
	}
	want = want[:200]
	if got := bob.Texts(world.Direct(), world.From("carol")); !slices.Equal(got, want) {
		t.Errorf("of carol bob was told %d: %q", len(got), got)
	}
	if got := bob.Texts(world.In(work)); !slices.Equal(got, append([]string{"hi"}, want...)) {
		t.Errorf("in the group bob was told %d: %q", len(got), got)
	}
	if got := bob.Texts(world.In(later)); !slices.Equal(got, []string{"welcome"}) {
		t.Errorf("in the new group bob was told %q", got)
	}
	if n := count(bob, func(e client.Event) bool {
		n, is := e.(client.Notice)
		return is && n.GroupInfo != nil && n.GroupInfo.GroupID == later
	}); n != 1 {
		t.Errorf("%d notices of the new group", n)
	}
}

// TestTwoDevices: both devices of a user are told the same, also what he sent on
// the other, whichever of them was away.
func TestTwoDevices(t *testing.T) {
	w := world.Start(t)
	alice, desk := w.Login("alice"), w.Login("bob")
	phone := w.Login("bob", world.Platform(2))
	work := alice.CreateGroup(group.Private, "bob")
	desk.Send("alice", "from the desk")
	phone.Sees("from the desk", world.From("bob"))
	phone.Away()
	desk.Send("alice", "on his way")
	desk.SendGroup(work, "hello all")
	alice.Send("bob", "where are you?")
	desk.Sees("where are you?")
	phone.Back()
	desk.Away()
	phone.Send("alice", "at the door")
	phone.SendGroup(work, "here I am")
	desk.Back()
	desk.HasNotSeen("on his way")
	phone.HasNotSeen("at the door")
	alice.Send("bob", "come in")
	phone.Sees("come in")
	desk.Sees("come in")
	for _, c := range []struct {
		name string
		got  []string
		want []string
	}{
		{"phone", phone.Texts(), []string{"from the desk", "on his way", "where are you?", "hello all", "come in"}},
		{"desk", desk.Texts(), []string{"where are you?", "at the door", "here I am", "come in"}},
		{"alice", alice.Texts(world.Direct()), []string{"from the desk", "on his way", "at the door"}},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s was told %q, want %q", c.name, c.got, c.want)
		}
	}
}

// TestPublicGroup: who applies is let in by the owner, though both were away for a
// part of it and the server was restarted in between.
func TestPublicGroup(t *testing.T) {
	w := world.Start(t, world.Own())
	olga, mike := w.Login("olga"), w.Login("mike")
	club := olga.CreateGroup(group.Public)
	olga.SendGroup(club, "before him")

	olga.Away()
	applied := world.Call(mike, group.ApplyJoinGroup, &group.ApplyJoinGroupRequest{GroupID: club, ApplyMsg: "let me in"})
	if applied.JoinedStatus != group.WaitAdminApproval {
		t.Fatalf("joined: %s", applied.JoinedStatus)
	}
	if _, err := mike.Client().SendGroup(t.Context(), club, textBody("am I in?")); err == nil {
		t.Error("an applicant spoke")
	}
	olga.Back()
	asks := olga.Await("the application", func(e client.Event) bool {
		n, is := e.(client.Notice)
		return is && n.MsgBody.ReportType == notice.ReportApplied && n.GroupInfo.GroupID == club
	}).(client.Notice)

	mike.Away()
	world.Call(olga, group.HandleApplyJoinGroup, &group.HandleApplyJoinGroupRequest{GroupID: club, Applicant: mike.Name,
		HandleMsg: group.Agree, ApprovalMsg: "welcome", Authentication: asks.MsgBody.Authentication})
	olga.SeesTip(club, group.TipJoined)
	olga.SendGroup(club, "say hello to mike")
	w.Kill()
	w.Restart()
	olga.SendGroup(club, "he is on his way")
	mike.Back()

	mike.Await("that he was let in", func(e client.Event) bool {
		n, is := e.(client.Notice)
		return is && n.MsgBody.ReportType == notice.ReportAccepted && n.GroupInfo.GroupID == club && n.MsgBody.RemarkInfo == "welcome"
	})
	mike.SendGroup(club, "hello all")
	olga.Sees("hello all", world.From("mike"), world.In(club))
	olga.SendGroup(club, "hello mike")
	mike.Sees("hello mike")
	got := mike.Texts(world.In(club))
	if i := slices.Index(got, "say hello to mike"); i < 0 || !slices.Equal(got[i:], []string{"say hello to mike", "he is on his way", "hello mike"}) {
		t.Errorf("mike was told %q", got)
	}
	for what, report := range map[string]int{"application": notice.ReportApplied, "acceptance": notice.ReportAccepted} {
		for _, u := range []*world.User{olga, mike} {
			n := count(u, func(e client.Event) bool {
				n, is := e.(client.Notice)
				return is && n.MsgBody.ReportType == report
			})
			want := 0
			if (u == olga) == (report == notice.ReportApplied) {
				want = 1
			}
			if n != want {
				t.Errorf("%s was told of the %s %d times, want %d", u.Name, what, n, want)
			}
		}
	}
}

// TestLiveRoomAfterRestart: who was away while the server was restarted is in the
// room again, and what was said meanwhile is gone, as live rooms are.
func TestLiveRoomAfterRestart(t *testing.T) {
	w := world.Start(t, world.Own())
	host, fan := w.Login("host"), w.Login("fan")
	room := host.CreateGroup(group.AVChatRoom)
	host.Join(room)
	fan.Join(room)
	first := host.SendGroup(room, "welcome")
	fan.Sees("welcome")
	fan.Away()
	host.SendGroup(room, "he does not hear this")
	w.Kill()
	w.Restart()
	host.SendGroup(room, "nor this")
	fan.Back()
	last := host.SendGroup(room, "but this")
	fan.Sees("but this", world.From("host"), world.In(room))
	if got := fan.Texts(); !slices.Equal(got, []string{"welcome", "but this"}) {
		t.Errorf("the fan was told %q", got)
	}
	if last.MsgSeq <= first.MsgSeq {
		t.Errorf("the room's numbers went back from %d to %d", first.MsgSeq, last.MsgSeq)
	}
	fan.SendGroup(room, "still here")
	host.Sees("still here", world.From("fan"))
}
