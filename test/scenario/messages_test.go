package scenario_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func TestSendAndReceive(t *testing.T) {
	w := world.Start(t)
	alice, bob := w.Login("alice"), w.Login("bob")
	phone := w.Login("alice", world.Platform(2))

	alice.Send("bob", "hi")
	bob.Sees("hi", world.From("alice"), world.Direct())
	phone.Sees("hi", world.From("alice")) // her other device has it too

	bob.Send("alice", "hello")
	alice.Sees("hello", world.From("bob"))
	alice.HasNotSeen("hi") // not pushed to where it was sent
	for _, u := range []*world.User{alice, bob} {
		peer := map[*world.User]string{alice: "bob", bob: "alice"}[u]
		if got := u.History(peer); !slices.Equal(got, []string{"hi", "hello"}) {
			t.Errorf("%s's history is %q", u.Name, got)
		}
	}
}

func TestRepeatIsOneMessage(t *testing.T) {
	w := world.Start(t)
	alice, bob := w.Login("alice"), w.Login("bob")
	m := alice.Client().NewMessage(bob.Name, wire.NewText("once"))
	first, again := world.Call(alice, openim.SendMsg, m), world.Call(alice, openim.SendMsg, m)
	if *first != *again {
		t.Errorf("answers %+v and %+v", first, again)
	}
	alice.Send("bob", "behind")
	bob.Sees("once")
	bob.Sees("behind")
	if got := bob.Texts(); !slices.Equal(got, []string{"once", "behind"}) {
		t.Errorf("bob saw %q", got)
	}
}

func TestReadRecallAndEdit(t *testing.T) {
	w := world.Start(t)
	alice, bob := w.Login("alice"), w.Login("bob")
	m := alice.Client().NewMessage(bob.Name, wire.NewText("first"))
	sent := world.Call(alice, openim.SendMsg, m)
	bob.Sees("first")

	world.Call(bob, openim.MsgReaded, &openim.MsgReadedRequest{Report: openim.MsgReadedReport{
		Items: []openim.MsgReadedItem{{To: alice.Name, LastedMsgTime: sent.MsgTime, Receipt: 1}}}})
	alice.Await("that bob has read", func(e client.Event) bool {
		return e == client.PeerRead{Peer: bob.Name, Time: sent.MsgTime}
	})

	world.Call(alice, openim.ModifyC2CMsgClient, &openim.ModifyC2CMsgClientRequest{From: alice.Name, To: bob.Name,
		MsgSeq: *m.MsgSeq, MsgRandom: uint32(*m.MsgRandom), MsgTime: sent.MsgTime, MsgBody: wire.NewText("better")})
	bob.Await("the edit", func(e client.Event) bool {
		edit, is := e.(client.Edit)
		return is && edit.MsgVersion == 1 && client.Message{}.Text() == "" && string(edit.MsgBody[0].MsgContent) == `{"Text":"better"}`
	})

	world.Call(alice, openim.MsgWithdraw, &openim.MsgWithdrawRequest{Msg: openim.WithdrawInfo{From: alice.Name, To: bob.Name,
		MsgSeq: *m.MsgSeq, MsgRandom: uint32(*m.MsgRandom), MsgTimeStamp: sent.MsgTime}})
	bob.Await("the recall", func(e client.Event) bool {
		recall, is := e.(client.Recall)
		return is && recall.MsgRandom == uint32(*m.MsgRandom) && recall.Revoker.Revoker == alice.Name
	})
}

func TestOfflineAndBack(t *testing.T) {
	w := world.Start(t)
	alice, bob := w.Login("alice"), w.Login("bob")
	if err := bob.Client().Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	var want []string
	for n := range 20 {
		want = append(want, fmt.Sprint("while you were away ", n))
		alice.Send("bob", want[n])
	}
	bob = w.Login("bob")
	sync := world.Call(bob, openim.GetMsg, &openim.GetMsgRequest{})
	if len(sync.Unread) != 1 || sync.Unread[0].From != alice.Name || sync.Unread[0].UnreadCount != 20 {
		t.Errorf("unread: %+v", sync.Unread)
	}
	if got := bob.History("alice"); !slices.Equal(got, want) {
		t.Errorf("history is %q", got)
	}
}

// TestGapsAreClosed cuts a user's connection while messages come: he is told
// each once, in order.
func TestGapsAreClosed(t *testing.T) {
	w := world.Start(t)
	alice, bob := w.Login("alice"), w.Login("bob")
	work := alice.CreateGroup("Private", "bob")
	var want []string
	for n := range 36 {
		if n%10 == 5 {
			bob.Cut()
		}
		want = append(want, fmt.Sprint("message ", n))
		alice.Send("bob", want[n])
		alice.SendGroup(work, want[n])
	}
	bob.Sees(want[len(want)-1], world.Direct())
	bob.Sees(want[len(want)-1], world.In(work))
	for name, got := range map[string][]string{"direct": bob.Texts(world.Direct()), "in the group": bob.Texts(world.In(work))} {
		if !slices.Equal(got, want) {
			t.Errorf("%s bob was told %q", name, got)
		}
	}
}
