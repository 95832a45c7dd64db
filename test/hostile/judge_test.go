package hostile_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"
)

// internal are the codes of failures on the server's side, which no input may
// cause.
var internal = map[int]bool{10002: true, 20005: true, 30006: true, 40006: true, 50004: true, 70500: true, 90992: true, 91000: true}

// judge reads an answer. A refusal has a text that helps whoever wrote the request,
// is not as long as the request, and shows nothing of the server's inside.
func judge(t *testing.T, answer []byte) (e envelope) {
	t.Helper()
	if err := json.Unmarshal(answer, &e); err != nil {
		t.Fatalf("answer %.300q: %v", answer, err)
	}
	if e.ErrorCode == 0 {
		return e
	}
	if len(e.ErrorInfo) < 8 || len(e.ErrorInfo) > 400 || !utf8.ValidString(e.ErrorInfo) {
		t.Errorf("code %d has the text %.500q", e.ErrorCode, e.ErrorInfo)
	}
	for _, inside := range []string{"runtime error", "SQL", "sql:", "goroutine", ".go:", "internal error", "nil pointer"} {
		if strings.Contains(e.ErrorInfo, inside) {
			t.Errorf("code %d tells strangers %q", e.ErrorCode, e.ErrorInfo)
		}
	}
	if internal[e.ErrorCode] {
		t.Errorf("code %d says that the server failed", e.ErrorCode)
	}
	return e
}

// together is how many rows are run before it is looked at what they changed.
const together = 16

// row runs one row of the table: it must get its code and change nothing.
func (s *server) row(t *testing.T, name string, code int, run func(t *testing.T) []byte) {
	t.Helper()
	s.rows.Add(1)
	if s.seen == "" {
		s.seen = s.state(t)
	}
	s.since = append(s.since, name)
	t.Run(name, func(t *testing.T) {
		if e := judge(t, run(t)); e.ErrorCode != code {
			t.Errorf("code %d %s, want %d", e.ErrorCode, e.ErrorInfo, code)
		}
	})
	if len(s.since) >= together {
		s.unchanged(t)
	}
}

// unchanged looks whether the rows since the last look have changed something. To
// see which of them, run each alone.
func (s *server) unchanged(t *testing.T) {
	t.Helper()
	if len(s.since) == 0 {
		return
	}
	if after := s.state(t); after != s.seen {
		t.Errorf("one of the rows %q changed something:\nbefore %s\nafter  %s", s.since, s.seen, after)
		s.seen = after
	}
	s.since = nil
}

// Bodies of messages.
const (
	text   = `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]`
	secret = `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"a secret"}}]`
)

// populate makes bob and carol, what they have said to each other, and their group
// "theirs", in which alice is not; and in the other application people and a group
// of the same kind. b's are called as a's.
func (s *server) populate(t *testing.T) {
	t.Helper()
	for _, a := range []application{s.a, s.b} {
		s.must(t, a, "im_open_login_svc.multiaccount_import", `{"Accounts":["alice","bob","carol"]}`)
		s.must(t, a, "openim.importmsg", `{"SyncFromOldSystem":2,"From_Account":"bob","To_Account":"carol","MsgSeq":5,"MsgRandom":7,"MsgTimeStamp":1760000000,"MsgBody":`+secret+`}`)
		s.must(t, a, "group_open_http_svc.create_group", `{"Type":"Private","Name":"theirs","GroupId":"`+a.group()+`","Owner_Account":"bob","MemberList":[{"Member_Account":"carol"}]}`)
		s.must(t, a, "group_open_http_svc.send_group_msg", `{"GroupId":"`+a.group()+`","From_Account":"bob","Random":1,"MsgBody":`+secret+`}`)
		s.must(t, a, "group_open_http_svc.create_group", `{"Type":"Community","Name":"theirs","GroupId":"`+a.community()+`","Owner_Account":"bob","SupportTopic":1,"EnablePermission":1}`)
		s.must(t, a, "profile.portrait_set", `{"From_Account":"bob","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"Bob"}]}`)
	}
	s.must(t, s.c, "im_open_login_svc.multiaccount_import", `{"Accounts":["mia","leo","bert","cleo","ann"]}`)
	s.must(t, s.a, "im_open_login_svc.account_import", `{"UserID":"only-a"}`)
	s.must(t, s.a, "openim.importmsg", `{"SyncFromOldSystem":2,"From_Account":"alice","To_Account":"bob","MsgSeq":6,"MsgRandom":8,"MsgTimeStamp":1760000001,"MsgBody":`+secret+`}`)
}

// group is the GroupId of an application's group.
func (a application) group() string { return fmt.Sprintf("theirs-%d", a.SDKAppID) }

// community is the GroupId of an application's community.
func (a application) community() string { return fmt.Sprintf("@TGS#_theirs-%d", a.SDKAppID) }

// state is what can be seen of the people and groups of the two applications.
func (s *server) state(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, a := range []application{s.a, s.b} {
		for _, q := range [][2]string{
			{"im_open_login_svc.account_check", `{"CheckItem":[{"UserID":"alice"},{"UserID":"bob"},{"UserID":"carol"},{"UserID":"ghost"},{"UserID":"a"},{"UserID":"x"}]}`},
			{"profile.portrait_get", `{"To_Account":["alice","bob","carol"],"TagList":["Tag_Profile_IM_Nick","Tag_Profile_IM_Gender","Tag_Profile_IM_AllowType","Tag_Profile_IM_AdminForbidType"]}`},
			{"group_open_http_svc.get_group_info", `{"GroupIdList":["` + a.group() + `","` + a.community() + `","none","x"]}`},
			{"group_open_http_svc.get_group_member_info", `{"GroupId":"` + a.group() + `","Limit":100}`},
			{"group_open_http_svc.group_msg_get_simple", `{"GroupId":"` + a.group() + `","ReqMsgNumber":20,"WithRecalledMsg":1}`},
			{"group_open_http_svc.get_joined_group_list", `{"Member_Account":"alice"}`},
			{"group_open_http_svc.get_joined_group_list", `{"Member_Account":"bob"}`},
			{"openim.admin_getroammsg", `{"Operator_Account":"bob","Peer_Account":"carol","MaxCnt":100,"MinTime":1,"MaxTime":4000000000}`},
			{"openim.admin_getroammsg", `{"Operator_Account":"alice","Peer_Account":"bob","MaxCnt":100,"MinTime":1,"MaxTime":4000000000}`},
			{"openim.get_c2c_unread_msg_num", `{"To_Account":"bob"}`},
			{"recentcontact.get_list", `{"From_Account":"bob","TimeStamp":0,"StartIndex":0,"TopTimeStamp":0,"TopStartIndex":0,"AssistFlags":7}`},
			{"recentcontact.get_list", `{"From_Account":"alice","TimeStamp":0,"StartIndex":0,"TopTimeStamp":0,"TopStartIndex":0,"AssistFlags":7}`},
		} {
			fmt.Fprintf(&b, "%s %s\n", q[0], s.admin(t, a, q[0], q[1]))
		}
	}
	return b.String()
}

// post returns the run of a row that is a request of the admin of an application.
func (s *server) post(path, query, body string, header ...string) func(t *testing.T) []byte {
	return func(t *testing.T) []byte { return s.raw(t, http.MethodPost, path, query, body, header...) }
}
