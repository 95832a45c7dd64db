package moderation_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/message"
	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// tea is a robot.
const tea = "@RBT#tea"

func each(t *testing.T, f func(t *testing.T, w *roomtest.World)) {
	roomtest.Each(t, func(t *testing.T, w *roomtest.World) {
		message.New(w.Timeline, w.Accounts, w.Profiles, w.Hub, w.Events, message.Options{Moderation: w.Moderation,
			IsRobot: func(_ context.Context, a id.Account) (bool, error) { return a.Name == tea, nil }}).Register(w.Registry)
		f(t, w)
	})
}

func text(to, text string, random int, more string) string {
	return fmt.Sprintf(`{"To_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]%s}`, to, random, random, text, more)
}

func TestSetNoSpeaking(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		loud, bob := w.Login("loud"), w.Login("bob")
		w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g","Owner_Account":"loud","MemberList":[{"Member_Account":"bob"}]}`, 0)
		w.REST("create_group", `{"Type":"AVChatRoom","Name":"n","GroupId":"live","Owner_Account":"bob"}`, 0)
		loud.Do("apply_join_group", `{"GroupId":"live"}`, 0)
		set := func(times string, want int) {
			w.REST("openconfigsvr.setnospeaking", `{"Set_Account":"loud"`+times+`}`, want)
		}
		is := func(want string) {
			t.Helper()
			a := w.REST("openconfigsvr.getnospeaking", `{"Get_Account":"loud"}`, 0)
			if got := a.Text("C2CmsgNospeakingTime") + " " + a.Text("GroupmsgNospeakingTime"); got != want {
				t.Errorf("muted %s, want %s", got, want)
			}
		}
		is("0 0")
		set(`,"C2CmsgNospeakingTime":4294967295`, 0)
		is("4294967295 0")
		loud.Do("openim.sendmsg", text("bob", "hi", 1, ""), 20012)
		loud.Send("g", "hi", 1, 0)
		w.REST("openim.sendmsg", text("bob", "hi", 2, `,"From_Account":"loud"`), 20012)
		set(`,"C2CmsgNospeakingTime":0,"GroupmsgNospeakingTime":600`, 0)
		if a := w.REST("openconfigsvr.getnospeaking", `{"Get_Account":"loud"}`, 0); a.Int("GroupmsgNospeakingTime") < 590 || a.Int("C2CmsgNospeakingTime") != 0 {
			t.Errorf("muted %v", a)
		}
		loud.Do("openim.sendmsg", text("bob", "hi", 3, ""), 0)
		loud.Send("g", "hi", 2, 10017)
		loud.Send("live", "hi", 3, 10017)
		bob.Send("g", "hi", 4, 0)
		w.Restart()
		if left := w.REST("openconfigsvr.getnospeaking", `{"Get_Account":"loud"}`, 0).Int("GroupmsgNospeakingTime"); left < 500 || left > 600 {
			t.Errorf("%d seconds are left after a restart", left)
		}
		set(`,"GroupmsgNospeakingTime":0`, 0)
		is("0 0")
		set(``, 130008)
		w.REST("openconfigsvr.setnospeaking", `{"GroupmsgNospeakingTime":1}`, 130004)
		w.REST("openconfigsvr.setnospeaking", `{"Set_Account":"ghost","GroupmsgNospeakingTime":1}`, 130005)
		w.REST("openconfigsvr.setnospeaking", `{"Set_Account":"loud","GroupmsgNospeakingTime":4294967296}`, 130001)
		w.REST("openconfigsvr.getnospeaking", `{}`, 130002)
		w.REST("openconfigsvr.getnospeaking", `{"Get_Account":"ghost"}`, 130003)
	})
}

func TestWords(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		ana, bob := w.Login("ana"), w.Login("bob")
		w.REST("create_group", `{"Type":"Public","Name":"n","GroupId":"g","Owner_Account":"ana","MemberList":[{"Member_Account":"bob"}]}`, 0)
		w.REST("im_msg_audit_mgr.add_local_audit_keywords", `{"LocalAuditWords":[
			{"Keyword":"darn","WordType":1,"FilterType":1,"ReplacedContent":"***"},{"Keyword":"darned","WordType":1,"FilterType":1,"ReplacedContent":"*****"},
			{"Keyword":"坏话","WordType":1,"FilterType":2},{"Keyword":"\\d{6,}","WordType":2,"FilterType":1,"ReplacedContent":"<number>"},
			{"Keyword":"(?i)buy.*now","WordType":2,"FilterType":2}]}`, 0)
		bob.Events()
		for i, row := range []struct {
			said, seen string
			code       int
		}{
			{"hello", "hello", 0},
			{"DARN it, darned thing", "*** it, ***** thing", 0},
			{"call 1234567", "call <number>", 0},
			{"这是坏话吗", "", 80001},
			{"Buy it NOW", "", 80001},
		} {
			ana.Do("openim.sendmsg", text("bob", row.said, i+1, ""), row.code)
			ana.Send("g", row.said, i+1, row.code)
			var seen []string
			for _, e := range bob.Events() {
				body := e.At("C2cMsgArray", 0, "MsgBody")
				if e.Kind() == "message" {
					body = e.At("GroupMsgArray", 0, "MsgBody")
					if body == nil {
						body = e.At("GroupTips", 0, "MsgBody")
					}
				}
				seen = append(seen, roomtest.Answer{"b": body}.Text("b", 0, "MsgContent", "Text"))
			}
			want := []string{row.seen, row.seen}
			if row.code != 0 {
				want = nil
			}
			if fmt.Sprint(seen) != fmt.Sprint(want) {
				t.Errorf("%q: bob sees %q, want %q", row.said, seen, want)
			}
		}
		w.REST("openim.sendmsg", text("bob", "darn", 90, `,"From_Account":"ana","SendMsgControl":["NoMsgCheck"]`), 0)
		w.REST("openim.batchsendmsg", `{"To_Account":["bob"],"MsgRandom":1,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"坏话"}}]}`, 80001)
		ana.Do("profile.portrait_set", `{"From_Account":"ana","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"坏话"}]}`, 40005)
		ana.Do("profile.portrait_set", `{"From_Account":"ana","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"darn ana"}]}`, 0)
		if got := w.REST("profile.portrait_get", `{"To_Account":["ana"],"TagList":["Tag_Profile_IM_Nick"]}`, 0).Text("UserProfileItem", 0, "ProfileItem", 0, "Value"); got != "*** ana" {
			t.Errorf("nick %q", got)
		}
		ana.Do("modify_group_base_info", `{"GroupId":"g","Introduction":"坏话"}`, 80001)
		ana.Do("modify_group_base_info", `{"GroupId":"g","Introduction":"darn"}`, 0)
		w.REST("create_group", `{"Type":"Public","Name":"坏话","Owner_Account":"ana"}`, 80001)
		if got := w.REST("get_group_info", `{"GroupIdList":["g"]}`, 0).Text("GroupInfo", 0, "Introduction"); got != "***" {
			t.Errorf("introduction %q", got)
		}
	})
}

func TestWordLists(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		add := func(words string, want int) {
			t.Helper()
			w.REST("im_msg_audit_mgr.add_local_audit_keywords", `{"LocalAuditWords":[`+words+`]}`, want)
		}
		add(`{"Keyword":"a","WordType":1,"FilterType":2},{"Keyword":"b+","WordType":2,"FilterType":1,"ReplacedContent":"-"}`, 0)
		add(`{"Keyword":"a","WordType":1,"FilterType":1,"ReplacedContent":"A"}`, 0) // the same word in another way
		add(`{"Keyword":"c","WordType":1,"FilterType":2}`, 0)
		add(`{"Keyword":"d","WordType":1,"FilterType":3},{"Keyword":"e+","WordType":2,"FilterType":3}`, 0)
		list := func(request string) string {
			t.Helper()
			a := w.REST("im_msg_audit_mgr.get_local_audit_keywords", request, 0)
			var words []string
			for i := range max(a.Len("LocalAuditWords"), 0) {
				words = append(words, a.Text("LocalAuditWords", i, "Id")+a.Text("LocalAuditWords", i, "Keyword"))
			}
			return fmt.Sprint(words, a.Int("TotalCount"), a.Int("TotalRegCount"), a.Int("CurCount"), a.Int("CurRegCount"))
		}
		for request, want := range map[string]string{
			`{"Offset":0,"Limit":10}`:                "[1a 2b+ 3c 4d 5e+] 3 2 3 2",
			`{"Offset":1,"Limit":1}`:                 "[2b+] 3 2 3 2",
			`{"Offset":0,"Limit":10,"FilterType":2}`: "[3c] 3 2 1 0",
			`{"Offset":0,"Limit":10,"FilterType":3}`: "[4d 5e+] 3 2 1 1",
			`{"Offset":0,"Limit":10,"Keyword":"b"}`:  "[2b+] 3 2 0 1",
			`{"Offset":9,"Limit":10,"FilterType":1}`: "[] 3 2 1 1",
		} {
			if got := list(request); got != want {
				t.Errorf("%s: %s, want %s", request, got, want)
			}
		}
		w.REST("im_msg_audit_mgr.delete_local_audit_keywords", `{"LocalAuditWords":[{"Id":1},{"Keyword":"b+","WordType":2,"FilterType":1},{"Id":99},
			{"Keyword":"d","WordType":1,"FilterType":3},{"Keyword":"e+","WordType":2,"FilterType":2}]}`, 0) // the last one is not there
		if got := list(`{"Offset":0,"Limit":10}`); got != "[3c 5e+] 1 1 1 1" {
			t.Errorf("left: %s", got)
		}
		add(``, 2003)
		add(`{"Keyword":"","WordType":1,"FilterType":2}`, 2003)
		add(`{"Keyword":"x","WordType":3,"FilterType":2}`, 2003)
		add(`{"Keyword":"x","WordType":1,"FilterType":0}`, 2003)
		add(`{"Keyword":"x","WordType":1,"FilterType":4}`, 2003)
		w.REST("im_msg_audit_mgr.get_local_audit_keywords", `{"Offset":0,"Limit":10,"FilterType":4}`, 2003)
		add(`{"Keyword":"(","WordType":2,"FilterType":2}`, 2003)
		add(`{"Keyword":"x*","WordType":2,"FilterType":2}`, 2003)
		add(strings.Repeat(`{"Keyword":"x","WordType":1,"FilterType":2},`, 10)+`{"Keyword":"x","WordType":1,"FilterType":2}`, 2016)
		w.REST("im_msg_audit_mgr.add_local_audit_keywords", `{"SdkAppId":7,"LocalAuditWords":[{"Keyword":"x","WordType":1,"FilterType":2}]}`, 2003)
		for _, command := range []string{"im_msg_audit.content_moderation", "im_msg_audit.batch_content_moderation", "im_msg_audit_mgr.get_cloud_audit_keywords_ids",
			"im_msg_audit_mgr.get_cloud_audit_keywords", "im_msg_audit_mgr.add_cloud_audit_keywords", "im_msg_audit_mgr.delete_cloud_audit_keywords"} {
			w.REST(command, `{}`, 2015)
		}
	})
}

// TestImportsAreNotScreened: what was said elsewhere comes as it was, and again is the same.
func TestImportsAreNotScreened(t *testing.T) {
	each(t, func(t *testing.T, w *roomtest.World) {
		w.Import("ann", "bob")
		w.REST("import_group", `{"Type":"Public","Name":"n","GroupId":"g","Owner_Account":"ann","CreateTime":1600000000}`, 0)
		said := `"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"a badword"}}]`
		group := `{"GroupId":"g","MsgList":[{"From_Account":"ann","SendTime":1700000000,"Random":7,` + said + `}]}`
		first := w.REST("import_group_msg", group, 0)
		w.REST("im_msg_audit_mgr.add_local_audit_keywords", `{"LocalAuditWords":[{"Keyword":"badword","WordType":1,"FilterType":2}]}`, 0)
		if again := w.REST("import_group_msg", group, 0); again.Int("ImportMsgResult", 0, "Result") != 0 || again.Int("ImportMsgResult", 0, "MsgSeq") != first.Int("ImportMsgResult", 0, "MsgSeq") {
			t.Errorf("imported as %v, and again as %v", first, again)
		}
		for _, how := range []int{2, 5} {
			w.REST("openim.importmsg", fmt.Sprintf(`{"SyncFromOldSystem":%d,"From_Account":"ann","To_Account":"bob","MsgSeq":%[1]d,"MsgRandom":1,"MsgTimeStamp":1700000000,%s}`, how, said), 0)
		}
	})
}
