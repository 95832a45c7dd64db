package scenario_test

import (
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/moderation"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

// TestMarkedMessages: a word is marked, and who reads a message with it knows: at once, on
// another device, later, after a crash; until the message is edited.
func TestMarkedMessages(t *testing.T) {
	w := world.Start(t)
	world.Admin(w.App, moderation.AddLocalAuditKeywords, &moderation.AddLocalAuditKeywordsRequest{LocalAuditWords: []moderation.Word{
		{Keyword: "wager", WordType: moderation.Plain, FilterType: moderation.Mark}}})
	alice, bob := w.Login("alice"), w.Login("bob")
	phone := w.Login("alice", world.Platform(2))
	work := alice.CreateGroup(group.Private, "bob")

	risks := map[string]int{"tea": 0, "a wager": wire.Risk}
	for text, risk := range risks {
		alice.Send("bob", text)
		alice.SendGroup(work, text)
		for _, u := range []*world.User{bob, phone} {
			if got := u.Sees(text, world.Direct()).(client.Message).CheckResult; got != risk {
				t.Errorf("%s sees %q with MsgCheckResult %d", u.Name, text, got)
			}
			if got := u.Sees(text, world.In(work)).(client.GroupMessage).CheckResult; got != risk {
				t.Errorf("%s sees %q in the group with MsgCheckResult %d", u.Name, text, got)
			}
		}
	}
	w.Kill()
	w.Restart()
	bob.Becomes(client.Connected)
	read := func(want map[string]int) {
		t.Helper()
		for _, m := range bob.Messages("alice") {
			if text := (client.Message{C2CMessage: m}).Text(); m.CheckResult != want[text] {
				t.Errorf("%q is in the history with MsgCheckResult %d", text, m.CheckResult)
			}
		}
		for _, m := range bob.GroupHistory(work) {
			if text := (client.GroupMessage{Message: m}).Text(); m.CheckResult != want[text] {
				t.Errorf("%q is in the group's history with MsgCheckResult %d", text, m.CheckResult)
			}
		}
	}
	read(risks)

	// What is edited is checked anew.
	direct, shared := bob.Messages("alice"), bob.GroupHistory(work)
	for i, text := range []string{"a cup", "a wager again"} {
		risk := i * wire.Risk
		m, g := direct[i], shared[len(shared)-2+i]
		world.Call(bob, openim.ModifyC2CMsgClient, &openim.ModifyC2CMsgClientRequest{From: m.From, To: m.To,
			MsgSeq: uint32(m.MsgSeq), MsgRandom: m.MsgRandom, MsgTime: m.MsgTimeStamp, MsgBody: wire.NewText(text)})
		bob.Await("the edit", func(e client.Event) bool {
			edit, is := e.(client.Edit)
			return is && edit.MsgRandom == m.MsgRandom && edit.CheckResult == risk
		})
		world.Call(bob, group.ModifyGroupMsg, &group.ModifyGroupMsgRequest{GroupID: work, MsgSeq: g.MsgSeq, MsgBody: wire.NewText(text)})
		bob.Await("the edit in the group", func(e client.Event) bool {
			edit, is := e.(client.GroupEdit)
			return is && edit.MsgSeq == g.MsgSeq && edit.CheckResult == risk
		})
	}
	read(map[string]int{"a wager again": wire.Risk})
}

// TestMarkAndWebhook: words are looked at before the application's server is asked; what
// it puts in their place is its own, and does not take the mark away.
func TestMarkAndWebhook(t *testing.T) {
	b := world.NewBackend(t)
	instead := map[string]string{"a wager": "a cup", "tea": "no wager"}
	b.Answer(func(h world.Hooked) any {
		for said, text := range instead {
			if strings.Contains(string(h.Body), said) {
				return webhook.MessageAnswer{Answer: webhook.OK(), MsgBody: wire.NewText(text)}
			}
		}
		return webhook.OK()
	})
	w := world.Start(t, world.HookedUp(b, "C2C.CallbackBeforeSendMsg,Group.CallbackBeforeSendMsg"))
	world.Admin(w.App, moderation.AddLocalAuditKeywords, &moderation.AddLocalAuditKeywordsRequest{LocalAuditWords: []moderation.Word{
		{Keyword: "wager", WordType: moderation.Plain, FilterType: moderation.Mark}}})
	alice, bob := w.Login("alice"), w.Login("bob")
	work := alice.CreateGroup(group.Private, "bob")
	for said, risk := range map[string]int{"a wager": wire.Risk, "tea": 0} {
		alice.Send("bob", said)
		alice.SendGroup(work, said)
		if got := bob.Sees(instead[said], world.Direct()).(client.Message).CheckResult; got != risk {
			t.Errorf("bob sees %q with MsgCheckResult %d", instead[said], got)
		}
		if got := bob.Sees(instead[said], world.In(work)).(client.GroupMessage).CheckResult; got != risk {
			t.Errorf("bob sees %q in the group with MsgCheckResult %d", instead[said], got)
		}
	}
}
