package message

import (
	"fmt"
	"slices"
	"testing"
)

// texts returns the texts of a page.
func (a answer) texts(list string) (all []string) {
	for i := range max(a.len(list), 0) {
		all = append(all, a.text(list, i, "MsgBody", 0, "MsgContent", "Text"))
	}
	return all
}

func TestGetRoamMsgPages(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	var want []string
	for i := range 7 {
		from, to := mia, "leo"
		if i%3 == 2 {
			from, to = leo, "mia"
		}
		want = append(want, fmt.Sprint("m", i))
		from.send(to, i+1, i+1, want[i])
	}
	body := `{"Peer_Account":"leo","MaxCnt":3,"LastMsgTime":%v,"MsgKey":"%v","WithRecalledMsg":1,"GetDirection":0}`
	a := mia.do("openim.getroammsg", fmt.Sprintf(body, 0, ""), 0)
	var got []string
	for range 5 {
		got = append(a.texts("MsgList"), got...)
		if a.text("LastMsgTime") != a.text("MsgList", 0, "MsgTimeStamp") || a.text("MsgKey") != a.text("MsgList", 0, "MsgKey") {
			t.Errorf("the boundary of %v is not the oldest", a)
		}
		if a.text("Complete") == "1" {
			break
		}
		a = mia.do("openim.getroammsg", fmt.Sprintf(body, a["LastMsgTime"], a["MsgKey"]), 0)
	}
	if !slices.Equal(got, want) {
		t.Errorf("backward: %v", got)
	}
	if m := a.at("MsgList", 0).(map[string]any); fmt.Sprint(m["TinyId"], m["From_Account"], m["MsgClientTime"]) != mia.account.Tiny()+"mia1700000000" {
		t.Errorf("oldest %v", m)
	}
	first := a.text("MsgList", 0, "MsgTimeStamp")
	forward := mia.do("openim.getroammsg", fmt.Sprintf(`{"Peer_Account":"leo","MaxCnt":15,"LastMsgTime":%s,"GetDirection":1}`, first), 0)
	if !slices.Equal(forward.texts("MsgList"), want) || forward.text("MsgKey") != forward.text("MsgList", 6, "MsgKey") {
		t.Errorf("forward: %v", forward)
	}
	empty := leo.do("openim.getroammsg", `{"Peer_Account":"leo","MaxCnt":15}`, 0)
	if empty.text("Complete") != "1" || empty.len("MsgList") != 0 {
		t.Errorf("empty: %v", empty)
	}
	mia.do("openim.getroammsg", `{"Peer_Account":"ghost"}`, 20003)
	mia.do("openim.getroammsg", `{"Peer_Account":"leo","MsgKey":"oops"}`, 90054)
	mia.do("openim.getroammsg", `{}`, 90001)
}

func TestAdminGetRoamMsg(t *testing.T) {
	w := newWorld(t, nil)
	mia := w.login("mia")
	w.login("leo")
	for i, at := range []int{100, 100, 200, 300} {
		w.rest("openim.importmsg", fmt.Sprintf(`{"SyncFromOldSystem":2,"From_Account":"mia","To_Account":"leo","MsgSeq":%d,"MsgRandom":1,
			"MsgTimeStamp":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"m%d"}}]}`, i, at, i), 0)
	}
	body := `{"Operator_Account":"leo","Peer_Account":"mia","MaxCnt":2,"MinTime":100,"MaxTime":%v,"LastMsgKey":"%v"}`
	a := w.rest("openim.admin_getroammsg", fmt.Sprintf(body, 300, ""), 0)
	if !slices.Equal(a.texts("MsgList"), []string{"m2", "m3"}) || a.text("Complete") != "0" || a.text("MsgCnt") != "2" || a.text("LastMsgTime") != "200" {
		t.Errorf("first page %v", a)
	}
	if a.text("MsgList", 0, "MsgFlagBits") != "0" || a.text("MsgList", 0, "IsPeerRead") != "0" {
		t.Errorf("marks that are not set are told too: %v", a)
	}
	a = w.rest("openim.admin_getroammsg", fmt.Sprintf(body, a["LastMsgTime"], a["LastMsgKey"]), 0)
	if !slices.Equal(a.texts("MsgList"), []string{"m0", "m1"}) || a.text("Complete") != "1" {
		t.Errorf("second page %v", a)
	}
	a = w.rest("openim.admin_getroammsg", `{"From_Account":"mia","To_Account":"leo","MaxCnt":9,"MinTime":101,"MaxTime":299}`, 0)
	if !slices.Equal(a.texts("MsgList"), []string{"m2"}) {
		t.Errorf("range %v", a)
	}
	w.rest("openim.admin_getroammsg", fmt.Sprintf(body, 50, ""), 90010)
	w.rest("openim.admin_getroammsg", `{"Peer_Account":"leo","MaxCnt":9,"MinTime":1,"MaxTime":2}`, 90008)
	mia.do("openim.admin_getroammsg", fmt.Sprintf(body, 300, ""), 60003)
}

func TestDeleteC2CMsgRamble(t *testing.T) {
	w := newWorld(t, nil)
	mia, leo := w.login("mia"), w.login("leo")
	keep := mia.send("leo", 1, 1, "stays")
	gone := mia.send("leo", 2, 2, "goes")
	a := leo.do("openim.delete_c2c_msg_ramble", fmt.Sprintf(`{"From_Account":"leo","To_Account":"mia","MsgKeyList":["%v","oops","9_9_9"]}`, gone["MsgKey"]), 0)
	if a.len("InvalidMsgKeyList") != 1 || a.text("InvalidMsgKeyList", 0) != "oops" {
		t.Errorf("answer %v", a)
	}
	for c, want := range map[*client][]string{leo: {"stays"}, mia: {"stays", "goes"}} {
		peer := map[string]string{"leo": "mia", "mia": "leo"}[c.account.Name]
		if got := c.do("openim.getroammsg", fmt.Sprintf(`{"Peer_Account":%q}`, peer), 0).texts("MsgList"); !slices.Equal(got, want) {
			t.Errorf("%s sees %v", c.account.Name, got)
		}
	}
	w.rest("openim.delete_c2c_msg_ramble", fmt.Sprintf(`{"Operator_Account":"mia","Peer_Account":"leo","MsgKeyList":["%v"]}`, keep["MsgKey"]), 0)
	if got := mia.do("openim.getroammsg", `{"Peer_Account":"leo"}`, 0).texts("MsgList"); !slices.Equal(got, []string{"goes"}) {
		t.Errorf("mia sees %v", got)
	}
	leo.do("openim.delete_c2c_msg_ramble", `{"From_Account":"mia","To_Account":"leo","MsgKeyList":["1_1_1"]}`, 60010)
}
