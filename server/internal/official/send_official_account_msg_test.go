package official_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestSendOfficialAccountMsg(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ana, dee := w.Login("ana"), w.Login("dee")
		w.Import("bo", "cy")
		w.open("ana", "bo", "cy")
		first := w.send(1, "one", `,"CloudCustomData":"c"`)
		shown := w.sees(ana, "one")
		at := func(field string) string { return shown.Text("C2cMsgArray", 0, field) }
		if at("From_AccountNick") != "Town Hall" || at("From_AccountHeadurl") != "f" || at("CloudCustomData") != "c" {
			t.Errorf("shown %v", shown)
		}
		// The same within five minutes is not sent again; other content is.
		if w.send(1, "one", `,"CloudCustomData":"c"`) != first {
			t.Error("a repeat is another message")
		}
		w.send(1, "two", "")
		w.sees(ana, "two")
		w.sees(dee)

		// Who comes later has it: at the login, and whoever asks about him.
		w.sees(w.Login("bo"), "one", "two")
		unread := func(name string, want int) {
			t.Helper()
			if n := w.REST("openim.get_c2c_unread_msg_num", fmt.Sprintf(`{"To_Account":%q}`, name), 0).Int("AllC2CUnreadMsgNum"); n != want {
				t.Errorf("%s has %d unread, want %d", name, n, want)
			}
		}
		unread("cy", 2)
		list := w.REST("recentcontact.get_list", `{"From_Account":"cy","TimeStamp":0,"StartIndex":0,"TopTimeStamp":0,"TopStartIndex":0,"AssistFlags":7}`, 0)
		if list.Len("SessionItem") != 1 || list.Text("SessionItem", 0, "To_Account") != hall {
			t.Errorf("conversations %v", list)
		}
		w.holds("cy", "one", "two")
		w.holds("dee")

		// The receiver reads it as any other.
		cy := w.Login("cy")
		got := cy.Do("openim.getroammsg", fmt.Sprintf(`{"Peer_Account":%q,"MaxCnt":15}`, hall), 0)
		if got.Len("MsgList") != 2 || got.Text("MsgList", 0, "MsgKey") != first {
			t.Errorf("history %v", got)
		}
		w.REST("openim.admin_set_msg_read", fmt.Sprintf(`{"Report_Account":"cy","Peer_Account":%q}`, hall), 0)
		unread("cy", 0)
		cy.Events()

		// Who was not online, over a restart; and who subscribes later gets what is sent later.
		ana.Cut()
		w.restart()
		w.send(3, "three", "")
		w.subscribe("dee")
		w.send(4, "four", "")
		w.sees(w.Login("ana"), "three", "four")
		w.sees(w.Login("dee"), "four")
		w.holds("cy", "one", "two", "three", "four")
		w.do("delete_subscriber", `{"Official_Account":"@TOA#_townhall","SubscriberToDel_Account":["cy"]}`, 0)
		w.send(5, "five", "")
		w.holds("cy", "one", "two", "three", "four")
		if info := w.do("get_official_account_info", `{"OfficialAccountIdList":[{"Official_Account":"@TOA#_townhall"}]}`, 0); info.Int("OfficialAccountInfoList", 0, "LastMsgTime") == 0 {
			t.Errorf("info %v", info)
		}
	})
}

// TestPassingOfficialAccountMsg is about what is not stored, and what is not shown as the
// last message.
func TestPassingOfficialAccountMsg(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ana, dee := w.Login("ana"), w.Login("dee")
		w.Import("bo")
		w.open("ana", "bo")
		passing := w.send(1, "now", `,"OnlineOnlyFlag":1`)
		w.send(2, "later", `,"SendMsgControl":["NoLastMsg"]`)
		var order []string
		w.Eventually("both come", func() bool {
			for _, e := range ana.Events() {
				for i := range e.Len("C2cMsgArray") {
					order = append(order, e.Text("C2cMsgArray", i, "MsgBody", 0, "MsgContent", "Text"))
				}
			}
			return len(order) == 2
		})
		w.sees(dee)
		w.holds("ana", "later")
		w.holds("bo", "later")
		w.sees(w.Login("bo"))
		w.recall(10030, passing)
		if n := w.do("official_account_msg_get_simple", `{"Official_Account":"@TOA#_townhall","ReqMsgNumber":5}`, 0).Len("RspMsgList"); n != 1 {
			t.Errorf("%d in the history", n)
		}
		list := w.REST("recentcontact.get_list", `{"From_Account":"ana","TimeStamp":0,"StartIndex":0,"TopTimeStamp":0,"TopStartIndex":0,"AssistFlags":0}`, 0)
		if list.Len("SessionItem") != 0 {
			t.Errorf("conversations %v", list)
		}

		send := func(fields string, want int) {
			t.Helper()
			w.do("send_official_account_msg", fields, want)
		}
		const body = `"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]`
		send(`{"Official_Account":"@TOA#_none","Random":9,`+body+`}`, 10010)
		send(`{"Official_Account":"@TOA#_townhall",`+body+`}`, 10004)
		send(`{"Official_Account":"@TOA#_townhall","Random":-1,`+body+`}`, 10004)
		send(`{"Official_Account":"@TOA#_townhall","Random":9}`, 10004)
		send(`{"Official_Account":"@TOA#_townhall","Random":9,"MsgBody":[{"MsgType":"TIMOtherElem","MsgContent":{}}]}`, 10004)
		send(`{"Official_Account":"@TOA#_townhall","Random":9,"OnlineOnlyFlag":1,"SendMsgControl":["NoLastMsg"],`+body+`}`, 10004)
		send(`{"Official_Account":"@TOA#_townhall","Random":9,"CloudCustomData":"`+strings.Repeat("x", 12<<10)+`",`+body+`}`, 80002)

		// Nobody writes to it, and it writes in no other way.
		text := `"MsgRandom":7,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]`
		ana.Do("openim.sendmsg", `{"To_Account":"@TOA#_townhall",`+text+`}`, 20003)
		w.REST("openim.sendmsg", `{"From_Account":"@TOA#_townhall","To_Account":"ana",`+text+`}`, 90001)
		w.REST("openim.sendmsg", `{"From_Account":"ana","To_Account":"@TOA#_townhall",`+text+`}`, 90001)
		w.REST("openim.batchsendmsg", `{"From_Account":"@TOA#_townhall","To_Account":["ana"],`+text+`}`, 90001)
	})
}

// TestOfficialAccountMsgAfterACrash loses the server between storing copies and noting
// that they are there.
func TestOfficialAccountMsgAfterACrash(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ana := w.Login("ana")
		w.Import("bo")
		w.open("ana", "bo")
		w.crashes.Store(true)
		w.send(1, "one", "")
		w.sees(ana, "one")
		two := w.send(2, "two", "")
		w.sees(ana, "two")
		w.restart()
		w.recall(0, two)
		w.Eventually("it is recalled in the copy that nobody knew of", func() bool {
			w.crashes.Store(false)
			return fmt.Sprint(w.history("ana")) == "[one -]"
		})
		ana = w.Login("ana")
		w.send(3, "three", "")
		w.sees(ana, "three")
		w.holds("ana", "one", "-", "three")
		w.holds("bo", "one", "three")
	})
}

func TestOfficialAccountMsgRecall(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ana := w.Login("ana")
		w.Import("bo", "cy")
		w.open("ana", "bo", "cy")
		one, two := w.send(1, "one", ""), w.send(2, "two", "")
		w.sees(ana, "one", "two")
		w.holds("bo", "one", "two")
		w.recall(0, one)
		w.seesRecall(ana)
		w.Eventually("it is recalled for who was not there", func() bool { return fmt.Sprint(w.history("bo")) == "[- two]" })
		w.holds("cy", "two")
		w.sees(w.Login("cy"))
		for _, key := range []string{one, "1_2_3", "x", two + "1"} {
			w.recall(10030, key)
		}
		w.do("official_account_msg_recall", `{"Official_Account":"@TOA#_townhall","MsgKeyList":[]}`, 10004)
		w.do("official_account_msg_recall", fmt.Sprintf(`{"Official_Account":"@TOA#_townhall","MsgKeyList":["a"],"Reason":%q}`, strings.Repeat("x", 101)), 10004)

		history := func(fields, want string, finished int) (last string) {
			t.Helper()
			a := w.do("official_account_msg_get_simple", `{"Official_Account":"@TOA#_townhall"`+fields+`}`, 0)
			got := ""
			for i := range a.Len("RspMsgList") {
				got += a.Text("RspMsgList", i, "MsgSeq") + ":" + a.Text("RspMsgList", i, "IsPlaceMsg") + " "
			}
			if got != want || a.Int("IsFinished") != finished {
				t.Errorf("%s: %s, finished %d", fields, got, a.Int("IsFinished"))
			}
			return a.Text("LastMsgKey")
		}
		for i := range 21 {
			w.send(10+i, "more", "")
		}
		last := history(`,"ReqMsgNumber":30`, "23:0 22:0 21:0 20:0 19:0 18:0 17:0 16:0 15:0 14:0 13:0 12:0 11:0 10:0 9:0 8:0 7:0 6:0 5:0 4:0 ", 0)
		history(fmt.Sprintf(`,"ReqMsgNumber":30,"LastMsgKey":%q`, last), "3:0 2:0 ", 1)
		history(fmt.Sprintf(`,"ReqMsgNumber":2,"WithRecalledMsg":1,"LastMsgKey":%q`, last), "3:0 2:0 ", 0)
		history(fmt.Sprintf(`,"ReqMsgNumber":3,"WithRecalledMsg":1,"LastMsgKey":%q`, last), "3:0 2:0 1:2 ", 1)
		w.do("official_account_msg_get_simple", `{"Official_Account":"@TOA#_townhall","ReqMsgNumber":0}`, 10004)
		w.do("official_account_msg_get_simple", `{"Official_Account":"@TOA#_townhall","ReqMsgNumber":1,"LastMsgKey":"x"}`, 10004)
	})
}

// TestManySubscribers is about more subscribers, and more messages, than are looked at at
// a time.
func TestManySubscribers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.open()
		name := func(i int) string { return fmt.Sprintf("s%04d", i) }
		const many = 520
		for from := 0; from < many; from += 65 {
			var names, list []string
			for i := from; i < from+65; i++ {
				names = append(names, fmt.Sprintf("%q", name(i)))
				list = append(list, fmt.Sprintf(`{"Subscriber_Account":%q}`, name(i)))
			}
			w.REST("im_open_login_svc.multiaccount_import", `{"Accounts":[`+strings.Join(names, ",")+`]}`, 0)
			w.do("add_subscriber", `{"Official_Account":"@TOA#_townhall","SubscriberList":[`+strings.Join(list, ",")+`]}`, 0)
		}
		key := w.send(1, "one", "")
		for _, i := range []int{0, many - 1} {
			w.holds(name(i), "one")
		}
		w.recall(0, key)
		w.Eventually("the last one's is recalled", func() bool { return fmt.Sprint(w.history(name(many-1))) == "[-]" })
		w.holds(name(0), "-")
		for i := range 103 {
			w.send(100+i, fmt.Sprint(i), `,"SendMsgControl":["NoLastMsg"]`)
		}
		if n := w.REST("openim.get_c2c_unread_msg_num", fmt.Sprintf(`{"To_Account":%q}`, name(7)), 0).Int("AllC2CUnreadMsgNum"); n != 103 {
			t.Errorf("%d unread, want 103", n)
		}
	})
}

// TestMarkedOfficialMessage: those who were there and who come later have the mark.
func TestMarkedOfficialMessage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ana := w.Login("ana")
		w.Import("bo")
		w.open("ana", "bo")
		w.REST("im_msg_audit_mgr.add_local_audit_keywords", `{"LocalAuditWords":[{"Keyword":"wager","WordType":1,"FilterType":3}]}`, 0)
		w.send(1, "tea", "")
		w.send(2, "a wager", "")
		if shown := w.sees(ana, "tea", "a wager"); shown.Int("C2cMsgArray", 0, "MsgCheckResult") != 2 {
			t.Errorf("shown %v", shown)
		}
		w.restart()
		bo := w.Login("bo")
		w.sees(bo, "tea", "a wager")
		got := bo.Do("openim.getroammsg", fmt.Sprintf(`{"Peer_Account":%q,"MaxCnt":15}`, hall), 0)
		if got.Has("MsgList", 0, "MsgCheckResult") || got.Int("MsgList", 1, "MsgCheckResult") != 2 {
			t.Errorf("history %v", got)
		}
		w.send(3, "wager online", `,"OnlineOnlyFlag":1`)
		if shown := w.sees(bo, "wager online"); shown.Int("C2cMsgArray", 0, "MsgCheckResult") != 2 {
			t.Errorf("shown %v", shown)
		}
	})
}
