package moderation_test

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

const wager = `{"LocalAuditWords":[{"Keyword":"wager","WordType":1,"FilterType":3},{"Keyword":"darn","WordType":1,"FilterType":1,"ReplacedContent":"***"}]}`

// marks returns the texts of messages, each with a ! if it is marked.
func marks(a roomtest.Answer, list string) (all []string) {
	for i := range max(a.Len(list), 0) {
		text := a.Text(list, i, "MsgBody", 0, "MsgContent", "Text")
		if a.Has(list, i, "MsgCheckResult") {
			text = fmt.Sprint(text, "!", a.Int(list, i, "MsgCheckResult"))
		}
		all = append(all, text)
	}
	return all
}

// pushed returns the marks of all that a client was pushed in an array.
func pushed(c *roomtest.Client, list string) (all []string) {
	for _, e := range c.Events() {
		all = append(all, marks(e, list)...)
	}
	return all
}

func is(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestMark(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		ana, bob := w.Login("ana"), w.Login("bob")
		phone := w.LoginOn("ana", 2)
		w.REST("im_msg_audit_mgr.add_local_audit_keywords", wager, 0)
		ana.Do("openim.sendmsg", text("bob", "tea?", 1, ""), 0)
		sent := ana.Do("openim.sendmsg", text("bob", "a wager", 2, ""), 0)
		ana.Do("openim.sendmsg", text("bob", "darn wager", 3, ""), 0)
		ana.Do("openim.sendmsg", text("bob", "wager now", 4, `,"MsgLifeTime":0`), 0)
		w.REST("openim.sendmsg", text("bob", "a free wager", 5, `,"From_Account":"ana","SendMsgControl":["NoMsgCheck"]`), 0)
		w.REST("openim.batchsendmsg", `{"From_Account":"ana","To_Account":["bob"],"MsgRandom":6,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"wagers"}}]}`, 0)
		all := []string{"tea?", "a wager!2", "*** wager!2", "wager now!2", "a free wager", "wagers!2"}
		is(t, "bob", pushed(bob, "C2cMsgArray"), all...)
		is(t, "the phone", pushed(phone, "C2cMsgArray"), all...)
		is(t, "the sender hears of what was replaced alone", pushed(ana, "C2cMsgArray"), "*** wager!2", "a free wager", "wagers!2")

		history := func(what string, want ...string) {
			t.Helper()
			is(t, what, marks(bob.Do("openim.getroammsg", `{"Peer_Account":"ana","MaxCnt":20}`, 0), "MsgList"), want...)
		}
		stored := []string{"tea?", "a wager!2", "*** wager!2", "a free wager", "wagers!2"}
		history("history", stored...)
		is(t, "sync", marks(w.LoginOn("bob", 2).Do("openim.getmsg", `{"Cookie":"","SyncFlag":0}`, 0), "MsgList"), stored...)
		rest := w.REST("openim.admin_getroammsg", `{"Operator_Account":"bob","Peer_Account":"ana","MaxCnt":20,"MinTime":0,"MaxTime":4294967295}`, 0)
		is(t, "over REST", marks(rest, "MsgList"), "tea?", "a wager", "*** wager", "a free wager", "wagers")

		edit := func(more string) {
			t.Helper()
			bob.Events()
			w.REST("openim.modify_c2c_msg", fmt.Sprintf(`{"From_Account":"ana","To_Account":"bob","MsgKey":%q,%s}`, sent.Text("MsgKey"), more), 0)
		}
		edit(`"CloudCustomData":"c"`)
		is(t, "an edit beside the body", pushed(bob, "C2cMsgModNotifys"), "a wager!2")
		edit(`"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"a cup"}}]`)
		is(t, "an edit", pushed(bob, "C2cMsgModNotifys"), "a cup")
		history("after it", "tea?", "a cup", "*** wager!2", "a free wager", "wagers!2")
		edit(`"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"two wagers"}}]`)
		is(t, "another edit", pushed(bob, "C2cMsgModNotifys"), "two wagers!2")
		w.REST("im_msg_audit_mgr.delete_local_audit_keywords", `{"LocalAuditWords":[{"Keyword":"wager","WordType":1,"FilterType":3}]}`, 0)
		history("without the word", "tea?", "two wagers!2", "*** wager!2", "a free wager", "wagers!2")
	})
}

func TestMarkInGroups(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		ana, bob := w.Login("ana"), w.Login("bob")
		phone := w.LoginOn("ana", 2)
		w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g","Owner_Account":"ana","MemberList":[{"Member_Account":"bob"}]}`, 0)
		w.REST("create_group", `{"Type":"AVChatRoom","Name":"n","GroupId":"live","Owner_Account":"ana"}`, 0)
		bob.Do("apply_join_group", `{"GroupId":"live"}`, 0)
		w.REST("im_msg_audit_mgr.add_local_audit_keywords", wager, 0)
		w.EventsOf(ana, bob, phone)
		ana.Send("g", "tea?", 1, 0)
		ana.Send("g", "a wager", 2, 0)
		ana.Do("send_group_msg", roomtest.Text("g", "wager now", 3, `,"OnlineOnlyFlag":1`), 0)
		w.REST("send_group_msg", roomtest.Text("g", "a free wager", 4, `,"From_Account":"ana","SendMsgControl":["NoMsgCheck"]`), 0)
		all := []string{"tea?", "a wager!2", "wager now!2", "a free wager"}
		is(t, "bob", pushed(bob, "GroupMsgArray"), all...)
		is(t, "the phone", pushed(phone, "GroupMsgArray"), all...)
		bob.Send("live", "a live wager", 5, 0)
		bob.Send("live", "tea", 6, 0)
		is(t, "in a live room", pushed(bob, "GroupMsgArray"))
		w.REST("send_group_msg", roomtest.Text("live", "a live wager", 7, `,"From_Account":"ana"`), 0)
		is(t, "in a live room", pushed(bob, "GroupMsgArray"), "a live wager!2")

		history := func(what string, want ...string) {
			t.Helper()
			is(t, what, marks(bob.Do("group_msg_get", `{"GroupId":"g","ReqMsgNumber":20}`, 0), "RspMsgList"), want...)
		}
		history("history", "a free wager", "a wager!2", "tea?")
		edit := func(more string) {
			t.Helper()
			w.REST("openim.modify_group_msg", `{"GroupId":"g","MsgSeq":2,`+more+`}`, 0)
		}
		edit(`"CloudCustomData":"c"`)
		is(t, "an edit beside the body", pushed(bob, "GroupMsgModNotifys"), "a wager!2")
		edit(`"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"a cup"}}]`)
		is(t, "an edit", pushed(bob, "GroupMsgModNotifys"), "a cup")
		edit(`"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"tea"}},{"MsgType":"TIMTextElem","MsgContent":{"Text":"or wagers"}}]`)
		is(t, "another edit", pushed(bob, "GroupMsgModNotifys"), "tea!2")
		w.Restart()
		history("after a restart", "a free wager", "tea!2", "tea?")

		ana.Do("profile.portrait_set", `{"From_Account":"ana","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"ana wager"}]}`, 0)
		ana.Do("modify_group_base_info", `{"GroupId":"g","Introduction":"wagers here"}`, 0)
		if got := w.REST("get_group_info", `{"GroupIdList":["g"]}`, 0).Text("GroupInfo", 0, "Introduction"); got != "wagers here" {
			t.Errorf("introduction %q", got)
		}
		if got := w.REST("profile.portrait_get", `{"To_Account":["ana"],"TagList":["Tag_Profile_IM_Nick"]}`, 0).Text("UserProfileItem", 0, "ProfileItem", 0, "Value"); got != "ana wager" {
			t.Errorf("nick %q", got)
		}
	})
}

func TestMarkInStreams(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		w.Import("ana")
		bob := w.Login("bob")
		w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g","Owner_Account":"ana","MemberList":[{"Member_Account":"bob"}]}`, 0)
		w.REST("im_msg_audit_mgr.add_local_audit_keywords", wager, 0)
		bob.Events()
		for _, row := range []struct{ command, to, pushed, changed string }{
			{"stream_msg.send_c2c_stream_msg", `"To_Account":"bob"`, "C2cMsgArray", "C2cMsgModNotifys"},
			{"stream_msg.send_group_stream_msg", `"GroupId":"g"`, "GroupMsgArray", "GroupMsgModNotifys"},
		} {
			id, index, random := "", 0, 0
			say := func(text, more string) {
				t.Helper()
				index, random = index+1, random+1
				id = w.REST(row.command, fmt.Sprintf(`{"From_Account":"ana",%s,"Random":%d,"MsgRandom":%[2]d,"MsgBody":[{"MsgType":"TIMStreamElem","MsgContent":{
					"StreamMsgID":%q,"Chunks":[{"EventType":"data","Index":%d,"Markdown":%q}]%s}}]}`, row.to, random, id, index, text, more), 0).Text("StreamMsgID")
			}
			say("a wa", "")
			is(t, row.command, pushed(bob, row.pushed), "a wa")
			say("ger", "")
			is(t, row.command, pushed(bob, row.changed), "a wager!2")
			say("?", "")
			is(t, row.command, pushed(bob, row.changed), "a wager?!2")

			// Where clients are shown another text, they are told of the mark alone.
			id, index = "", 0
			say("tea", `,"CompatibleText":"short"`)
			is(t, row.command, pushed(bob, row.pushed), "short")
			say(" and", "")
			is(t, row.command, pushed(bob, row.changed))
			say(" wagers", "")
			is(t, row.command, pushed(bob, row.changed), "short!2")
			say(" and", "")
			is(t, row.command, pushed(bob, row.changed))
		}
	})
}

func TestMarkInRobotStreams(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		bob := w.Login("bob")
		if _, err := w.Accounts.Make(t.Context(), w.App().ID, tea, "", ""); err != nil {
			t.Fatal(err)
		}
		w.REST("im_msg_audit_mgr.add_local_audit_keywords", wager, 0)
		key := ""
		for _, row := range []struct {
			chunk, list string
			marked      bool
		}{{"tea", "C2cMsgArray", false}, {"a wager", "C2cMsgModNotifys", true}, {"tea", "C2cMsgModNotifys", true}} {
			key = w.REST("openim_robot_http_svc.send_stream_msg", fmt.Sprintf(`{"From_Account":%q,"To_Account":"bob","Chunk":%q,"MsgKey":%q}`, tea, row.chunk, key), 0).Text("MsgKey")
			if e := bob.Events(); len(e) != 1 || e[0].Len(row.list) != 1 || e[0].Has(row.list, 0, "MsgCheckResult") != row.marked {
				t.Errorf("%s: %v", row.chunk, e)
			}
		}
	})
}
