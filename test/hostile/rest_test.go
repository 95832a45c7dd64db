package hostile_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/usersig"
)

// text is an honest body of a message.
const text = `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]`

func TestREST(t *testing.T) {
	s := start(t)
	strange := []string{">", "*", "a.b", "a b", "~!@", "%2F", `"q"`}
	s.must("im_open_login_svc.account_import", `{"UserID":"alice"}`)
	for _, name := range strange {
		s.must("im_open_login_svc.account_import", fmt.Sprintf(`{"UserID":%q}`, name))
		s.must("openim.sendmsg", fmt.Sprintf(`{"From_Account":"alice","To_Account":%q,"MsgRandom":1,"MsgBody":%s}`, name, text))
		s.must("openim.sendmsg", fmt.Sprintf(`{"From_Account":%q,"To_Account":"alice","MsgRandom":1,"MsgBody":%s}`, name, text))
	}
	other := s.b
	s.must("group_open_http_svc.create_group", `{"Type":"Private","Name":"own","GroupId":"own","Owner_Account":"alice"}`)

	const post = http.MethodPost
	send := func(fields string) string { return `{"To_Account":"alice","MsgRandom":1` + fields + `}` }
	group := func(fields string) string { return `{"GroupId":"own","Random":1` + fields + `}` }
	admin := func(app uint32, id, sig string) string {
		return fmt.Sprintf("sdkappid=%d&identifier=%s&usersig=%s&random=1&contenttype=json", app, id, sig)
	}
	forged := s.a.sig("administrator")
	forged = forged[:20] + "AAAA" + forged[24:]
	expired := usersig.Token{App: s.a.SDKAppID, User: "administrator", Made: time.Now().Add(-2 * time.Hour), Expire: time.Hour}.Sign(s.a.Key)

	for _, row := range []struct {
		name, method, path, query, body string
		code                            int
	}{
		{"GET", http.MethodGet, "/v4/openim/sendmsg", s.query(), "", 60008},
		{"PUT", http.MethodPut, "/v4/openim/sendmsg", s.query(), "{}", 60008},
		{"no such service", post, "/v4/nothing/sendmsg", s.query(), "{}", 60009},
		{"no such command", post, "/v4/openim/nothing", s.query(), "{}", 60009},
		{"a short path", post, "/v4/openim", s.query(), "{}", 60009},
		{"a long path", post, "/v4/openim/sendmsg/more", s.query(), "{}", 60009},
		{"a client's command", post, "/v4/openim/getmsg", s.query(), "{}", 60009},
		{"a very long command", post, "/v4/openim/" + strings.Repeat("x", 4000), s.query(), "{}", 60009},
		{"no application", post, "/v4/openim/sendmsg", "identifier=administrator", "{}", 60012},
		{"an unknown application", post, "/v4/openim/sendmsg", admin(1, "administrator", forged), "{}", 60006},
		{"an application that is no number", post, "/v4/openim/sendmsg", "sdkappid=x", "{}", 60006},
		{"a negative application", post, "/v4/openim/sendmsg", "sdkappid=-1", "{}", 60006},
		{"a huge application", post, "/v4/openim/sendmsg", "sdkappid=99999999999999999999", "{}", 60006},
		{"no identifier", post, "/v4/openim/sendmsg", admin(s.a.SDKAppID, "", s.a.sig("")), "{}", 60004},
		{"no signature", post, "/v4/openim/sendmsg", admin(s.a.SDKAppID, "administrator", ""), "{}", 70002},
		{"nonsense as signature", post, "/v4/openim/sendmsg", admin(s.a.SDKAppID, "administrator", "nonsense"), "{}", 70003},
		{"a huge signature", post, "/v4/openim/sendmsg", admin(s.a.SDKAppID, "administrator", strings.Repeat("e", 9000)), "{}", 70003},
		{"a damaged signature", post, "/v4/openim/sendmsg", admin(s.a.SDKAppID, "administrator", forged), "{}", 70003},
		{"an expired signature", post, "/v4/openim/sendmsg", admin(s.a.SDKAppID, "administrator", expired), "{}", 70001},
		{"another application's signature", post, "/v4/openim/sendmsg", admin(s.a.SDKAppID, "administrator", other.sig("administrator")), "{}", 70014},
		{"another key's signature", post, "/v4/openim/sendmsg", admin(s.a.SDKAppID, "administrator", usersig.Make(s.a.SDKAppID, other.Key, "administrator", time.Hour)), "{}", 70009},
		{"another user's signature", post, "/v4/openim/sendmsg", admin(s.a.SDKAppID, "administrator", s.a.sig("alice")), "{}", 70013},
		{"not an admin", post, "/v4/openim/sendmsg", admin(s.a.SDKAppID, "alice", s.a.sig("alice")), "{}", 60010},

		{"an empty body", post, "/v4/openim/sendmsg", s.query(), "", 60003},
		{"half a body", post, "/v4/openim/sendmsg", s.query(), `{"To_Account":"alice"`, 60003},
		{"a list", post, "/v4/openim/sendmsg", s.query(), "[]", 60003},
		{"null", post, "/v4/openim/sendmsg", s.query(), "null", 60003},
		{"a very deep body", post, "/v4/openim/sendmsg", s.query(), `{"MsgBody":` + strings.Repeat(`[`, 200000), 60003},
		{"a body over a megabyte", post, "/v4/openim/sendmsg", s.query(), `{"x":"` + strings.Repeat("x", 1<<20) + `"}`, 60002},
		{"no receiver", post, "/v4/openim/sendmsg", s.query(), `{"MsgRandom":1,"MsgBody":` + text + `}`, 90003},
		{"a receiver that is a number", post, "/v4/openim/sendmsg", s.query(), `{"To_Account":7,"MsgRandom":1}`, 60015},
		{"U+0000 in a receiver", post, "/v4/openim/sendmsg", s.query(), `{"To_Account":"a\u0000","MsgRandom":1,"MsgBody":` + text + `}`, 90001},
		{"an unknown receiver", post, "/v4/openim/sendmsg", s.query(), `{"To_Account":"ghost","MsgRandom":1,"MsgBody":` + text + `}`, 90012},
		{"an unknown sender", post, "/v4/openim/sendmsg", s.query(), send(`,"From_Account":"ghost","MsgBody":` + text), 90008},
		{"no random number", post, "/v4/openim/sendmsg", s.query(), `{"To_Account":"alice","MsgBody":` + text + `}`, 90005},
		{"a body of a message that is a string", post, "/v4/openim/sendmsg", s.query(), send(`,"MsgBody":"x"`), 90007},
		{"a body of a message that is missing", post, "/v4/openim/sendmsg", s.query(), send(``), 90007},
		{"an element without a kind", post, "/v4/openim/sendmsg", s.query(), send(`,"MsgBody":[{}]`), 90002},
		{"an element whose content is a number", post, "/v4/openim/sendmsg", s.query(), send(`,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":5}]`), 90002},
		{"a message over 12 KB", post, "/v4/openim/sendmsg", s.query(), send(`,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"` + strings.Repeat("x", 13<<10) + `"}}]`), 93000},
		{"501 accounts", post, "/v4/openim/query_online_status", s.query(), `{"To_Account":["a"` + strings.Repeat(`,"a"`, 500) + `]}`, 90011},
		{"101 accounts", post, "/v4/im_open_login_svc/account_check", s.query(), `{"CheckItem":[{"UserID":"a"}` + strings.Repeat(`,{"UserID":"a"}`, 100) + `]}`, 70402},
		{"a UserID of 33 bytes", post, "/v4/im_open_login_svc/account_import", s.query(), `{"UserID":"` + strings.Repeat("x", 33) + `"}`, 70402},
		{"a UserID with a line feed", post, "/v4/im_open_login_svc/account_import", s.query(), `{"UserID":"a\nb"}`, 70402},
		{"a robot's UserID", post, "/v4/im_open_login_svc/account_import", s.query(), `{"UserID":"@RBT#x"}`, 70402},
		{"kicking nobody", post, "/v4/im_open_login_svc/kick", s.query(), `{"UserID":"ghost"}`, 70107},

		{"a group of no type", post, "/v4/group_open_http_svc/create_group", s.query(), `{"Name":"x"}`, 10004},
		{"a group of an unknown type", post, "/v4/group_open_http_svc/create_group", s.query(), `{"Type":"Secret","Name":"x"}`, 10004},
		{"a group ID that is taken", post, "/v4/group_open_http_svc/create_group", s.query(), `{"Type":"Private","Name":"x","GroupId":"own"}`, 10021},
		{"a reserved group ID", post, "/v4/group_open_http_svc/create_group", s.query(), `{"Type":"Private","Name":"x","GroupId":"@TGS#x"}`, 10004},
		{"a group of an unknown owner", post, "/v4/group_open_http_svc/create_group", s.query(), `{"Type":"Private","Name":"x","Owner_Account":"ghost"}`, 10019},
		{"a group name of 101 bytes", post, "/v4/group_open_http_svc/create_group", s.query(), `{"Type":"Private","Name":"` + strings.Repeat("x", 101) + `"}`, 10004},
		{"a message into no group", post, "/v4/group_open_http_svc/send_group_msg", s.query(), `{"GroupId":"none","Random":1,"MsgBody":` + text + `}`, 10010},
		{"a message into a group by an unknown account", post, "/v4/group_open_http_svc/send_group_msg", s.query(), group(`,"From_Account":"ghost","MsgBody":` + text), 10019},
		{"an empty message into a group", post, "/v4/group_open_http_svc/send_group_msg", s.query(), group(`,"MsgBody":[]`), 10004},
		{"dismissing another application's group", post, "/v4/group_open_http_svc/destroy_group",
			admin(other.SDKAppID, "administrator", other.sig("administrator")), `{"GroupId":"own"}`, 10010},
		{"writing into another application's group", post, "/v4/group_open_http_svc/send_group_msg",
			admin(other.SDKAppID, "administrator", other.sig("administrator")), group(`,"MsgBody":` + text), 10010},
		{"writing to another application's user", post, "/v4/openim/sendmsg",
			admin(other.SDKAppID, "administrator", other.sig("administrator")), send(`,"MsgBody":` + text), 90012},
		{"an unknown profile field", post, "/v4/profile/portrait_set", s.query(), `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_X","Value":"v"}]}`, 40009},
		{"a profile field of another type", post, "/v4/profile/portrait_set", s.query(), `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":5}]}`, 40610},
		{"a long profile value", post, "/v4/profile/portrait_set", s.query(), `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"` + strings.Repeat("x", 501) + `"}]}`, 40601},
	} {
		t.Run(row.name, func(t *testing.T) {
			if e := s.rest(t, row.method, row.path, row.query, row.body); e.ErrorCode != row.code {
				t.Errorf("code %d %s, want %d", e.ErrorCode, e.ErrorInfo, row.code)
			}
		})
	}
}
