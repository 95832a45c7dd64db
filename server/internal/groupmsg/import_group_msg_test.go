package groupmsg_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// A group comes from elsewhere: first itself, then its messages, then its members.
func TestMessagesOfAGroupAreImported(t *testing.T) { roomtest.Each(t, testImport) }

func testImport(t *testing.T, w *roomtest.World) {
	bert := w.Login("bert")
	w.Import("olga")
	w.REST("import_group", `{"Type":"Public","Name":"n","GroupId":"old","Owner_Account":"olga","CreateTime":1650000000}`, 0)
	body := `"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}]}`
	a := w.REST("import_group_msg", `{"GroupId":"old","MsgList":[
		{"From_Account":"bert","SendTime":1650000200,"Random":7,`+body+`,
		{"From_Account":"olga","SendTime":1650000100,`+body+`,
		{"From_Account":"olga","SendTime":1640000000,`+body+`,
		{"From_Account":"ghost","SendTime":1650000300,`+body+`,
		{"From_Account":"olga","SendTime":4000000000,`+body+`,
		{"From_Account":"olga","SendTime":1650000300},
		{"From_Account":"olga","SendTime":1650000300,`+body+`]}`, 0)
	for i, want := range []int{0, 10004, 10004, 10019, 10004, 10004, 0} {
		if got := a.Int("ImportMsgResult", i, "Result"); got != want {
			t.Errorf("message %d: %d, want %d", i, got, want)
		}
	}
	if a.Int("ImportMsgResult", 0, "MsgSeq") != 1 || a.Int("ImportMsgResult", 6, "MsgSeq") != 2 || a.Int("ImportMsgResult", 6, "MsgTime") != 1650000300 {
		t.Errorf("results %v", a)
	}
	bert.Sees()
	w.REST("import_group_member", `{"GroupId":"old","MemberList":[{"Member_Account":"bert","JoinTime":1650000100}]}`, 0)
	h := bert.Do("group_msg_get", `{"GroupId":"old","ReqMsgNumber":10}`, 0)
	if h.Len("RspMsgList") != 2 || h.Int("RspMsgList", 1, "MsgTimeStamp") != 1650000200 || h.Int("RspMsgList", 1, "MsgRandom") != 7 {
		t.Errorf("history %v", h)
	}
	if l := bert.Do("get_joined_group_list", `{"Member_Account":"bert","Limit":10}`, 0); l.Int("GroupIdList", 0, "SelfInfo", "MsgSeq") != 2 {
		t.Errorf("list %v", l)
	}
	w.REST("import_group_msg", `{"GroupId":"old","MsgList":[]}`, 10004)
	w.REST("create_group", `{"Type":"AVChatRoom","Name":"n","GroupId":"show"}`, 0)
	w.REST("import_group_msg", `{"GroupId":"show","MsgList":[{"From_Account":"olga","SendTime":1650000300,`+body+`]}`, 10007)
}

// An import that was cut short is made again, from its beginning.
func TestAnImportIsRepeated(t *testing.T) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		w.Import("olga")
		bert := w.Login("bert")
		w.REST("import_group", `{"Type":"Public","Name":"n","GroupId":"old","Owner_Account":"olga","CreateTime":1650000000}`, 0)
		const many = 40
		batch := func(first int) string {
			var list []string
			for k := first; k < min(first+7, many); k++ {
				list = append(list, fmt.Sprintf(`{"From_Account":%q,"SendTime":%d,"Random":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"m%d"}}]}`,
					[]string{"olga", "bert"}[k/3%2], 1650000100+k/4, k%2, k)) // several have all but the text in common
			}
			return `{"GroupId":"old","MsgList":[` + strings.Join(list, ",") + `]}`
		}
		upTo := func(n int) {
			for k := 0; k < n; k += 7 {
				a := w.REST("import_group_msg", batch(k), 0)
				for i := range min(7, many-k) {
					if r, seq := a.Int("ImportMsgResult", i, "Result"), a.Int("ImportMsgResult", i, "MsgSeq"); r != 0 || seq != k+i+1 {
						t.Fatalf("message %d: result %d, number %d", k+i, r, seq)
					}
				}
			}
		}
		upTo(21)
		upTo(many)
		upTo(many)
		w.REST("import_group_member", `{"GroupId":"old","MemberList":[{"Member_Account":"bert","JoinTime":1650000100,"UnreadMsgNum":2}]}`, 0)
		h := bert.Do("group_msg_get", `{"GroupId":"old","ReqMsgNumber":20,"ReqMsgSeq":1}`, 0)
		if h.Len("RspMsgList") != 1 || h.Text("RspMsgList", 0, "MsgBody", 0, "MsgContent", "Text") != "m0" {
			t.Errorf("a member does not see what was said before its own first word: %v", h)
		}
		again := w.REST("import_group_member", `{"GroupId":"old","MemberList":[{"Member_Account":"bert","Role":"Admin"},{"Member_Account":"olga"}]}`, 0)
		if again.Int("MemberList", 0, "Result") != 2 || again.Int("MemberList", 1, "Result") != 2 {
			t.Errorf("members again: %v", again)
		}
	})
}
