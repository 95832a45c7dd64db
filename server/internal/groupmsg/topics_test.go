package groupmsg_test

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

const (
	million = "million_group_open_http_svc."
	general = "@TGS#_club@TOPIC#_general"
)

var random int

// in is the body of a send_group_msg into a topic.
func in(topicID, text, more string) string {
	random++
	return roomtest.Text("@TGS#_club", text, random, fmt.Sprintf(`,"TopicId":%q%s`, topicID, more))
}

// club makes a community with the topics general and other. olga owns it, ann is an
// admin, bert a member.
func club(w *roomtest.World) {
	w.Import("olga", "ann", "bert", "zoe")
	w.REST("create_group", `{"Type":"Community","Name":"Club","GroupId":"@TGS#_club","SupportTopic":1,"Owner_Account":"olga",
		"MemberList":[{"Member_Account":"ann","Role":"Admin"},{"Member_Account":"bert"}]}`, 0)
	for _, name := range []string{"general", "other"} {
		w.REST(million+"create_topic", fmt.Sprintf(`{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_%s","TopicName":"T"}`, name), 0)
	}
}

// unread is what a client makes of an entry of get_topic.
func unread(a roomtest.Answer, i int) int {
	return a.Int("TopicAndSelfInfo", i, "TopicInfo", "NextMsgSeq") - 1 - a.Int("TopicAndSelfInfo", i, "SelfInfo", "MsgSeq") -
		a.Len("TopicAndSelfInfo", i, "SelfInfo", "NoUnreadSeqList")
}

const everyTopic = `{"GroupId":"@TGS#_club","TopicIdList":[],"MemberInfoFilter":["NoUnreadSeqList"]}`

func TestMessagesInTopics(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		club(w)
		olga, bert := w.Login("olga"), w.Login("bert")
		phone := w.LoginOn("bert", 2)
		olga.Do("send_group_msg", roomtest.Text("@TGS#_club", "hi", 1, ""), 10007)
		if a := olga.Do("send_group_msg", in(general, "one", ""), 0); a.Int("MsgSeq") != 1 {
			t.Errorf("the first message is number %d", a.Int("MsgSeq"))
		}
		for _, c := range []*roomtest.Client{bert, phone} {
			m := c.Sees("message")[0]
			if m.Text("GroupMsgArray", 0, "GroupInfo", "TopicId") != general || m.Int("GroupMsgArray", 0, "GroupInfo", "MillionGroupFlag") != 2 || m.Text("GroupMsgArray", 0, "ToGroupId") != "@TGS#_club" {
				t.Errorf("%s sees %v", c.Name, m)
			}
		}
		olga.Do("send_group_msg", in("@TGS#_club@TOPIC#_other", "else", ""), 0)
		olga.Do("send_group_msg", in(general, "two", `,"SendMsgControl":["NoUnread"]`), 0)
		olga.Do("send_group_msg", in(general, "three", ""), 0)
		bert.Sees("message", "message", "message")

		all := bert.Do(million+"get_topic", everyTopic, 0)
		if unread(all, 0) != 2 || unread(all, 1) != 1 || all.Int("TopicAndSelfInfo", 0, "TopicInfo", "LastMsg", "LastMsgSeq") != 3 {
			t.Errorf("bert has not read %d and %d: %v", unread(all, 0), unread(all, 1), all)
		}
		page := bert.Do(million+"group_msg_get", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","ReqMsgNumber":21,"WithRecalledMsg":1}`, 0)
		if page.Len("RspMsgList") != 3 || page.Text("RspMsgList", 0, "ToTopicId") != general || page.Int("IsFinished") != 2 {
			t.Errorf("history is %v", page)
		}
		phone.Events()
		bert.Do(million+"msg_read_report", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","MsgReadedSeq":3}`, 0)
		if e := phone.Sees("read")[0]; e.Text("GroupTips", 0, "MsgBody", "GroupReadInfoArray", 0, "TopicId") != general {
			t.Errorf("the other device sees %v", e)
		}
		if all = bert.Do(million+"get_topic", everyTopic, 0); unread(all, 0) != 0 || unread(all, 1) != 1 {
			t.Errorf("after reading: %v", all)
		}
		olga.Do(million+"group_msg_recall", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_other","MsgSeqList":[{"MsgSeq":1}]}`, 0)
		if e := bert.Sees("recall")[0]; e.Text("GroupTips", 0, "MsgBody", "GroupWithdrawInfoArray", 0, "TopicId") != "@TGS#_club@TOPIC#_other" {
			t.Errorf("recall: %v", e)
		}
		if all = bert.Do(million+"get_topic", everyTopic, 0); unread(all, 1) != 0 {
			t.Errorf("after the recall: %v", all)
		}
		bert.Do("openim.modify_group_msg", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","MsgSeq":1,"CloudCustomData":"x"}`, 0)
		if e := olga.Events(); e[len(e)-1].Text("GroupMsgModNotifys", 0, "TopicId") != general {
			t.Errorf("change: %v", e)
		}
		olga.Do("send_group_msg", in("@TGS#_club@TOPIC#_none", "x", ""), 110003)
		w.Login("zoe").Do("send_group_msg", in(general, "x", ""), 10007)
	})
}

func TestLaterMembersOfTopics(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		club(w)
		olga := w.Login("olga")
		for _, text := range []string{"one", "two", "three"} {
			olga.Do("send_group_msg", in(general, text, ""), 0)
		}
		zoe := w.Login("zoe")
		zoe.Do(million+"apply_join_group", `{"GroupId":"@TGS#_club"}`, 0)
		if all := zoe.Do(million+"get_topic", everyTopic, 0); unread(all, 0) != 0 {
			t.Errorf("a newcomer has not read %d", unread(all, 0))
		}
		olga.Do("send_group_msg", in(general, "four", ""), 0)
		if all := zoe.Do(million+"get_topic", everyTopic, 0); unread(all, 0) != 1 {
			t.Errorf("a newcomer has not read %d, want 1: %v", unread(all, 0), all)
		}
		history := `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","ReqMsgNumber":21}`
		if page := zoe.Do(million+"group_msg_get", history, 0); page.Len("RspMsgList") != 4 {
			t.Errorf("a newcomer sees %d messages", page.Len("RspMsgList"))
		}
		w.Set("history_before_joining", "off")
		if page := zoe.Do(million+"group_msg_get", history, 0); page.Len("RspMsgList") != 1 || page.Int("IsFinished") != 2 {
			t.Errorf("with the setting off a newcomer sees %v", page)
		}
		zoe.Do("openim.modify_group_msg", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","MsgSeq":1,"CloudCustomData":"x"}`, 20026)
		// Who leaves and comes back is new again.
		zoe.Do(million+"msg_read_report", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","MsgReadedSeq":4}`, 0)
		zoe.Do(million+"quit_group", `{"GroupId":"@TGS#_club"}`, 0)
		olga.Do("send_group_msg", in(general, "five", ""), 0)
		zoe.Do(million+"apply_join_group", `{"GroupId":"@TGS#_club"}`, 0)
		if all := zoe.Do(million+"get_topic", everyTopic, 0); unread(all, 0) != 0 {
			t.Errorf("who came back has not read %d", unread(all, 0))
		}
	})
}

func TestOptionsInTopics(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		club(w)
		olga, bert := w.Login("olga"), w.Login("bert")
		phone := w.LoginOn("bert", 2)
		bert.Do(million+"modify_group_member_info", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","Member_Account":"bert","MsgFlag":"Discard"}`, 0)
		if e := phone.Sees("notice 20")[0]; e.Text("GroupTips", 0, "GroupInfo", "TopicId") != general || e.Int("GroupTips", 0, "GroupInfo", "MillionGroupFlag") != 2 {
			t.Errorf("the other device sees %v", e)
		}
		bert.Events()
		again := w.LoginOn("bert", 4) // what it chose holds at the next login
		olga.Do("send_group_msg", in(general, "one", ""), 0)
		olga.Do("send_group_msg", in("@TGS#_club@TOPIC#_other", "two", ""), 0)
		for _, c := range []*roomtest.Client{bert, phone, again} {
			if got := c.Sees("message")[0].Text("GroupMsgArray", 0, "GroupInfo", "TopicId"); got == general {
				t.Errorf("a message comes from the topic that is discarded")
			}
		}
		// What is chosen for the community holds in the topics where nothing is.
		bert.Do(million+"modify_group_member_info", `{"GroupId":"@TGS#_club","Member_Account":"bert","MsgFlag":"Discard"}`, 0)
		bert.Do(million+"modify_group_member_info", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","Member_Account":"bert","MsgFlag":"AcceptAndNotify"}`, 0)
		bert.Events()
		olga.Do("send_group_msg", in(general, "one", ""), 0)
		olga.Do("send_group_msg", in("@TGS#_club@TOPIC#_other", "two", ""), 0)
		if got := bert.Sees("message")[0].Text("GroupMsgArray", 0, "GroupInfo", "TopicId"); got != general {
			t.Errorf("a message comes from %s", got)
		}
	})
}

func TestMutesInTopics(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		club(w)
		olga, ann, bert := w.Login("olga"), w.Login("ann"), w.Login("bert")
		bert.Do(million+"modify_group_member_info", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","Member_Account":"ann","ShutUpTime":60}`, 10007)
		ann.Do(million+"modify_group_member_info", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","Member_Account":"bert","ShutUpTime":60}`, 0)
		if e := bert.Sees("aside 7")[0]; e.Text("GroupTips", 0, "GroupInfo", "TopicId") != general || e.Int("GroupTips", 0, "MsgBody", "MsgMemberInfo", 0, "ShutupTime") != 60 {
			t.Errorf("bert sees %v", e)
		}
		bert.Do("send_group_msg", in(general, "x", ""), 10017)
		bert.Do("send_group_msg", in("@TGS#_club@TOPIC#_other", "x", ""), 0)
		if all := bert.Do(million+"get_topic", everyTopic, 0); all.Int("TopicAndSelfInfo", 0, "SelfInfo", "ShutUpTime") < 50 || all.Int("TopicAndSelfInfo", 1, "SelfInfo", "ShutUpTime") != 0 {
			t.Errorf("bert's mutes: %v", all)
		}
		muted := w.REST("get_group_muted_account", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general"}`, 0)
		if muted.Len("MutedAccountList") != 1 || w.REST("get_group_muted_account", `{"GroupId":"@TGS#_club"}`, 0).Len("MutedAccountList") != 0 {
			t.Errorf("muted: %v", muted)
		}
		w.REST("forbid_send_msg", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","Members_Account":["bert"],"MuteTime":0}`, 0)
		bert.Do("send_group_msg", in(general, "x", ""), 0)

		olga.Do(million+"modify_topic", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","ShutUpAllMember":"On","TopicName":"Quiet"}`, 0)
		events := bert.Events()
		e := events[len(events)-1]
		if e.Kind() != "aside 8" || e.Int("GroupTips", 0, "MsgBody", "MsgTopicNewInfo", "ShutupAll") != 1 || e.Text("GroupTips", 0, "MsgBody", "MsgTopicNewInfo", "TopicName") != "Quiet" {
			t.Errorf("bert sees %v", e)
		}
		bert.Do("send_group_msg", in(general, "x", ""), 10017)
		ann.Do("send_group_msg", in(general, "x", ""), 0)
	})
}

func TestMentionsInTopics(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		club(w)
		olga, bert := w.Login("olga"), w.Login("bert")
		olga.Do("send_group_msg", in(general, "@bert", `,"GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"bert"}]`), 0)
		olga.Do("send_group_msg", in(general, "@all", `,"GroupAtInfo":[{"GroupAtAllFlag":1}]`), 0)
		for _, e := range bert.Sees("message", "mention", "message", "mention") {
			if e.Kind() == "mention" && e.Text("GroupTips", 0, "GroupAtTips", "TopicId") != general {
				t.Errorf("bert sees %v", e)
			}
		}
		all := bert.Do(million+"get_topic", everyTopic, 0)
		if all.Len("TopicAndSelfInfo", 0, "TopicInfo", "AtInfoList") != 2 || all.Int("TopicAndSelfInfo", 0, "TopicInfo", "AtInfoList", 0, "AtMsgSeq") != 1 {
			t.Errorf("mentions: %v", all)
		}
		if all = olga.Do(million+"get_topic", everyTopic, 0); all.Len("TopicAndSelfInfo", 0, "TopicInfo", "AtInfoList") != 0 {
			t.Errorf("olga's mentions: %v", all)
		}
		bert.Do(million+"msg_read_report", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","MsgReadedSeq":2}`, 0)
		if all = bert.Do(million+"get_topic", everyTopic, 0); all.Len("TopicAndSelfInfo", 0, "TopicInfo", "AtInfoList") != 0 {
			t.Errorf("mentions after reading: %v", all)
		}
	})
}

// TestTopicsDoNotMultiply holds what must not grow with topics times members: what a
// session hears of, and what joining writes.
func TestTopicsDoNotMultiply(t *testing.T) {
	w := roomtest.New(t)
	club(w)
	for i := range 40 {
		w.REST(million+"create_topic", fmt.Sprintf(`{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_%d","TopicName":"T"}`, i), 0)
	}
	olga, zoe := w.Login("olga"), w.Login("zoe")
	zoe.Do(million+"apply_join_group", `{"GroupId":"@TGS#_club"}`, 0)
	places := func() int {
		all, err := w.Timeline.Places(t.Context(), w.App().ID, w.Account("zoe").ID)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	again := w.LoginOn("zoe", 2)
	if zoe.Joined() != 1 || again.Joined() != 1 || places() != 1 {
		t.Errorf("a member of one community hears of %d and %d conversations and has %d places", zoe.Joined(), again.Joined(), places())
	}
	zoe.Events()
	for i := range 40 {
		olga.Do("send_group_msg", in(fmt.Sprintf("@TGS#_club@TOPIC#_%d", i), "hi", ""), 0)
	}
	if n := len(zoe.Events()); n != 40 {
		t.Errorf("zoe sees %d of 40 messages", n)
	}
	zoe.Do(million+"get_topic", everyTopic, 0)
	if places() != 1 {
		t.Errorf("looking at topics leaves %d places", places())
	}
	zoe.Do(million+"msg_read_report", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_7","MsgReadedSeq":1}`, 0)
	if places() != 2 {
		t.Errorf("reading one topic leaves %d places", places())
	}
	w.REST("send_group_system_notification", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_7","Content":"to all"}`, 0)
	if e := again.Events(); e[len(e)-1].Text("GroupTips", 0, "GroupInfo", "TopicId") != "@TGS#_club@TOPIC#_7" {
		t.Errorf("a notice in a topic: %v", e[len(e)-1])
	}
}
