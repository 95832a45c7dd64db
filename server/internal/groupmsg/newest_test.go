package groupmsg_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// comes waits for an event of a kind, which may be held back for a second.
func comes(c *roomtest.Client, kind string) roomtest.Answer {
	for {
		for _, e := range c.Events() {
			if e.Kind() == kind {
				return e
			}
		}
	}
}

// TestTopicsOfLargeCommunities has a community that counts as large: who does not look
// into a topic is told of the newest message alone.
func TestTopicsOfLargeCommunities(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		club(w)
		olga, bert, ann := w.Login("olga"), w.Login("bert"), w.Login("ann")
		say := func(text, more string) { olga.Do("send_group_msg", in(general, text, more), 0) }
		bert.Do(million+"group_msg_get", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","ReqMsgNumber":21}`, 0)

		say("one", "")
		bert.Sees("message")
		e := ann.Sees("newest")[0]
		if e.Text("NewMsg", "GroupInfo", "TopicId") != general || e.Int("NewMsg", "MsgSeq") != 1 || e.Has("NoUnreadSeqList") {
			t.Errorf("ann is told %v", e)
		}

		say("not counted", `,"SendMsgControl":["NoUnread"]`)
		ann.Sees()
		say("@ann", `,"GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"ann"}]`)
		ann.Sees("message", "mention")
		say("three", "")
		ann.Sees("message") // who was mentioned looks into the topic
		bert.Sees("message", "message", "message")

		again := w.LoginOn("bert", 2) // bert has read nothing there
		say("four", "")
		e = comes(again, "newest")
		if e.Int("NewMsg", "MsgSeq") != 5 || e.Len("NoUnreadSeqList") != 1 || e.Int("NoUnreadSeqList", 0) != 2 {
			t.Errorf("bert is told %v", e)
		}
		bert.Do(million+"msg_read_report", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","MsgReadedSeq":5}`, 0)
		bert.Events()
		third := w.LoginOn("bert", 4)
		say("five", "")
		third.Sees("message")
	}, "topic_merge_from=3")
}
