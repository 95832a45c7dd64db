package groupmsg_test

import (
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// TestNoRecallsFromBeforeInTopics is about topics, where a new member has no place yet.
func TestNoRecallsFromBeforeInTopics(t *testing.T) {
	w := roomtest.New(t, "history_before_joining=off")
	w.Import("olga", "dan")
	w.REST("create_group", `{"Type":"Community","SupportTopic":1,"Name":"n","GroupId":"@TGS#_g","Owner_Account":"olga"}`, 0)
	w.REST("million_group_open_http_svc.create_topic", `{"GroupId":"@TGS#_g","TopicId":"@TGS#_g@TOPIC#_t","TopicName":"t"}`, 0)
	olga, dan := w.Login("olga"), w.Login("dan")
	olga.Do("send_group_msg", roomtest.Text("@TGS#_g", "x", 1, `,"TopicId":"@TGS#_g@TOPIC#_t"`), 0)
	olga.Do("group_msg_recall", `{"GroupId":"@TGS#_g","TopicId":"@TGS#_g@TOPIC#_t","MsgSeqList":[{"MsgSeq":1}],"Reason":"secret"}`, 0)
	w.REST("add_group_member", `{"GroupId":"@TGS#_g","MemberList":[{"Member_Account":"dan"}]}`, 0)
	asked := `{"NotifyReqList":[{"NotifyType":1,"Limit":20,"GroupId":"@TGS#_g","TopicId":"@TGS#_g@TOPIC#_t","BeginTime":0}]}`
	if n := dan.Do("batch_get_group_notify", asked, 0); n.Len("NotifyRspList", 0, "NotifyMsgList") != 0 {
		t.Errorf("dan learns of a recall from before: %v", n)
	}
	if n := olga.Do("batch_get_group_notify", asked, 0); n.Len("NotifyRspList", 0, "NotifyMsgList") != 1 {
		t.Errorf("olga knew the message: %v", n)
	}
}

// TestNothingOfWhatOneDoesNotSee tries what members can ask and say about messages
// that they do not see: from before they joined, or to others.
func TestNothingOfWhatOneDoesNotSee(t *testing.T) {
	w, olga, bob, carol := start(t, "history_before_joining=off")
	olga.Do("send_group_msg", roomtest.Text("g", "before", 1, `,"NeedReadReceipt":1`), 0)
	olga.Send("g", "recalled", 2, 0)
	olga.Do("group_msg_recall", `{"GroupId":"g","MsgSeqList":[{"MsgSeq":2}],"Reason":"secret"}`, 0)
	bob.Do("group_msg_receipt", `{"GroupId":"g","MsgSeqList":[{"MsgSeq":1}]}`, 0)
	w.REST("add_group_member", `{"GroupId":"g","MemberList":[{"Member_Account":"dan"}]}`, 10019)
	dan := w.Login("dan")
	w.REST("add_group_member", `{"GroupId":"g","Silence":1,"MemberList":[{"Member_Account":"dan"}]}`, 0)
	olga.Do("send_group_msg", roomtest.Text("g", "bob only", 3, `,"NeedReadReceipt":1,"To_Account":["bob"]`), 0)
	olga.Events()

	for _, of := range []struct {
		who *roomtest.Client
		seq string
	}{{dan, "1"}, {dan, "3"}, {carol, "3"}} {
		ref := `{"GroupId":"g","MsgSeqList":[{"MsgSeq":` + of.seq + `}]}`
		of.who.Do("group_msg_receipt", ref, 0)
		olga.Sees()
		if a := of.who.Do("get_group_msg_receipt", ref, 0); a.Int("GroupMsgReceiptList", 0, "Code") != 10062 {
			t.Errorf("%s learns who read message %s: %v", of.who.Name, of.seq, a)
		}
		of.who.Do("get_group_msg_receipt_detail", `{"GroupId":"g","MsgSeq":`+of.seq+`,"Flag":0,"Cursor":"","Num":100}`, 10062)
		u := of.who.Do("get_group_msg_receipts_by_users", `{"GroupId":"g","MemberReadMsgList":[{"MsgSeq":`+of.seq+`,"MemberList_Account":["bob"]}]}`, 0)
		if u.Len("MsgReadList", 0, "MemberList") != 0 {
			t.Errorf("%s learns when bob read message %s: %v", of.who.Name, of.seq, u)
		}
	}
	recalls := `{"NotifyReqList":[{"NotifyType":1,"Limit":20,"GroupId":"g","BeginTime":0}]}`
	if n := dan.Do("batch_get_group_notify", recalls, 0); n.Len("NotifyRspList", 0, "NotifyMsgList") != 0 {
		t.Errorf("dan learns of a recall from before: %v", n)
	}
	if n := carol.Do("batch_get_group_notify", recalls, 0); n.Len("NotifyRspList", 0, "NotifyMsgList") != 1 {
		t.Errorf("carol knew the message: %v", n)
	}
	if a := w.REST("get_group_msg_receipt", `{"GroupId":"g","MsgSeqList":[{"MsgSeq":1},{"MsgSeq":3}]}`, 0); a.Int("GroupMsgReceiptList", 0, "ReadNum") != 1 || a.Int("GroupMsgReceiptList", 1, "Code") != 0 {
		t.Errorf("an admin sees all: %v", a)
	}
}
