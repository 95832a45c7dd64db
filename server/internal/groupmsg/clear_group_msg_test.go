package groupmsg_test

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// talk is a group in which olga said six things and bob two in between.
func talk(t *testing.T) (w *roomtest.World, olga, bob *roomtest.Client) {
	w = roomtest.New(t)
	olga, bob = w.Login("olga"), w.Login("bob")
	w.Import("carol")
	w.REST("create_group", `{"Type":"ChatRoom","Name":"n","GroupId":"g","Owner_Account":"olga","MemberList":[{"Member_Account":"bob"},{"Member_Account":"carol"}]}`, 0)
	for i := range 6 {
		olga.Send("g", fmt.Sprint("o", i), 10+i, 0)
		if i%3 == 0 {
			bob.Send("g", fmt.Sprint("b", i), 20+i, 0)
		}
	}
	olga.Events()
	bob.Events()
	return w, olga, bob
}

func TestClearGroupMsg(t *testing.T) {
	w, olga, bob := talk(t)
	history := func(c *roomtest.Client) int {
		return c.Do("group_msg_get", `{"GroupId":"g","ReqMsgNumber":20}`, 0).Len("RspMsgList")
	}
	w.REST("clear_group_msg", `{"GroupId":"g","MsgSeq":5}`, 0)
	bob.Sees()
	if n := history(bob); n != 3 {
		t.Errorf("bob sees %d", n)
	}
	if n := w.REST("group_msg_get_simple", `{"GroupId":"g","ReqMsgNumber":20}`, 0).Len("RspMsgList"); n != 8 {
		t.Errorf("the admin sees %d", n)
	}
	w.REST("clear_group_msg", `{"GroupId":"g","MsgSeq":2}`, 0) // it does not come back
	w.REST("clear_group_msg", `{"GroupId":"g"}`, 0)
	if n := history(olga); n > 0 {
		t.Errorf("olga sees %d", n)
	}
	w.REST("clear_group_msg", `{"GroupId":"nowhere"}`, 10010)
	w.REST("clear_group_msg", `{}`, 10004)
	w.REST("create_group", `{"Type":"Community","Name":"n","GroupId":"@TGS#_town","Owner_Account":"olga"}`, 0)
	w.REST("clear_group_msg", `{"GroupId":"@TGS#_town"}`, 10007)
}

func TestDeleteGroupMsgBySender(t *testing.T) {
	w, _, bob := talk(t)
	bob.Do("quit_group", `{"GroupId":"g"}`, 0)
	carol := w.Login("carol")
	w.REST("delete_group_msg_by_sender", `{"GroupId":"g","Sender_Account":"bob"}`, 0)
	carol.Sees("recall", "recall")
	w.REST("delete_group_msg_by_sender", `{"GroupId":"g","Sender_Account":"bob"}`, 0)
	w.REST("delete_group_msg_by_sender", `{"GroupId":"g","Sender_Account":"nobody"}`, 0)
	carol.Sees()
	if n := w.REST("group_msg_get_simple", `{"GroupId":"g","ReqMsgNumber":20}`, 0).Len("RspMsgList"); n != 6 {
		t.Errorf("%d are left", n)
	}
	w.REST("delete_group_msg_by_sender", `{"GroupId":"g"}`, 10004)
	w.REST("delete_group_msg_by_sender", `{"GroupId":"nowhere","Sender_Account":"bob"}`, 10010)
	w.REST("create_group", `{"Type":"AVChatRoom","Name":"n","GroupId":"live","Owner_Account":"olga"}`, 0)
	w.REST("delete_group_msg_by_sender", `{"GroupId":"live","Sender_Account":"bob"}`, 0)
}

func TestSendGroupSystemNotification(t *testing.T) {
	w, olga, bob := talk(t)
	eve := w.Login("eve")
	w.REST("send_group_system_notification", `{"GroupId":"g","Content":"soon"}`, 0)
	for _, c := range []*roomtest.Client{olga, bob} {
		if e := c.Sees("notice 255")[0]; e.Text("GroupTips", 0, "MsgBody", "UserDefinedField") != "soon" || e.Text("GroupTips", 0, "ToGroupId") != "g" {
			t.Errorf("%s sees %v", c.Name, e)
		}
	}
	w.REST("send_group_system_notification", `{"GroupId":"g","Content":"you","ToMembers_Account":["bob","eve","ghost"]}`, 0)
	if e := bob.Sees("notice 255")[0]; e.Text("GroupTips", 0, "To_Account") != "bob" {
		t.Errorf("bob sees %v", e)
	}
	olga.Sees()
	eve.Sees()
	w.REST("send_group_system_notification", `{"GroupId":"g"}`, 10004)
	w.REST("create_group", `{"Type":"AVChatRoom","Name":"n","GroupId":"live","Owner_Account":"olga"}`, 0)
	eve.Do("apply_join_group", `{"GroupId":"live"}`, 0)
	eve.Events()
	w.REST("send_group_system_notification", `{"GroupId":"live","Content":"x","ToMembers_Account":["eve"]}`, 10007)
	w.REST("send_group_system_notification", `{"GroupId":"live","Content":"x"}`, 0)
	eve.Sees("notice 255")
}
