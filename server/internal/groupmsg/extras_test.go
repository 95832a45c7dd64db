package groupmsg_test

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

func TestGroupExtensions(t *testing.T) {
	w, olga, bob, carol := start(t)
	olga.Do("send_group_msg", roomtest.Text("g", "vote", 1, `,"SupportMessageExtension":1`), 0)
	olga.Do("send_group_msg", roomtest.Text("g", "only bob", 2, `,"SupportMessageExtension":1,"To_Account":["bob"]`), 0)
	olga.Send("g", "plain", 3, 0)
	bob.Events()
	carol.Events()
	set := func(c *roomtest.Client, seq int, code int) roomtest.Answer {
		return c.Do("openim_msg_ext_http_svc.group_set_key_values", fmt.Sprintf(
			`{"GroupId":"g","MsgSeq":%d,"OperateType":1,"ExtensionList":[{"Key":%q,"Value":"yes","Seq":0}]}`, seq, c.Name), code)
	}
	set(bob, 1, 0)
	bob.Sees()
	e := carol.Sees("event 18")[0]
	n := []any{"MsgExtensionNotify"}
	if e.Text(append(n, "GroupId")...) != "g" || e.Int(append(n, "ExtensionGroupMsgInfo", "MsgSeq")...) != 1 || e.Text(append(n, "TinyId")...) != w.Account("olga").Tiny() ||
		e.Text(append(n, "SetKVInfo", 0, "MsgKeyValue", 0, "Key")...) != "bob" {
		t.Errorf("push %v", e)
	}
	set(bob, 2, 0)
	carol.Sees() // was not meant for her
	set(carol, 2, 23004)
	set(bob, 3, 23002)
	set(bob, 9, 23004)
	stranger := w.Login("stranger")
	set(stranger, 1, 10007)
	stranger.Do("openim_msg_ext_http_svc.group_get_key_values", `{"GroupId":"nope","MsgSeq":1}`, 10010)
	a := carol.Do("openim_msg_ext_http_svc.group_get_key_values", `{"GroupId":"g","MsgSeq":1}`, 0)
	if a.Len("ExtensionList") != 1 || a.Text("ExtensionList", 0, "Value") != "yes" || a.Int("LatestSeq") != 1 {
		t.Errorf("answer %v", a)
	}
	w.REST("openim_msg_ext_http_svc.group_set_key_values", `{"GroupId":"g","MsgSeq":1,"OperateType":3}`, 0)
	if e := carol.Sees("event 18")[0]; e.Int(append(n, "MsgOptType")...) != 3 {
		t.Errorf("push %v", e)
	}
	olga.Do("group_msg_recall", `{"GroupId":"g","MsgSeqList":[{"MsgSeq":1}]}`, 0)
	set(bob, 1, 23004)
}

func TestGroupReactions(t *testing.T) {
	w, olga, bob, carol := start(t)
	phone := w.LoginOn("bob", 2)
	olga.Send("g", "hi", 1, 0)
	for _, c := range []*roomtest.Client{bob, carol, phone} {
		c.Events()
	}
	bob.Do("openim_msg_ext_http_svc.group_reaction_add", `{"GroupId":"g","MsgSeq":1,"Reaction":"smile","Add_Account":["bob"]}`, 0)
	phone.Sees("event 21", "event 21")
	bob.Sees("event 21")
	e := carol.Sees("event 21")[0]
	if e.Int("MsgReactionNotifyList", 0, "GroupMsgInfo", "MsgSeq") != 1 || e.Text("MsgReactionNotifyList", 0, "GroupMsgInfo", "GroupId") != "g" ||
		e.Int("MsgReactionNotifyList", 0, "MsgReactionSummary", 0, "Count") != 1 {
		t.Errorf("push %v", e)
	}
	carol.Do("openim_msg_ext_http_svc.group_reaction_add", `{"GroupId":"g","MsgSeq":1,"Reaction":"smile"}`, 0)
	stat := bob.Do("openim_msg_ext_http_svc.group_reaction_multi_stat", `{"GroupId":"g","MsgSeqList":[1,7],"Count":10}`, 0)
	if stat.Len("Results") != 1 || stat.Int("Results", 0, "MsgSeq") != 1 || stat.Int("Results", 0, "ReactionList", 0, "Count") != 2 || stat.Int("Results", 0, "ReactionList", 0, "ReactedByMe") != 1 {
		t.Errorf("stat %v", stat)
	}
	bob.Do("openim_msg_ext_http_svc.group_reaction_del", `{"GroupId":"g","MsgSeq":1,"Reaction":"smile"}`, 0)
	page := carol.Do("openim_msg_ext_http_svc.group_reaction_iterate", `{"GroupId":"g","MsgSeq":1,"Reaction":"smile","NextSeq":0,"Count":100}`, 0)
	if page.Len("Reaction_Account") != 1 || page.Text("Reaction_Account", 0) != "carol" {
		t.Errorf("page %v", page)
	}
	bob.Do("openim_msg_ext_http_svc.group_reaction_del", `{"GroupId":"g","MsgSeq":1,"Reaction":"smile"}`, 23009)
	w.Restart()
	again := w.REST("openim_msg_ext_http_svc.group_get_key_values", `{"GroupId":"g","MsgSeq":1}`, 0)
	if again.Int("LatestSeq") != 0 {
		t.Errorf("nothing was set: %v", again)
	}
}

func TestPins(t *testing.T) {
	w, olga, bob, carol := start(t)
	for i := range 12 {
		olga.Send("g", fmt.Sprint("text ", i+1), i, 0)
	}
	for _, c := range []*roomtest.Client{olga, bob, carol} {
		c.Events()
	}
	pin := func(c *roomtest.Client, seq, code int) {
		c.Do("pin_message", fmt.Sprintf(`{"GroupId":"g","MsgSeq":%d,"Pinner_Account":%q}`, seq, c.Name), code)
	}
	pin(bob, 3, 0)
	for _, c := range []*roomtest.Client{bob, carol} {
		e := c.Sees("aside 16")[0]
		body := []any{"GroupTips", 0, "MsgBody"}
		if e.Int(append(body, "PinnedMsg", "MsgSeq")...) != 3 || e.Text(append(body, "PinnedMsg", "MsgBody", 0, "MsgContent", "Text")...) != "text 3" ||
			e.Text(append(body, "MsgOperatorMemberExtraInfo", "UserId")...) != "bob" {
			t.Errorf("tip %v", e)
		}
	}
	pin(olga, 3, 10071)
	pin(olga, 99, 10030)
	for seq := 4; seq <= 12; seq++ {
		pin(olga, seq, 0)
	}
	pin(carol, 1, 10070)
	list := carol.Do("get_pinned_messages", `{"GroupId":"g"}`, 0)
	if list.Len("PinnedMsgList") != 10 || list.Int("PinnedMsgList", 0, "MsgSeq") != 12 || list.Text("PinnedMsgList", 9, "Pinner_Account") != "bob" {
		t.Errorf("list %v", list)
	}
	carol.Events()
	carol.Do("unpin_message", `{"GroupId":"g","MsgSeq":3,"UnPinner_Account":"carol"}`, 0)
	e := carol.Sees("aside 17")[0]
	if e.Int("GroupTips", 0, "MsgBody", "SdkGroupMessageId", "MsgSeq") != 3 || e.Text("GroupTips", 0, "MsgBody", "SdkGroupMessageId", "SenderTinyId") != w.Account("olga").Tiny() {
		t.Errorf("tip %v", e)
	}
	carol.Do("unpin_message", `{"GroupId":"g","MsgSeq":3}`, 0)
	carol.Sees()
	pin(carol, 1, 0)
	carol.Events()
	// What is recalled is pinned no more, and makes room.
	olga.Do("group_msg_recall", `{"GroupId":"g","MsgSeqList":[{"MsgSeq":12}]}`, 0)
	carol.Sees("recall", "aside 17")
	pin(carol, 2, 0)
	pin(carol, 12, 10030)
	w.REST("unpin_message", `{"GroupId":"g","MsgSeq":2}`, 0)
	w.REST("pin_message", `{"GroupId":"g","MsgSeq":2,"Pinner_Account":"bob"}`, 0)
	if list = w.REST("get_pinned_messages", `{"GroupId":"g"}`, 0); list.Len("PinnedMsgList") != 10 || list.Text("PinnedMsgList", 0, "Pinner_Account") != "bob" {
		t.Errorf("list %v", list)
	}
	bob.Do("pin_message", `{"GroupId":"g","MsgSeq":3,"Pinner_Account":"olga"}`, 10007)
	w.Login("stranger").Do("get_pinned_messages", `{"GroupId":"g"}`, 10007)
}
