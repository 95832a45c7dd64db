package groupmsg_test

import (
	"fmt"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

const stream = "stream_msg.send_group_stream_msg"

func piece(groupID, id string, random, index int, text, more string) string {
	return fmt.Sprintf(`{"GroupId":%q,"From_Account":"olga","Random":%d,"MsgBody":[{"MsgType":"TIMStreamElem","MsgContent":{"StreamMsgID":%q,"Chunks":[
		{"EventType":"data","Index":%d,"Markdown":%q,"IsLast":%v}]}}]%s}`, groupID, random, id, index, text, text == "", more)
}

func TestGroupStream(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		w.Import("olga", "bob", "carol")
		public(w, "g", "bob", "carol")
		bob, carol := w.Login("bob"), w.Login("carol")
		a := w.REST(stream, piece("g", "", 7, 1, "# Plan", `,"GroupAtInfo":[{"GroupAtAllFlag":0,"GroupAt_Account":"bob"}]`), 0)
		id := a.Text("StreamMsgID")
		if again := w.REST(stream, piece("g", "", 7, 1, "# Plan", ""), 0); again.Text("StreamMsgID") != id || again.Int("MsgSeq") != 1 {
			t.Errorf("first %v, again %v", a, again)
		}
		if e := carol.Sees("message")[0]; e.Text("GroupMsgArray", 0, "MsgBody", 0, "MsgContent", "Text") != "# Plan" {
			t.Errorf("push %v", e)
		}
		bob.Events()
		w.REST(stream, piece("g", id, 8, 2, ": tea", ""), 0)
		if e := carol.Sees("changed")[0]; e.Text("GroupMsgModNotifys", 0, "MsgBody", 0, "MsgContent", "Text") != "# Plan: tea" || e.Int("GroupMsgModNotifys", 0, "MsgVersion") != 1 {
			t.Errorf("push %v", e)
		}
		simple := func(ended bool) {
			t.Helper()
			h := w.REST("group_msg_get_simple", `{"GroupId":"g","ReqMsgNumber":5}`, 0)
			e := []any{"RspMsgList", 0, "MsgBody", 0, "MsgContent"}
			if h.Text(append(e, "Chunks", 0, "Markdown")...) != "# Plan: tea" || h.Text(append(e, "Chunks", 0, "IsLast")...) != fmt.Sprint(ended) || h.Text(append(e, "StreamMsgID")...) != id {
				t.Errorf("history over REST %v", h)
			}
		}
		simple(false)
		if h := bob.Do("group_msg_get", `{"GroupId":"g","ReqMsgNumber":5}`, 0); h.Text("RspMsgList", 0, "MsgBody", 0, "MsgContent", "Text") != "# Plan: tea" || h.Int("RspMsgList", 0, "MsgVersion") != 1 {
			t.Errorf("history %v", h)
		}
		w.REST(stream, piece("g", id, 9, 4, "x", ""), 90010)
		w.Restart()
		w.REST(stream, piece("g", id, 9, 3, "", ""), 0)
		w.REST(stream, piece("g", id, 9, 3, "", ""), 0)
		w.REST(stream, piece("g", id, 10, 4, "x", ""), 20026)
		simple(true)
		if m := w.REST("openim.modify_group_msg", `{"GroupId":"g","MsgSeq":1,"CloudCustomData":"c"}`, 0); m.Text("MsgBody", 0, "MsgContent", "Text") != "# Plan: tea" {
			t.Errorf("changed %v", m)
		}
	})
}

func TestGroupStreamRefused(t *testing.T) {
	w, olga, bob, _ := start(t)
	id := w.REST(stream, piece("g", "", 1, 1, "a", ""), 0).Text("StreamMsgID")
	w.REST(stream, piece("g", "sm-1-1", 2, 2, "b", ""), 20026)
	w.REST(stream, piece("g", id+"-3", 2, 2, "b", ""), 20026)
	w.REST(stream, piece("nope", id, 2, 2, "b", ""), 10010)
	w.REST(stream, fmt.Sprintf(`{"GroupId":"g","From_Account":"bob","MsgRandom":2,"MsgBody":[{"MsgType":"TIMStreamElem","MsgContent":{"StreamMsgID":%q,"Chunks":[{"EventType":"data","Index":2}]}}]}`, id), 20026)
	w.REST(stream, `{"GroupId":"g","MsgBody":[{"MsgType":"TIMStreamElem","MsgContent":{"Chunks":[{"EventType":"data","Index":1}]}}]}`, 10004)
	w.REST(stream, `{"GroupId":"g","Random":3,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}`, 10004)
	olga.Do(stream, piece("g", id, 2, 2, "b", ""), 60003)
	bob.Do("send_group_msg", piece("g", "", 4, 1, "a", `,"From_Account":"bob"`), 10004)

	w.REST("modify_group_base_info", `{"GroupId":"g","MuteAllMember":"On"}`, 0)
	w.REST(stream, piece("g", id, 5, 2, "b", ""), 0) // the owner may speak
	w.REST("openconfigsvr.setnospeaking", `{"Set_Account":"olga","GroupmsgNospeakingTime":100}`, 0)
	w.REST(stream, piece("g", id, 6, 3, "c", ""), 10017)
	w.REST("openconfigsvr.setnospeaking", `{"Set_Account":"olga","GroupmsgNospeakingTime":0}`, 0)

	w.REST("im_msg_audit_mgr.add_local_audit_keywords", fmt.Sprintf(`{"SdkAppId":%d,"LocalAuditWords":[{"Keyword":"coffee","WordType":1,"FilterType":2},
		{"Keyword":"cocoa","WordType":1,"FilterType":1,"ReplacedContent":"tea"}]}`, w.App().ID), 0)
	w.REST(stream, piece("g", id, 7, 3, "cof", ""), 0)
	w.REST(stream, piece("g", id, 8, 4, "fee", ""), 80001)
	w.REST(stream, piece("g", id, 9, 4, " co", ""), 0)
	w.REST(stream, piece("g", id, 10, 5, "coa", ""), 0)
	h := w.REST("group_msg_get_simple", `{"GroupId":"g","ReqMsgNumber":5}`, 0)
	if got := h.Text("RspMsgList", 0, "MsgBody", 0, "MsgContent", "Chunks", 0, "Markdown"); got != "abcof tea" {
		t.Errorf("%q", got)
	}
	w.REST("create_group", `{"Type":"AVChatRoom","Name":"n","GroupId":"live","Owner_Account":"olga"}`, 0)
	w.REST(stream, piece("live", "", 1, 1, "a", ""), 10007)
}
