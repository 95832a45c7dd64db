package hostile_test

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"github.com/teahouse-chat/teahouse/usersig"
)

// TestLogin tries to get in.
func TestLogin(t *testing.T) {
	s := start(t)
	expired := usersig.Token{App: s.a.SDKAppID, User: "alice", Made: time.Now().Add(-2 * time.Hour), Expire: time.Hour}.Sign(s.a.Key)
	for _, row := range []struct {
		name string
		app  uint32
		head string
		code int
	}{
		{"nobody", s.a.SDKAppID, ``, 60004},
		{"no signature", s.a.SDKAppID, `"identifier":"alice"`, 70002},
		{"nonsense", s.a.SDKAppID, `"identifier":"alice","usersig":"x"`, 70003},
		{"another user's signature", s.a.SDKAppID, fmt.Sprintf(`"identifier":"alice","usersig":%q`, s.a.sig("bob")), 70013},
		{"another application's signature", s.a.SDKAppID, fmt.Sprintf(`"identifier":"alice","usersig":%q`, s.b.sig("alice")), 70014},
		{"another key's signature", s.a.SDKAppID, fmt.Sprintf(`"identifier":"alice","usersig":%q`, usersig.Make(s.a.SDKAppID, s.b.Key, "alice", time.Hour)), 70009},
		{"an expired signature", s.a.SDKAppID, fmt.Sprintf(`"identifier":"alice","usersig":%q`, expired), 70001},
		{"a UserID that is too long", s.a.SDKAppID, fmt.Sprintf(`"identifier":%q,"usersig":"x"`, strings.Repeat("x", 33)), 60004},
		{"U+0000 in the UserID", s.a.SDKAppID, `"identifier":"a\u0000","usersig":"x"`, 60004},
		{"a robot", s.a.SDKAppID, fmt.Sprintf(`"identifier":"@RBT#1","usersig":%q`, s.a.sig("@RBT#1")), 60004},
		{"an unknown application", 1, fmt.Sprintf(`"identifier":"alice","usersig":%q`, s.a.sig("alice")), 70020},
		{"a made-up ticket", s.a.SDKAppID, `"a2":"made-up"`, 70001},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := s.dial(t, row.app, "/binfo")
			if e := c.code(t, "im_open_status.wslogin", row.head, `{"State":"Online"}`); e.ErrorCode != row.code {
				t.Errorf("code %d %s, want %d", e.ErrorCode, e.ErrorInfo, row.code)
			}
		})
	}
	t.Run("a ticket of another application", func(t *testing.T) {
		stolen := s.login(t, s.a, "alice")
		c := s.dial(t, s.b.SDKAppID, "/binfo")
		if e := c.code(t, "profile.portrait_get_all", stolen.as(), `{"UserItem":[{"To_Account":"alice"}]}`); e.ErrorCode != 70014 {
			t.Errorf("code %d %s", e.ErrorCode, e.ErrorInfo)
		}
	})
	t.Run("a ticket after logout", func(t *testing.T) {
		c := s.login(t, s.a, "carol")
		if e := c.code(t, "im_open_status.wslogout", c.as(), `{}`); e.ErrorCode != 0 {
			t.Fatalf("logout: %+v", e)
		}
		if e := c.code(t, "openim.getmsg", c.as(), `{}`); e.ErrorCode != 70001 {
			t.Errorf("code %d %s", e.ErrorCode, e.ErrorInfo)
		}
	})
}

// TestFrames sends frames that are wrong in themselves or ask for what their
// sender may not have.
func TestFrames(t *testing.T) {
	s := start(t)
	alice, guest := s.login(t, s.a, "alice"), s.dial(t, s.a.SDKAppID, "/binfo")
	s.login(t, s.a, "bob")
	s.must("group_open_http_svc.create_group", `{"Type":"Private","Name":"theirs","GroupId":"theirs","Owner_Account":"bob"}`)
	for _, row := range []struct {
		name    string
		c       *socket
		command string
		body    string
		code    int
	}{
		{"a guest sends", guest, "openim.sendmsg", `{}`, 60004},
		{"a guest reads", guest, "openim.getmsg", `{}`, 60004},
		{"a guest's heartbeat", guest, "heartbeat.alive", `{}`, 0},
		{"an unknown command", alice, "openim.nothing", `{}`, 60003},
		{"a command without a service", alice, "nothing", `{}`, 60003},
		{"an admin's command", alice, "im_open_login_svc.account_import", `{"UserID":"x"}`, 60003},
		{"a body that is a list", alice, "openim.sendmsg", `[]`, 60003},
		{"a body that is a string", alice, "openim.sendmsg", `"x"`, 60003},
		{"a body that is null", alice, "openim.getmsg", `null`, 0},
		{"a receiver that is a list", alice, "openim.sendmsg", `{"To_Account":["bob"]}`, 60015},
		{"a receiver that does not exist", alice, "openim.sendmsg", `{"To_Account":"ghost","MsgRandom":1,"MsgSeq":1,"MsgBody":` + text + `}`, 20003},
		{"in another's name", alice, "openim.sendmsg", `{"From_Account":"bob","To_Account":"alice","MsgRandom":1,"MsgSeq":1,"MsgBody":` + text + `}`, 60010},
		{"another's profile", alice, "profile.portrait_set", `{"From_Account":"bob","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"x"}]}`, 60010},
		{"an admin's profile field", alice, "profile.portrait_set", `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Profile_IM_AdminForbidType","Value":"AdminForbid_Type_None"}]}`, 40008},
		{"another's group: writing", alice, "group_open_http_svc.send_group_msg", `{"GroupId":"theirs","Random":1,"MsgBody":` + text + `}`, 10007},
		{"another's group: reading", alice, "group_open_http_svc.group_msg_get", `{"GroupId":"theirs","ReqMsgNumber":20}`, 10007},
		{"another's group: its members", alice, "group_open_http_svc.get_group_member_info", `{"GroupId":"theirs","Limit":100}`, 10007},
		{"another's group: inviting oneself", alice, "group_open_http_svc.add_group_member", `{"GroupId":"theirs","MemberList":[{"Member_Account":"alice"}]}`, 10007},
		{"another's group: kicking", alice, "group_open_http_svc.delete_group_member", `{"GroupId":"theirs","MemberToDel_Account":["bob"]}`, 10007},
		{"another's group: renaming", alice, "group_open_http_svc.modify_group_base_info", `{"GroupId":"theirs","Name":"mine"}`, 10007},
		{"another's group: dismissing", alice, "group_open_http_svc.destroy_group", `{"GroupId":"theirs"}`, 10007},
		{"a group that does not exist", alice, "group_open_http_svc.apply_join_group", `{"GroupId":"none"}`, 10010},
		{"recalling what is not there", alice, "openim.msgwithdraw", `{"MsgInfo":{"From_Account":"alice","To_Account":"bob","MsgTimeStamp":1,"MsgSeq":1,"MsgRandom":1}}`, 20022},
		{"a history of nobody", alice, "openim.getroammsg", `{"Peer_Account":"ghost","MaxCnt":15}`, 20003},
	} {
		t.Run(row.name, func(t *testing.T) {
			head := ""
			if row.c == alice {
				head = alice.as()
			}
			if e := row.c.code(t, row.command, head, row.body); e.ErrorCode != row.code {
				t.Errorf("code %d %s, want %d", e.ErrorCode, e.ErrorInfo, row.code)
			}
		})
	}
}

// TestMessagesThatAreNoFrames leaves a socket usable where that can be, and
// closes it with the right status where the WebSocket protocol was broken.
func TestMessagesThatAreNoFrames(t *testing.T) {
	s := start(t)
	for _, row := range []struct{ name, message string }{
		{"not JSON", "hello"},
		{"nothing", ""},
		{"half JSON", `{"head":{"servcmd":"heartbeat.alive","seq":1}`},
		{"no head", `{}`},
		{"a head that is a list", `{"head":[]}`},
		{"no seq", `{"head":{"servcmd":"heartbeat.alive"},"body":{}}`},
		{"a seq that is an object", `{"head":{"servcmd":"heartbeat.alive","seq":{}},"body":{}}`},
		{"very deep", strings.Repeat(`{"head":`, 20000)},
		{"bad UTF-8", "\xff\xfe\xfd"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := s.dial(t, s.a.SDKAppID, "/binfo")
			c.send(t, ws.OpBinary, row.message)
			if e := c.code(t, "heartbeat.alive", "", `{}`); e.ErrorCode != 0 {
				t.Errorf("afterwards the heartbeat got %+v", e)
			}
		})
	}
	t.Run("a text message where binary is spoken", func(t *testing.T) {
		c := s.dial(t, s.a.SDKAppID, "/binfo")
		c.send(t, ws.OpText, `{"head":{"servcmd":"heartbeat.alive","seq":5},"body":{}}`)
		c.answer(t, 5)
	})
	for _, row := range []struct {
		name string
		send func(c *socket) error
		code ws.StatusCode
	}{
		{"an unmasked frame", func(c *socket) error { return ws.WriteFrame(c, ws.NewBinaryFrame([]byte(`{}`))) }, ws.StatusProtocolError},
		{"a message over the limit", func(c *socket) error {
			return ws.WriteHeader(c, ws.Header{Fin: true, OpCode: ws.OpBinary, Masked: true, Length: 64 << 20})
		}, ws.StatusMessageTooBig},
		{"fragments over the limit", func(c *socket) error {
			for range 40 {
				f := ws.MaskFrame(ws.NewFrame(ws.OpContinuation, false, make([]byte, 64<<10)))
				if err := ws.WriteFrame(c, f); err != nil {
					return nil // closed already: the status was sent before
				}
			}
			return nil
		}, ws.StatusProtocolError},
		{"a reserved opcode", func(c *socket) error {
			return ws.WriteHeader(c, ws.Header{Fin: true, OpCode: 0xb, Masked: true})
		}, ws.StatusProtocolError},
		{"a reserved bit", func(c *socket) error {
			return ws.WriteHeader(c, ws.Header{Fin: true, Rsv: 4, OpCode: ws.OpBinary, Masked: true})
		}, ws.StatusProtocolError},
		{"a long ping", func(c *socket) error {
			return ws.WriteFrame(c, ws.MaskFrame(ws.NewPingFrame(make([]byte, 200))))
		}, ws.StatusProtocolError},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := s.dial(t, s.a.SDKAppID, "/binfo")
			if err := row.send(c); err != nil {
				t.Fatal(err)
			}
			if got := closed(t, c); got != row.code {
				t.Errorf("closed with %d, want %d", got, row.code)
			}
		})
	}
}

// closed reads until the server closes and returns its status.
func closed(t *testing.T, c *socket) ws.StatusCode {
	t.Helper()
	for {
		h, err := ws.ReadHeader(c)
		if err != nil {
			t.Fatalf("the socket ended without a close frame: %v", err)
		}
		payload := make([]byte, h.Length)
		if _, err := io.ReadFull(c, payload); err != nil {
			t.Fatal(err)
		}
		if h.OpCode == ws.OpClose && len(payload) >= 2 {
			return ws.StatusCode(binary.BigEndian.Uint16(payload))
		}
	}
}

// TestFlood makes more requests than a session may: it is told so, and others are
// served meanwhile.
func TestFlood(t *testing.T) {
	s := start(t)
	alice, bob := s.login(t, s.a, "alice"), s.login(t, s.a, "bob")
	go func() { // never reads
		for i := range 5000 {
			m := fmt.Sprintf(`{"head":{"servcmd":"profile.portrait_get_all","seq":%d,%s},"body":{"UserItem":[{"To_Account":"bob"}]}}`, i+10, alice.as())
			if wsutil.WriteClientBinary(alice, []byte(m)) != nil {
				return
			}
		}
	}()
	begun := time.Now()
	for range 20 {
		if e := bob.code(t, "profile.portrait_get_all", bob.as(), `{"UserItem":[{"To_Account":"alice"}]}`); e.ErrorCode != 0 {
			t.Fatalf("bob got %+v", e)
		}
	}
	if took := time.Since(begun); took > 10*time.Second {
		t.Errorf("twenty requests of another user took %v", took)
	}
	refused := false
	for !refused {
		raw, _, err := wsutil.ReadServerData(alice)
		if err != nil {
			t.Fatalf("alice was cut before she was told: %v", err)
		}
		var f struct{ Body envelope }
		if err := json.Unmarshal(raw, &f); err != nil {
			t.Fatal(err)
		}
		refused = f.Body.ErrorCode == 60018
	}
}

// TestNothingIsLeft opens and breaks many sockets in all ways; afterwards the
// server's goroutines and descriptors are what they were, and its memory nearly.
func TestNothingIsLeft(t *testing.T) {
	s := start(t)
	for i := range 50 {
		s.login(t, s.a, fmt.Sprintf("warm%d", i)).Close()
	}
	s.settle(t)
	before := s.usage(t)
	for round := range 10 {
		for i := range 100 {
			c := s.login(t, s.a, fmt.Sprintf("u%d-%d", round, i))
			switch i % 4 {
			case 0: // half a frame, then gone
				c.Write([]byte{0x82, 0xfe, 0x01, 0x00, 1, 2, 3, 4, 'x'})
			case 1:
				c.send(t, ws.OpBinary, "nonsense")
			case 2:
				c.ask(t, "openim.nothing", c.as(), `{}`)
			case 3:
				wsutil.WriteClientMessage(c, ws.OpClose, ws.NewCloseFrameBody(ws.StatusNormalClosure, ""))
			}
			c.Close()
		}
	}
	s.settle(t)
	after := s.usage(t)
	if after.goroutines > before.goroutines+5 || after.descriptors > before.descriptors+3 {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if after.heap > before.heap+16<<20 {
		t.Errorf("heap before %d MB, after %d MB", before.heap>>20, after.heap>>20)
	}
}
