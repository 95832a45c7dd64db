package client_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

const (
	app     = 1400000001
	sendmsg = "openim.sendmsg"
	wslogin = "im_open_status.wslogin"
)

func dial(t *testing.T, s *fakeServer, change func(*client.Options)) *client.Client {
	t.Helper()
	o := client.Options{App: app, User: "alice", UserSig: "sig", MaxPause: 10 * time.Millisecond, Ping: time.Hour}
	if change != nil {
		change(&o)
	}
	c, err := client.Dial(t.Context(), s.URL, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// await reads events until one fits.
func await[E client.Event](t *testing.T, c *client.Client, fits func(E) bool) E {
	t.Helper()
	for e := range c.Events() {
		if e, is := e.(E); is && (fits == nil || fits(e)) {
			return e
		}
	}
	t.Fatalf("the client is over with %v", c.Err())
	panic("not reached")
}

func TestUnansweredIsSentAgain(t *testing.T) {
	s := serve(t)
	s.on(sendmsg, func(r request) string {
		if r.Head.A2 != "a2-1" {
			t.Errorf("sent with %q", r.Head.A2)
		}
		return ""
	})
	c := dial(t, s, nil)
	done := make(chan error, 1)
	go func() {
		_, err := c.Send(context.Background(), "bob", wire.NewText("hi"))
		done <- err
	}()
	s.got(t, sendmsg, 1)
	s.on(sendmsg, func(request) string { return `{"ErrorCode":0,"MsgTime":1700000000,"MsgKey":"k"}` })
	s.cut()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	both := s.got(t, sendmsg, 2)
	if string(both[0].Body) != string(both[1].Body) || both[0].Head.Seq != both[1].Head.Seq {
		t.Errorf("first %s, then %s", both[0].Body, both[1].Body)
	}
	if again := s.got(t, wslogin, 2)[1]; again.Head.A2 != "a2-1" || again.Head.UserSig != "" {
		t.Errorf("the second login has %+v", again.Head)
	}
}

func TestExpiredSession(t *testing.T) {
	const expired = `{"ErrorCode":70001,"ErrorInfo":"expired"}`
	t.Run("is the end of a client with one UserSig", func(t *testing.T) {
		s := serve(t)
		c := dial(t, s, nil)
		s.on(sendmsg, func(request) string { return expired })
		if _, err := c.Send(t.Context(), "bob", wire.NewText("hi")); !errors.Is(err, wire.ErrSigExpired) {
			t.Errorf("send: %v", err)
		}
		<-c.Done()
		if !errors.Is(c.Err(), wire.ErrSigExpired) {
			t.Errorf("over with %v", c.Err())
		}
	})
	t.Run("is renewed by one that makes them", func(t *testing.T) {
		s := serve(t)
		made := 0
		c := dial(t, s, func(o *client.Options) {
			o.NewUserSig = func(context.Context) (string, error) { made++; return fmt.Sprint("sig ", made), nil }
		})
		time.Sleep(1100 * time.Millisecond) // a UserSig that expires at once would be renewed for ever
		s.on(sendmsg, func(r request) string {
			if r.Head.A2 == "a2-1" {
				return expired
			}
			return `{"ErrorCode":0,"MsgTime":1}`
		})
		if _, err := c.Send(t.Context(), "bob", wire.NewText("hi")); err != nil {
			t.Fatal(err)
		}
		if again := s.got(t, wslogin, 2)[1]; again.Head.UserSig != "sig 2" {
			t.Errorf("logged in with %q", again.Head.UserSig)
		}
	})
}

func TestKicked(t *testing.T) {
	for name, kick := range map[string]func(s *fakeServer){
		"by a push": func(s *fakeServer) {
			s.push("im_open_status.stat_forceoffline", `{"EventArray":[{"Event":10,"C2cNotifyMsgArray":[{"KickoutMsgNotify":{"KickType":1}}]}]}`)
		},
		"by the answer to a hello": func(s *fakeServer) {
			s.on("im_open_status.wshello", func(request) string { return `{"ErrorCode":1002,"KickType":1}` })
		},
		"while away": func(s *fakeServer) {
			s.on(wslogin, func(request) string { return `{"ErrorCode":1002,"KickType":1}` })
			s.cut()
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t)
			c := dial(t, s, nil)
			kick(s)
			if e := await[client.Kicked](t, c, nil); e.KickType != account.KickedByInstance {
				t.Errorf("event %+v", e)
			}
			await(t, c, func(e client.StateChanged) bool { return e.State == client.Over })
			var kicked *client.KickedError
			if _, err := c.Do(t.Context(), sendmsg, nil); !errors.As(err, &kicked) || !errors.Is(err, account.ErrKicked) {
				t.Errorf("calls give %v", err)
			}
			if name == "by a push" {
				s.got(t, "im_open_status.wslogout", 1)
			}
		})
	}
}

func TestSilentServerIsLeft(t *testing.T) {
	s := serve(t)
	s.on("heartbeat.alive", func(request) string { return "" })
	c := dial(t, s, func(o *client.Options) { o.Ping = 50 * time.Millisecond })
	await(t, c, func(e client.StateChanged) bool { return e.State == client.Connecting })
	s.got(t, wslogin, 2)
}

func TestPushes(t *testing.T) {
	s := serve(t)
	c := dial(t, s, nil)
	s.push("im_open_push.msg_push", `{"NeedAck":1,"SessionData":"s1","EventArray":[
		{"Event":100,"Content":"x"},
		{"Event":9,"C2cMsgArray":[{"From_Account":"bob","To_Account":"alice","MsgSeq":1,"MsgRandom":2,"MsgTimeStamp":3,
			"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}]}]},
		{"Event":16,"Peer_Account":"bob","PeerReadTime":5,"C2cMsgInfo":[{"MsgSeq":1}]},
		{"Event":5,"GroupTips":[{"MsgBody":{"GroupWithdrawInfoArray":[{"GroupId":"g","MsgSeq":12}]}}]}]}`)
	if e := await[client.Raw](t, c, nil); e.Event != 100 {
		t.Errorf("raw %+v", e)
	}
	if e := await[client.Message](t, c, nil); e.Text() != "hi" || e.Sender() != "bob" {
		t.Errorf("message %+v", e)
	}
	if e := await[client.Receipt](t, c, nil); e.Peer != "bob" || len(e.C2cMsgInfo) != 1 {
		t.Errorf("receipt %+v", e)
	}
	if e := await[client.GroupRecall](t, c, nil); e.GroupID != "g" || e.MsgSeq != 12 {
		t.Errorf("recall %+v", e)
	}
	if ack := s.got(t, "openim.ws_msg_push_ack", 1)[0]; string(ack.Body) != `{"SessionData":"s1"}` {
		t.Errorf("acknowledged by %s", ack.Body)
	}
}

func TestBacklogIsBounded(t *testing.T) {
	s := serve(t)
	c := dial(t, s, func(o *client.Options) { o.Backlog = 3 })
	for n := range 10 {
		s.push("im_open_push.msg_push", fmt.Sprintf(`{"EventArray":[{"Event":100,"Content":"%d"}]}`, n))
	}
	if _, err := c.Do(t.Context(), "any.command", nil); err != nil { // behind the pushes
		t.Fatal(err)
	}
	raws := 0
	for e := range c.Events() {
		if _, is := e.(client.Raw); is {
			raws++
		}
		if _, is := e.(client.Missed); is {
			break
		}
	}
	if raws > 3 {
		t.Errorf("%d pushes were kept", raws)
	}
}

func TestRefusalComesWithResponse(t *testing.T) {
	s := serve(t)
	s.on("openim.modify_c2c_msg", func(request) string { return `{"ErrorCode":20027,"ErrorInfo":"conflict","MsgVersion":4}` })
	c := dial(t, s, nil)
	resp, err := client.Call(t.Context(), c, openim.ModifyC2CMsgClient, &openim.ModifyC2CMsgClientRequest{})
	if !errors.Is(err, openim.ErrVersion) || resp == nil || resp.MsgVersion != 4 {
		t.Errorf("got %+v, %v", resp, err)
	}
}

func TestClosed(t *testing.T) {
	s := serve(t)
	c := dial(t, s, nil)
	if err := c.Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Do(t.Context(), sendmsg, nil); !errors.Is(err, client.ErrClosed) {
		t.Errorf("a call after it: %v", err)
	}
	for range c.Events() { // ends
	}
}

func TestLateAnswerIsNoEvent(t *testing.T) {
	s := serve(t)
	c := dial(t, s, nil)
	s.on(sendmsg, func(request) string { return "" })
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := c.Send(ctx, "bob", wire.NewText("hi"))
		done <- err
	}()
	late := s.got(t, sendmsg, 1)[0]
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("send: %v", err)
	}
	s.write(late.conn, sendmsg, late.Head.Seq, `{"ErrorCode":0}`)
	s.push("im_open_push.msg_push", `{"EventArray":[{"Event":100}]}`)
	if e := await[client.Raw](t, c, nil); e.Event != 100 {
		t.Errorf("told %+v", e)
	}
}

// TestRefusedSync: what the server does not give is noted as missed, and the
// client goes on.
func TestRefusedSync(t *testing.T) {
	s := serve(t)
	c := dial(t, s, nil)
	s.on("openim.getmsg", func(request) string { return `{"ErrorCode":20004,"ErrorInfo":"not now"}` })
	s.cut()
	if e := await(t, c, func(e client.Missed) bool { return e.Err != nil }); !errors.Is(e.Err, wire.NewError(20004, "")) {
		t.Errorf("missed %v", e.Err)
	}
	await(t, c, func(e client.StateChanged) bool { return e.State == client.Connected })
}

// TestPushedTwice: what comes a second time is not told again.
func TestPushedTwice(t *testing.T) {
	s := serve(t)
	c := dial(t, s, nil)
	twice := `{"EventArray":[
		{"Event":9,"C2cMsgArray":[{"From_Account":"bob","To_Account":"alice","MsgSeq":1,"MsgRandom":2,"MsgTimeStamp":3,"MsgBody":[]}]},
		{"Event":19,"C2cMsgModNotifys":[{"From_Account":"bob","To_Account":"alice","MsgSeq":1,"MsgRandom":2,"MsgTime":3,"MsgVersion":1,"MsgBody":[]}]},
		{"Event":10,"C2cNotifyMsgArray":[{"WithdrawC2cMsgNotify":{"C2cWithdrawInfoArray":[{"From_Account":"bob","MsgSeq":1,"MsgRandom":2}]}}]},
		{"Event":10,"C2cNotifyMsgArray":[{"C2cReadedReceipt":{"To_Account":"bob","UinPairReadArray":[{"LastReadTime":4}]}}]},
		{"Event":3,"GroupMsgArray":[{"From_Account":"bob","ToGroupId":"g","MsgSeq":7,"MsgBody":[],"GroupInfo":{"GroupId":"g","GroupType":"Public"}}]},
		{"Event":5,"GroupTips":[{"MsgSeq":5,"MsgRandom":6,"GroupInfo":{"GroupId":"g"},"MsgBody":{"ReportType":7}}]}]}`
	s.push("im_open_push.msg_push", twice)
	s.push("im_open_push.msg_push", twice)
	s.push("im_open_push.msg_push", `{"EventArray":[{"Event":100}]}`)
	var told []string
	for e := range c.Events() {
		if _, is := e.(client.Raw); is {
			break
		}
		told = append(told, fmt.Sprintf("%T", e))
	}
	want := "[client.StateChanged client.Message client.Edit client.Recall client.PeerRead client.GroupMessage client.Notice]"
	if fmt.Sprint(told) != want {
		t.Errorf("told %v, want %v", told, want)
	}
}
