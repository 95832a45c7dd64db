package scenario_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/robot"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

// moderate is a customer's filter: it does what a message says.
func moderate(own int) func(h world.Hooked) any {
	return func(h world.Hooked) any {
		var b struct{ MsgBody []wire.Element }
		if !strings.Contains(h.Command, "BeforeSendMsg") || json.Unmarshal(h.Body, &b) != nil {
			return webhook.OK()
		}
		var c struct{ Text string }
		json.Unmarshal(b.MsgBody[0].MsgContent, &c)
		custom := "checked"
		switch c.Text {
		case "refuse":
			return webhook.Answer{ActionStatus: "OK", ErrorCode: 1, ErrorInfo: "not nice"}
		case "own":
			return webhook.Answer{ActionStatus: "OK", ErrorCode: own, ErrorInfo: "an advert"}
		case "drop":
			return webhook.Answer{ActionStatus: "OK", ErrorCode: 2}
		case "rewrite":
			return webhook.MessageAnswer{Answer: webhook.OK(), MsgBody: wire.NewText("rewritten"), CloudCustomData: &custom}
		case "hang":
			return nil
		case "broken":
			return 500
		}
		return webhook.OK()
	}
}

func TestBeforeOneToOne(t *testing.T) {
	b := world.NewBackend(t)
	b.Answer(moderate(120001))
	w := world.Start(t, world.HookedUp(b, "C2C.*"), world.Settings("webhook_timeout_ms=300", "webhook_token=secret"))
	alice, bob := w.Login("alice"), w.Login("bob")
	say := func(text string) (*openim.SendMsgResponse, error) {
		return world.Try(alice, openim.SendMsg, alice.Client().NewMessage(bob.Name, wire.NewText(text)))
	}

	alice.Send("bob", "hi")
	bob.Sees("hi")
	var asked webhook.C2CBeforeSendMsgBody
	h := b.Hears("C2C.CallbackBeforeSendMsg", &asked, "hi")
	if asked.From != alice.Name || asked.To != bob.Name || asked.MsgKey == "" || h.Query.Get("OptPlatform") != "Web" || h.Query.Get("ClientIP") != "127.0.0.1" ||
		h.Query.Get("contenttype") != "json" || h.Query.Get("SdkAppid") == "" {
		t.Errorf("asked %v %+v", h.Query, asked)
	}
	var at int64
	json.Unmarshal([]byte(h.Query.Get("RequestTime")), &at)
	if h.Query.Get("Sign") != webhook.Sign("secret", at) {
		t.Errorf("signature %v", h.Query)
	}

	if _, err := say("refuse"); wire.CodeOf(err) != 20006 {
		t.Errorf("refused with %v", err)
	}
	if _, err := say("own"); wire.CodeOf(err) != 120001 || !strings.Contains(err.Error(), "an advert") {
		t.Errorf("refused with %v", err)
	}
	if resp, err := say("drop"); err != nil || resp.MsgKey == "" {
		t.Errorf("dropped: %+v %v", resp, err)
	}
	if _, err := say("rewrite"); err != nil {
		t.Error(err)
	}
	if m, is := bob.Sees("rewritten").(client.Message); !is || m.CloudCustomData != "checked" {
		t.Errorf("bob saw %+v", m)
	}
	b.Hears("C2C.CallbackAfterSendMsg", nil, "rewritten")
	began := time.Now()
	if _, err := say("hang"); err != nil || time.Since(began) < 250*time.Millisecond {
		t.Errorf("not waited for: %v after %v", err, time.Since(began))
	}
	bob.Sees("hang")
	if _, err := say("broken"); err != nil {
		t.Error(err)
	}
	bob.Sees("broken")

	w.Set("webhook_c2c_failure=refuse")
	w.Until("the setting to hold", func() error {
		if _, err := say("broken"); wire.CodeOf(err) != 80003 {
			return fmt.Errorf("got %v", err)
		}
		return nil
	})
	if _, err := say("hang"); wire.CodeOf(err) != 80003 {
		t.Errorf("refused with %v", err)
	}

	m := alice.Client().NewMessage(bob.Name, wire.NewText("refuse"))
	m.From = alice.Name
	m.ForbidCallback = []string{"ForbidBeforeSendMsgCallback", "ForbidAfterSendMsgCallback"}
	world.Admin(w.App, openim.SendMsg, m) // an App admin's message is not asked about if he says so
	bob.Sees("refuse")
	world.Refuses(alice, openim.SendMsg, m, openim.ErrRefused) // a client has no say in that
	alice.Send("bob", "last")
	b.Hears("C2C.CallbackAfterSendMsg", nil, "last")
	for _, h := range b.Got("C2C.CallbackAfterSendMsg") {
		if strings.Contains(string(h.Body), "refuse") || strings.Contains(string(h.Body), "drop") {
			t.Errorf("told of %s", h.Body)
		}
	}
	for _, text := range bob.Texts() {
		if slices.Contains([]string{"own", "drop", "rewrite"}, text) {
			t.Errorf("bob saw %q", text)
		}
	}
}

func TestBeforeInGroups(t *testing.T) {
	b := world.NewBackend(t)
	b.Answer(moderate(10150))
	w := world.Start(t, world.HookedUp(b, "Group.*"), world.Settings("webhook_timeout_ms=300"))
	alice, bob := w.Login("alice"), w.Login("bob")
	for _, kind := range []string{group.Public, group.AVChatRoom} {
		id := map[string]func() string{
			group.Public:     func() string { return alice.CreateGroup(kind, "bob") },
			group.AVChatRoom: func() string { id := alice.CreateGroup(kind); bob.Join(id); return id },
		}[kind]()
		say := func(text string) (*group.SendGroupMsgResponse, error) {
			return world.Try(alice, group.SendGroupMsg, alice.Client().NewGroupMessage(id, wire.NewText(text)))
		}
		if _, err := say("refuse"); wire.CodeOf(err) != 10016 {
			t.Errorf("%s: refused with %v", kind, err)
		}
		if _, err := say("own"); wire.CodeOf(err) != 10150 || !strings.Contains(err.Error(), "an advert") {
			t.Errorf("%s: refused with %v", kind, err)
		}
		if _, err := say("drop"); err != nil {
			t.Errorf("%s: dropped: %v", kind, err)
		}
		if _, err := say("rewrite"); err != nil {
			t.Error(err)
		}
		bob.Sees("rewritten", world.In(id))
		if _, err := say("hang"); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		bob.Sees("hang", world.In(id))
		alice.SendGroup(id, "hi "+kind)
		var told webhook.GroupAfterSendMsgBody
		b.Hears("Group.CallbackAfterSendMsg", &told, "hi "+kind)
		if told.GroupID != id || told.Type != kind || told.From != alice.Name || told.Operator != alice.Name || told.MsgSeq == 0 {
			t.Errorf("told %+v", told)
		}
		for _, text := range bob.Texts() {
			if slices.Contains([]string{"refuse", "own", "drop", "rewrite"}, text) {
				t.Errorf("%s: bob saw %q", kind, text)
			}
		}
	}
	w.Set("webhook_group_failure=refuse")
	id := alice.CreateGroup(group.Public)
	w.Until("the setting to hold", func() error {
		_, err := world.Try(alice, group.SendGroupMsg, alice.Client().NewGroupMessage(id, wire.NewText("hang")))
		if wire.CodeOf(err) != 80003 {
			return fmt.Errorf("got %v", err)
		}
		return nil
	})
}

// TestRobots: messages to robots are told, and none of what robots say.
func TestRobots(t *testing.T) {
	b := world.NewBackend(t)
	w := world.Start(t, world.HookedUp(b, "Bot.*"))
	for _, name := range []string{"@RBT#one", "@RBT#two"} {
		world.Admin(w.App, robot.CreateRobot, &robot.CreateRobotRequest{UserID: name, Nick: name})
	}
	ann := w.Login("ann")
	ann.Send("@RBT#one", "hello")
	var one webhook.BotOnC2CMessageBody
	b.Hears("Bot.OnC2CMessage", &one, "hello")
	if one.From != ann.Name || one.To != "@RBT#one" {
		t.Errorf("told %+v", one)
	}
	random := openim.Random(7)
	world.Admin(w.App, openim.SendMsg, &openim.SendMsgRequest{From: "@RBT#one", To: "@RBT#two", MsgRandom: &random, MsgBody: wire.NewText("between us")})
	world.Admin(w.App, openim.SendMsg, &openim.SendMsgRequest{From: "@RBT#one", To: ann.Name, MsgRandom: &random, MsgBody: wire.NewText("hi ann")})
	ann.Sees("hi ann")

	id := ann.CreateGroup(group.Public)
	world.Admin(w.App, group.AddGroupMember, &group.AddGroupMemberRequest{GroupID: id, MemberList: []group.NewMember{{Account: "@RBT#one"}}})
	m := ann.Client().NewGroupMessage(id, wire.NewText("@one weather"))
	m.GroupAtInfo = []group.Mention{{Account: "@RBT#one"}, {Account: "@RBT#two"}}
	world.Call(ann, group.SendGroupMsg, m)
	var inGroup webhook.BotOnGroupMessageBody
	b.Hears("Bot.OnGroupMessage", &inGroup, "weather")
	if inGroup.From != ann.Name || inGroup.GroupID != id || !slices.Equal(inGroup.AtRobots, []string{"@RBT#one"}) {
		t.Errorf("told %+v", inGroup)
	}
	ann.SendGroup(id, "nobody in particular")
	ann.Send("@RBT#two", "the last")
	b.Hears("Bot.OnC2CMessage", nil, "the last")
	if n := len(b.Got("")); n != 3 {
		t.Errorf("%d webhooks", n)
	}
}
