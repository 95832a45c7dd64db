package hostile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// logins tries to get in. A refused login makes no account and no session.
func (s *server) logins(t *testing.T) {
	try := func(app uint32, head string) func(t *testing.T) []byte {
		return func(t *testing.T) []byte {
			c := s.dial(t, app, "/binfo")
			answer := c.ask(t, "im_open_status.wslogin", head, `{"State":"Online"}`)
			if app == s.a.SDKAppID {
				c.lives(t)
			}
			if e := judge(t, c.ask(t, "openim.getmsg", "", `{}`)); e.ErrorCode != 60004 && e.ErrorCode != 70020 {
				t.Errorf("the socket is not a guest's: %+v", e)
			}
			return answer
		}
	}
	id := func(user, sig string) string { return fmt.Sprintf(`"identifier":%q,"usersig":%q`, user, sig) }
	for _, row := range s.spoiled(t, "ghost") {
		s.row(t, row.name, row.code, try(s.a.SDKAppID, id("ghost", row.sig)))
	}
	for _, row := range []struct {
		name string
		app  uint32
		head string
		code int
	}{
		{"nobody", s.a.SDKAppID, ``, 60004},
		{"an empty name", s.a.SDKAppID, id("", s.a.sig("")), 60004},
		{"a name of 33 bytes", s.a.SDKAppID, id(strings.Repeat("x", 33), s.a.sig(strings.Repeat("x", 33))), 60004},
		{"a name of emoji", s.a.SDKAppID, id("🍵", s.a.sig("🍵")), 60004},
		{"a name with U+0000", s.a.SDKAppID, `"identifier":"a\u0000","usersig":"x"`, 60004},
		{"a name with a line feed", s.a.SDKAppID, `"identifier":"a\n","usersig":"x"`, 60004},
		{"a name with half a surrogate", s.a.SDKAppID, `"identifier":"a\ud800","usersig":"x"`, 60004},
		{"a robot", s.a.SDKAppID, id("@RBT#1", s.a.sig("@RBT#1")), 60004},
		{"a name that is a number", s.a.SDKAppID, `"identifier":7,"usersig":"x"`, 60003},
		{"a signature that is an object", s.a.SDKAppID, `"identifier":"ghost","usersig":{}`, 60003},
		{"an unknown application", 1, id("ghost", s.a.sig("ghost")), 70020},
		{"no application", 0, id("ghost", s.a.sig("ghost")), 70020},
		{"a made-up ticket", s.a.SDKAppID, `"a2":"made-up"`, 70001},
		{"a ticket of half a megabyte", s.a.SDKAppID, `"a2":"` + strings.Repeat("x", 60<<10) + `"`, 70001},
		{"a ticket and a good signature", s.a.SDKAppID, `"a2":"made-up",` + id("alice", s.a.sig("alice")), 70001},
		{"a tinyid without a ticket", s.a.SDKAppID, `"tinyid":"144115198244471703"`, 60004},
	} {
		s.row(t, row.name, row.code, try(row.app, row.head))
	}
}

// tickets are A2Keys that are forged, stolen or over.
func (s *server) tickets(t *testing.T) {
	const ask = "profile.portrait_get_all"
	const body = `{"UserItem":[{"To_Account":"bob"}]}`
	mallory := s.login(t, s.a, "mallory")
	on := func(app uint32, head string) func(t *testing.T) []byte {
		return func(t *testing.T) []byte {
			c := s.dial(t, app, "/binfo")
			answer := c.ask(t, ask, head, body)
			if app != 1 {
				c.lives(t)
			}
			return answer
		}
	}
	a2 := mallory.a2
	flip := func(at int) string {
		b := []byte(a2)
		if b[at]++; b[at] > 'z' {
			b[at] = 'a'
		}
		return string(b)
	}
	for _, row := range []struct {
		name string
		app  uint32
		a2   string
		code int
	}{
		{"of another application", s.b.SDKAppID, a2, 70014},
		{"on the socket of no application", 1, a2, 70020},
		{"without its last byte", s.a.SDKAppID, a2[:len(a2)-1], 70001},
		{"with a byte more", s.a.SDKAppID, a2 + "A", 70001},
		{"its first half", s.a.SDKAppID, a2[:len(a2)/2], 70001},
		{"with another first byte", s.a.SDKAppID, flip(0), 70001},
		{"with another last byte", s.a.SDKAppID, flip(len(a2) - 1), 70001},
		{"in capitals", s.a.SDKAppID, strings.ToUpper(a2) + "x", 70001},
		{"a UserSig instead", s.a.SDKAppID, s.a.sig("mallory"), 70001},
		{"a TinyId instead", s.a.SDKAppID, mallory.tiny, 70001},
	} {
		s.row(t, "a ticket "+row.name, row.code, on(row.app, fmt.Sprintf(`"a2":%q,"tinyid":%q`, row.a2, mallory.tiny)))
	}
	bob := s.login(t, s.a, "bob")
	s.row(t, "a ticket with another's tinyid and name", 60010, func(t *testing.T) []byte {
		return mallory.ask(t, "profile.portrait_set", fmt.Sprintf(`"a2":%q,"tinyid":%q,"identifier":"bob"`, mallory.a2, bob.tiny),
			`{"From_Account":"bob","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"x"}]}`)
	})
	bob.Close()
	s.over(t, on)
}

// over are tickets and signatures whose time is over.
func (s *server) over(t *testing.T, on func(app uint32, head string) func(t *testing.T) []byte) {
	left := s.login(t, s.a, "left")
	left.ask(t, "im_open_status.wslogout", left.as(), `{}`)
	s.row(t, "a ticket after logout", 70001, on(s.a.SDKAppID, left.as()))
	s.row(t, "a ticket after logout, on its socket", 70001, func(t *testing.T) []byte { return left.ask(t, "openim.getmsg", left.as(), `{}`) })

	sig := s.a.sig("kicked")
	kicked := s.loginBy(t, s.a, "kicked", sig)
	s.must(t, s.a, "im_open_login_svc.kick", `{"UserID":"kicked"}`)
	s.row(t, "a ticket after a kick", 1002, on(s.a.SDKAppID, kicked.as()))
	s.row(t, "a signature of before a kick", 70001, func(t *testing.T) []byte {
		c := s.dial(t, s.a.SDKAppID, "/binfo")
		return c.ask(t, "im_open_status.wslogin", fmt.Sprintf(`"identifier":"kicked","usersig":%q`, sig), `{"State":"Online"}`)
	})

	first := s.login(t, s.a, "twice")
	s.login(t, s.a, "twice").lives(t)
	s.row(t, "a ticket after a newer login", 1002, on(s.a.SDKAppID, first.as()))

	soon := s.loginSoonOver(t, "soon")
	await(t, "the ticket is over", func() bool {
		return judge(t, soon.ask(t, "openim.getmsg", soon.as(), `{}`)).ErrorCode == 70001
	})
	s.row(t, "a ticket after its signature expired", 70001, on(s.a.SDKAppID, soon.as()))
	s.row(t, "a login by a ticket after its signature expired", 70001, func(t *testing.T) []byte {
		return s.dial(t, s.a.SDKAppID, "/binfo").ask(t, "im_open_status.wslogin", soon.as(), `{"State":"Online"}`)
	})
}

// clients are requests of clients for what they may not have.
func (s *server) clients(t *testing.T) {
	alice, guest := s.login(t, s.a, "alice"), s.dial(t, s.a.SDKAppID, "/binfo")
	foreign := s.login(t, s.b, "alice")
	group := `"GroupId":"` + s.a.group() + `"`
	c2c := func(fields string) string { return `{"MsgRandom":1,"MsgSeq":1` + fields + `,"MsgBody":` + text + `}` }
	nick := func(who string) string {
		return `{"From_Account":"` + who + `","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"x"}]}`
	}
	type row struct {
		name, command, body string
		code                int
	}
	table := func(what string, c *socket, rows []row) {
		for _, r := range rows {
			s.row(t, what+r.name, r.code, func(t *testing.T) []byte {
				answer := c.ask(t, r.command, c.as(), r.body)
				c.lives(t)
				return answer
			})
		}
	}
	table("a guest ", guest, []row{
		{"sends", "openim.sendmsg", c2c(`,"From_Account":"bob","To_Account":"carol"`), 60004},
		{"reads notices", "openim.getmsg", `{}`, 60004},
		{"reads history", "openim.getroammsg", `{"Peer_Account":"bob","MaxCnt":15}`, 60004},
		{"reads a profile", "profile.portrait_get_all", `{"UserItem":[{"To_Account":"bob"}]}`, 60004},
		{"reads conversations", "recentcontact.page_get", `{"From_Account":"bob"}`, 60004},
		{"writes into a group", "group_open_http_svc.send_group_msg", `{` + group + `,"Random":1,"MsgBody":` + text + `}`, 60004},
		{"makes a group", "group_open_http_svc.create_group", `{"Type":"Private","Name":"x","GroupId":"x"}`, 60004},
		{"says hello", "im_open_status.wshello", `{}`, 60004},
		{"has an admin's command", "im_open_login_svc.account_import", `{"UserID":"x"}`, 60004},
		{"beats", "heartbeat.alive", `{}`, 0},
	})
	table("a client: ", alice, []row{
		{"an unknown command", "openim.nothing", `{}`, 60003},
		{"a command without a service", "nothing", `{}`, 60003},
		{"a command of a thousand bytes", "openim." + strings.Repeat("x", 1000), `{}`, 60003},
		{"a command with a quote", `openim.\"x`, `{}`, 60003},
		{"an admin's import", "im_open_login_svc.account_import", `{"UserID":"x"}`, 60003},
		{"an admin's kick", "im_open_login_svc.kick", `{"UserID":"bob"}`, 60003},
		{"an admin's reading", "openim.admin_getroammsg", `{"Operator_Account":"bob","Peer_Account":"carol","MaxCnt":100,"MinTime":1,"MaxTime":4000000000}`, 60003},
		{"an admin's recall", "openim.admin_msgwithdraw", `{"From_Account":"bob","To_Account":"carol","MsgKey":"5_7_1760000000"}`, 60003},
		{"an admin's import of a message", "openim.importmsg", `{"SyncFromOldSystem":2,"From_Account":"bob","To_Account":"carol","MsgSeq":9,"MsgRandom":9,"MsgTimeStamp":1760000009,"MsgBody":` + text + `}`, 60003},
		{"an admin's sending to many", "openim.batchsendmsg", `{"From_Account":"bob","To_Account":["carol"],"MsgRandom":1,"MsgBody":` + text + `}`, 60003},
		{"a body that is a list", "openim.sendmsg", `[7]`, 60003},
		{"a body that is a string", "openim.sendmsg", `"x"`, 60003},
		{"a receiver that is a list", "openim.sendmsg", `{"To_Account":["bob"]}`, 60015},
		{"a receiver that does not exist", "openim.sendmsg", c2c(`,"To_Account":"ghost"`), 20003},
		{"a text that is an object", "openim.sendmsg", `{"To_Account":"bob","MsgRandom":1,"MsgSeq":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":{}}}]}`, 90010},
		{"bytes that are not UTF-8", "openim.sendmsg", `{"To_Account":"bob","MsgRandom":1,"MsgSeq":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"` + "\xff" + `"}}]}`, 60003},
		{"a message over 12 KB", "openim.sendmsg", `{"To_Account":"bob","MsgRandom":1,"MsgSeq":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"` + strings.Repeat("x", 13<<10) + `"}}]}`, 80002},
		{"in another's name", "openim.sendmsg", c2c(`,"From_Account":"bob","To_Account":"carol"`), 60010},
		{"in the admin's name", "openim.sendmsg", c2c(`,"From_Account":"administrator","To_Account":"bob"`), 60010},
		{"another's profile", "profile.portrait_set", nick("bob"), 60010},
		{"the admin's profile", "profile.portrait_set", nick("administrator"), 60010},
		{"a field of one's own that the admin sets", "profile.portrait_set", `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Profile_IM_AdminForbidType","Value":"AdminForbid_Type_None"}]}`, 40008},
		{"recalling another's message", "openim.msgwithdraw", `{"MsgInfo":{"From_Account":"bob","To_Account":"carol","MsgTimeStamp":1760000000,"MsgSeq":5,"MsgRandom":7}}`, 60010},
		{"recalling what one got", "openim.msgwithdraw", `{"MsgInfo":{"From_Account":"bob","To_Account":"alice","MsgTimeStamp":1,"MsgSeq":1,"MsgRandom":1}}`, 60010},
		{"recalling what is not there", "openim.msgwithdraw", `{"MsgInfo":{"From_Account":"alice","To_Account":"bob","MsgTimeStamp":1,"MsgSeq":1,"MsgRandom":1}}`, 20022},
		{"recalling too late", "openim.msgwithdraw", `{"MsgInfo":{"From_Account":"alice","To_Account":"bob","MsgTimeStamp":1760000001,"MsgSeq":6,"MsgRandom":8}}`, 20016},
		{"changing another's message", "openim.modify_c2c_msg", `{"From_Account":"bob","To_Account":"carol","MsgSeq":5,"MsgRandom":7,"MsgTime":1760000000,"MsgVersion":0,"MsgBody":` + text + `}`, 60010},
		{"deleting for another", "openim.delete_c2c_msg_ramble", `{"From_Account":"bob","To_Account":"carol","MsgKeyList":["5_7_1760000000"]}`, 60010},
		{"a history of nobody", "openim.getroammsg", `{"Peer_Account":"ghost","MaxCnt":15}`, 20003},
		{"another's conversations", "recentcontact.page_get", `{"From_Account":"bob"}`, 60010},
		{"deleting another's conversation", "recentcontact.batch_delete", `{"From_Account":"bob","ContactItem":[{"Type":1,"To_Account":"carol"}],"ClearRamble":1}`, 60010},
		{"pinning for another", "recentcontact.top", `{"From_Account":"bob","RecentContactItem":[{"Type":1,"To_Account":"carol"}],"OperationType":1}`, 60010},
		{"marking for another", "recentcontact.mark_contact", `{"From_Account":"bob","MarkItem":[{"OptType":1,"ContactItem":{"Type":1,"To_Account":"carol"},"SetMark":[0]}]}`, 60010},
		{"another's groups", "group_open_http_svc.get_joined_group_list", `{"Member_Account":"bob","Limit":10,"Offset":0}`, 10007},
		{"their group: writing", "group_open_http_svc.send_group_msg", `{` + group + `,"Random":1,"MsgBody":` + text + `}`, 10007},
		{"their group: as its owner", "group_open_http_svc.send_group_msg", `{` + group + `,"From_Account":"bob","Random":1,"MsgBody":` + text + `}`, 10007},
		{"their group: reading", "group_open_http_svc.group_msg_get", `{` + group + `,"ReqMsgNumber":20}`, 10007},
		{"their group: members", "group_open_http_svc.get_group_member_info", `{` + group + `,"Limit":100}`, 10007},
		{"their group: inviting oneself", "group_open_http_svc.add_group_member", `{` + group + `,"MemberList":[{"Member_Account":"alice"}]}`, 10007},
		{"their group: joining", "group_open_http_svc.apply_join_group", `{` + group + `}`, 10007},
		{"their group: kicking", "group_open_http_svc.delete_group_member", `{` + group + `,"MemberToDel_Account":["carol"]}`, 10007},
		{"their group: renaming", "group_open_http_svc.modify_group_base_info", `{` + group + `,"Name":"mine"}`, 10007},
		{"their group: dismissing", "group_open_http_svc.destroy_group", `{` + group + `}`, 10007},
		{"their group: transfer", "group_open_http_svc.change_group_owner", `{` + group + `,"NewOwner_Account":"alice"}`, 10007},
		{"their group: a role for oneself", "group_open_http_svc.modify_group_member_info", `{` + group + `,"Member_Account":"alice","Role":"Admin"}`, 10007},
		{"their group: recalling", "group_open_http_svc.group_msg_recall", `{` + group + `,"MsgSeqList":[{"MsgSeq":1}]}`, 10007},
		{"their group: changing a message", "openim.modify_group_msg", `{` + group + `,"MsgSeq":1,"MsgVersion":0,"MsgBody":` + text + `}`, 10007},
		{"their group: leaving", "group_open_http_svc.quit_group", `{` + group + `}`, 10007},
		{"a group that does not exist", "group_open_http_svc.apply_join_group", `{"GroupId":"none"}`, 10010},
		{"a group of another's", "group_open_http_svc.create_group", `{"Type":"Private","Name":"x","GroupId":"x","Owner_Account":"bob"}`, 10007},
	})
	table("another application's client: ", foreign, []row{
		{"joining", "group_open_http_svc.apply_join_group", `{` + group + `}`, 10010},
		{"reading", "group_open_http_svc.group_msg_get", `{` + group + `,"ReqMsgNumber":20}`, 10010},
		{"writing", "group_open_http_svc.send_group_msg", `{` + group + `,"Random":1,"MsgBody":` + text + `}`, 10010},
		{"to a user", "openim.sendmsg", c2c(`,"To_Account":"only-a"`), 20003},
		{"a history with a user", "openim.getroammsg", `{"Peer_Account":"only-a","MaxCnt":15}`, 20003},
		{"recalling a message", "openim.msgwithdraw", `{"MsgInfo":{"From_Account":"alice","To_Account":"bob","MsgTimeStamp":1760000001,"MsgSeq":6,"MsgRandom":8}}`, 20022},
	})
	alice.Close()
	foreign.Close()
}

// names are users whose names mean something elsewhere: to a bus, a path, a
// pattern, an SQL text or a URL. They are users like all others.
func (s *server) names(t *testing.T) {
	for i, name := range []string{">", "*", "a.b", "../x", "a b", " ", "~!@", "%2F", `"q"`, `'; --`, "?", "#", "&a=b", `\`, "<b>", "$1", "{}", "null", "0", "-1", strings.Repeat("x", 32)} {
		s.rows.Add(1)
		t.Run(name, func(t *testing.T) {
			other := fmt.Sprintf("n%d", i)
			one, two := s.login(t, s.c, name), s.login(t, s.c, other)
			sent := fmt.Sprintf("from %d", i)
			body := `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"` + sent + `"}}]`
			for _, way := range [][2]string{{name, other}, {other, name}} {
				c := one
				if way[0] == other {
					c = two
				}
				answer := c.ask(t, "openim.sendmsg", c.as(), fmt.Sprintf(`{"To_Account":%q,"MsgRandom":1,"MsgSeq":1,"MsgBody":%s}`, way[1], body))
				if e := judge(t, answer); e.ErrorCode != 0 {
					t.Fatalf("%s to %s: %+v", way[0], way[1], e)
				}
			}
			history := string(one.ask(t, "openim.getroammsg", one.as(), fmt.Sprintf(`{"Peer_Account":%q,"MaxCnt":15}`, other)))
			if strings.Count(history, sent) != 2 {
				t.Errorf("its history is %s", history)
			}
			for j := range i { // nobody else's words reach it
				if strings.Contains(history, fmt.Sprintf("from %d\"", j)) {
					t.Errorf("its history has words of another: %s", history)
				}
			}
			one.Close()
			two.Close()
		})
	}
}

// loginSoonOver logs a user in by a UserSig that is over soon, of the shortest life
// that this machine is quick enough for.
func (s *server) loginSoonOver(t *testing.T, user string) *socket {
	t.Helper()
	for life := 2 * time.Second; life < time.Minute; life *= 2 {
		c := s.dial(t, s.a.SDKAppID, "/binfo")
		if e := c.login(t, user, sigOf(s.a, user, life)); e.ErrorCode != 70001 {
			if e.ErrorCode != 0 {
				t.Fatalf("login of %s: %+v", user, e)
			}
			return c
		}
		c.Close()
	}
	t.Fatal("no login within 30 seconds")
	return nil
}
