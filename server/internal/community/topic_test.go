package community_test

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

const (
	million = "million_group_open_http_svc."
	club    = "@TGS#_club"
	general = "@TGS#_club@TOPIC#_general"
)

// found makes a community with topics and one topic in it: olga owns it, ann is an
// admin, bert a member.
func found(w *roomtest.World) {
	w.Import("olga", "ann", "bert", "zoe")
	w.REST("create_group", `{"Type":"Community","Name":"Club","GroupId":"@TGS#_club","SupportTopic":1,"Owner_Account":"olga",
		"MemberList":[{"Member_Account":"ann","Role":"Admin"},{"Member_Account":"bert"}]}`, 0)
	w.REST(million+"create_topic", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","TopicName":"General","CustomString":"cat=1"}`, 0)
}

func TestTopics(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		found(w)
		olga, bert := w.Login("olga"), w.Login("bert")
		for _, c := range []struct {
			what, body string
			as         *roomtest.Client
			code       int
		}{
			{"a member may not", `{"GroupId":"@TGS#_club","TopicName":"x"}`, bert, 10007},
			{"the owner may", `{"GroupId":"@TGS#_club","TopicName":"Made"}`, olga, 0},
			{"the name is taken", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","TopicName":"x"}`, olga, 10025},
			{"of another community", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_pub@TOPIC#_a","TopicName":"x"}`, olga, 10004},
			{"kept for the server", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_@TOPIC#c1","TopicName":"x"}`, olga, 10004},
			{"no name", `{"GroupId":"@TGS#_club"}`, olga, 10004},
			{"no such community", `{"GroupId":"@TGS#_nowhere","TopicName":"x"}`, olga, 10010},
		} {
			t.Run(c.what, func(t *testing.T) { c.as.Do(million+"create_topic", c.body, c.code) })
		}
		w.REST("create_group", `{"Type":"Community","Name":"Pub","GroupId":"@TGS#_pub","Owner_Account":"olga"}`, 0)
		w.REST(million+"create_topic", `{"GroupId":"@TGS#_pub","TopicName":"x"}`, 11000)
		w.REST("create_group", `{"Type":"Public","Name":"Pub","SupportTopic":1}`, 11000)

		all := w.REST(million+"get_topic", `{"GroupId":"@TGS#_club","From_Account":"bert"}`, 0)
		if all.Len("TopicAndSelfInfo") != 2 || all.Text("TopicAndSelfInfo", 0, "TopicInfo", "TopicId") != general ||
			all.Text("TopicAndSelfInfo", 0, "TopicInfo", "CustomString") != "cat=1" || all.Text("TopicAndSelfInfo", 0, "TopicInfo", "GroupID") != club ||
			all.Text("TopicAndSelfInfo", 0, "SelfInfo", "MsgFlag") != "AcceptAndNotify" {
			t.Errorf("all topics are %v", all)
		}
		some := w.REST(million+"get_topic", `{"GroupId":"@TGS#_club","From_Account":"bert","TopicIdList":["@TGS#_club@TOPIC#_no","@TGS#_club@TOPIC#_general"],"ResponseFilter":["TopicName"]}`, 0)
		if some.Int("TopicAndSelfInfo", 0, "ErrorCode") != 110003 || some.Text("TopicAndSelfInfo", 1, "TopicInfo", "TopicName") != "General" || some.Has("TopicAndSelfInfo", 1, "TopicInfo", "NextMsgSeq") {
			t.Errorf("some topics are %v", some)
		}
		w.REST(million+"get_topic", `{"GroupId":"@TGS#_club"}`, 10004)

		gone := olga.Do(million+"destroy_topic", `{"GroupId":"@TGS#_club","TopicIdList":["@TGS#_club@TOPIC#_general","@TGS#_club@TOPIC#_no"]}`, 0)
		if gone.Int("DestroyResultItem", 0, "ErrorCode") != 0 || gone.Int("DestroyResultItem", 1, "ErrorCode") != 110003 {
			t.Errorf("ended topics: %v", gone)
		}
		w.REST("send_group_msg", say(general, "hi"), 110003)
		w.REST(million+"create_topic", `{"GroupId":"@TGS#_club","TopicId":"@TGS#_club@TOPIC#_general","TopicName":"Again"}`, 0)
		if a := w.REST("send_group_msg", say(general, "hi"), 0); a.Int("MsgSeq") != 1 {
			t.Errorf("a topic of an old name begins with message %d", a.Int("MsgSeq"))
		}
	})
}

var random int

func say(topicID, text string) string {
	random++
	return fmt.Sprintf(`{"GroupId":"@TGS#_club","TopicId":%q,"Random":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]}`, topicID, random, text)
}

func TestTopicsGoWithTheirCommunity(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		found(w)
		w.REST("send_group_msg", say(general, "hi"), 0)
		w.REST("destroy_group", `{"GroupId":"@TGS#_club"}`, 0)
		w.REST("create_group", `{"Type":"Community","Name":"Club","GroupId":"@TGS#_club","SupportTopic":1,"Owner_Account":"olga"}`, 0)
		w.REST("send_group_msg", say(general, "hi"), 110003)
		if a := w.REST(million+"get_topic", `{"GroupId":"@TGS#_club","From_Account":"olga"}`, 0); a.Len("TopicAndSelfInfo") != 0 {
			t.Errorf("topics of the old community are left: %v", a)
		}
	})
}
