package message

import (
	"fmt"
	"testing"
)

func (w *world) unread(owner, peer string) string {
	w.t.Helper()
	return w.rest("openim.get_c2c_unread_msg_num", fmt.Sprintf(`{"To_Account":%q,"Peer_Account":[%q]}`, owner, peer), 0).
		text("C2CUnreadMsgNumList", 0, "C2CUnreadMsgNum")
}

func TestMsgReaded(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo, leoToo := w.login("mia"), w.login("leo"), w.login("leo")
	last := mia.send("leo", 1, 1, "one")
	mia.send("leo", 2, 2, "two")
	leo.events()
	leoToo.events()
	if n := w.unread("leo", "mia"); n != "2" {
		t.Fatalf("unread %s", n)
	}
	before := leo.do("openim.get_peer_read_time", `{"To_Account":["mia","ghost"]}`, 0)
	if before.len("ReadTime") != 2 || before.text("ReadTime", 0) != "0" || before.text("ReadTime", 1) != "0" {
		t.Errorf("read times %v", before)
	}
	at := last.text("MsgTime")
	report := fmt.Sprintf(`{"C2CMsgReaded":{"Cookie":"","C2CMsgReadedItem":[{"To_Account":"mia","LastedMsgTime":%s,"Receipt":1},{"To_Account":"ghost","LastedMsgTime":9}]}}`, at)
	w.later.Store(1)
	leo.do("openim.msgreaded", report, 0)
	leo.seesNothing()
	own := leoToo.sees(10)
	if own.text("C2cNotifyMsgArray", 0, "ReadC2cMsgNotify", "UinPairReadArray", 0, "From_Account") != "mia" ||
		own.text("C2cNotifyMsgArray", 0, "ReadC2cMsgNotify", "UinPairReadArray", 0, "LastReadTime") != at {
		t.Errorf("other device %v", own)
	}
	peer := mia.sees(10)
	if peer.text("C2cNotifyMsgArray", 0, "C2cReadedReceipt", "To_Account") != "leo" ||
		peer.text("C2cNotifyMsgArray", 0, "C2cReadedReceipt", "UinPairReadArray", 0, "LastReadTime") != at {
		t.Errorf("peer %v", peer)
	}
	if got := mia.do("openim.get_peer_read_time", `{"To_Account":["leo"]}`, 0).text("ReadTime", 0); got != at {
		t.Errorf("read time %s, want %s", got, at)
	}
	if n := w.unread("leo", "mia"); n != "0" {
		t.Errorf("unread %s", n)
	}
	leo.do("openim.msgreaded", report, 0) // again: nothing new
	mia.seesNothing()
	leoToo.seesNothing()
}

func TestAdminSetMsgRead(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	mia.send("leo", 1, 1, "one")
	leo.events()
	w.rest("openim.admin_set_msg_read", `{"Report_Account":"leo","Peer_Account":"mia","MsgReadTime":"5"}`, 0)
	mia.seesNothing()
	w.rest("openim.admin_set_msg_read", `{"Report_Account":"leo","Peer_Account":"mia"}`, 0)
	mia.sees(10)
	leo.sees(10)
	if n := w.unread("leo", "mia"); n != "0" {
		t.Errorf("unread %s", n)
	}
	w.rest("openim.admin_set_msg_read", `{"Report_Account":"ghost","Peer_Account":"mia"}`, 90008)
	w.rest("openim.admin_set_msg_read", `{"Report_Account":"leo","Peer_Account":"ghost"}`, 90012)
	a := w.rest("openim.get_c2c_unread_msg_num", `{"To_Account":"leo","Peer_Account":["mia","ghost"]}`, 0)
	if a.text("ErrorList", 0, "Peer_Account") != "ghost" || a.text("ErrorList", 0, "ErrorCode") != "70107" {
		t.Errorf("answer %v", a)
	}
}

func TestC2CMsgReadReceipt(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	wanted := mia.do("openim.sendmsg", message("mia", "leo", 1, 1, "x", `,"IsNeedReadReceipt":1`), 0)
	second := mia.do("openim.sendmsg", message("mia", "leo", 2, 2, "x", `,"IsNeedReadReceipt":1`), 0)
	plain := mia.send("leo", 3, 3, "x")
	if m := leo.events(); m[0].text("C2cMsgArray", 0, "IsNeedReadReceipt") != "1" {
		t.Errorf("push %v", m)
	}
	leo.do("openim.c2c_msg_read_receipt", fmt.Sprintf(`{"Peer_Account":"mia","C2CMsgInfo":[
		{"From_Account":"mia","To_Account":"leo","MsgSeq":1,"MsgRandom":1,"MsgTime":%v,"MsgClientTime":1700000000},
		{"From_Account":"mia","To_Account":"leo","MsgSeq":3,"MsgRandom":3,"MsgTime":%v},
		{"From_Account":"mia","To_Account":"leo","MsgSeq":9,"MsgRandom":9,"MsgTime":9}]}`, wanted["MsgTime"], plain["MsgTime"]), 0)
	e := mia.sees(16)
	if e.text("Peer_Account") != "leo" || e.len("C2cMsgInfo") != 1 || e.text("C2cMsgInfo", 0, "TinyId") != mia.account.Tiny() ||
		e.text("C2cMsgInfo", 0, "MsgClientTime") != "1700000000" || e.text("C2cMsgInfo", 0, "MsgRandom") != "1" {
		t.Errorf("receipt %v", e)
	}
	byKey := fmt.Sprintf(`{"Operator_Account":"leo","Peer_Account":"mia","C2CMsgInfo":[{"From_Account":"mia","To_Account":"leo","MsgKey":"%v"}]}`, second["MsgKey"])
	w.rest("openim.c2c_msg_read_receipt", byKey, 0)
	mia.sees(16)
	w.rest("openim.c2c_msg_read_receipt", byKey, 0)
	mia.seesNothing()
	leo.seesNothing()
	// Nobody sends receipts for his own messages.
	mia.do("openim.c2c_msg_read_receipt", fmt.Sprintf(`{"Peer_Account":"leo","C2CMsgInfo":[{"From_Account":"mia","To_Account":"leo","MsgSeq":1,"MsgRandom":1,"MsgTime":%v}]}`, wanted["MsgTime"]), 0)
	a := mia.do("openim.getroammsg", `{"Peer_Account":"leo"}`, 0)
	for i, want := range []string{"1", "1", "<nil>"} {
		if got := a.text("MsgList", i, "IsPeerRead"); got != want {
			t.Errorf("IsPeerRead of message %d is %s", i, got)
		}
	}
	leo.do("openim.c2c_msg_read_receipt", `{"Peer_Account":"mia","C2CMsgInfo":[{"MsgKey":"oops"}]}`, 90054)
}
