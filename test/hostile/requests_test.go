package hostile_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/usersig"
)

// requests are rows over REST.
func (s *server) requests(t *testing.T) {
	const send = "/v4/openim/sendmsg"
	s.addresses(t, send)
	s.signatures(t, send)
	s.bodies(t, send)
	s.contents(t)
	s.others(t)
}

// addresses are wrong methods, paths and queries.
func (s *server) addresses(t *testing.T, send string) {
	q := s.a.query()
	for _, row := range []struct {
		name, method, path, query string
		code                      int
	}{
		{"GET", http.MethodGet, send, q, 60008},
		{"PUT", http.MethodPut, send, q, 60008},
		{"DELETE", http.MethodDelete, send, q, 60008},
		{"OPTIONS", http.MethodOptions, send, q, 60008},
		{"a made-up method", "POUR", send, q, 60008},
		{"no such service", http.MethodPost, "/v4/nothing/sendmsg", q, 60009},
		{"no such command", http.MethodPost, "/v4/openim/nothing", q, 60009},
		{"another case", http.MethodPost, "/v4/openim/SendMsg", q, 60009},
		{"no service", http.MethodPost, "/v4/", q, 60009},
		{"a short path", http.MethodPost, "/v4/openim", q, 60009},
		{"an empty command", http.MethodPost, "/v4/openim/", q, 60009},
		{"an empty service", http.MethodPost, "/v4//sendmsg", q, 60009},
		{"a long path", http.MethodPost, "/v4/openim/sendmsg/more", q, 60009},
		{"a slash too many", http.MethodPost, "/v4/openim//sendmsg", q, 60009},
		{"a way up", http.MethodPost, "/v4/openim/../openim/sendmsg", q, 60009},
		{"an encoded slash", http.MethodPost, "/v4/openim%2Fsendmsg", q, 90007},
		{"a dot", http.MethodPost, "/v4/openim/sendmsg.x", q, 60009},
		{"U+0000 in the path", http.MethodPost, "/v4/openim/send%00msg", q, 60009},
		{"a client's command", http.MethodPost, "/v4/openim/getmsg", q, 60009},
		{"a client's login", http.MethodPost, "/v4/im_open_status/wslogin", q, 60009},
		{"a very long command", http.MethodPost, "/v4/openim/" + strings.Repeat("x", 4000), q, 60009},
		{"no query", http.MethodPost, send, "", 60012},
		{"no application", http.MethodPost, send, "identifier=administrator", 60012},
		{"an empty application", http.MethodPost, send, "sdkappid=&identifier=administrator", 60012},
		{"an unknown application", http.MethodPost, send, "sdkappid=1&identifier=administrator&usersig=x", 60006},
		{"an application that is no number", http.MethodPost, send, "sdkappid=x", 60006},
		{"an application in hex", http.MethodPost, send, fmt.Sprintf("sdkappid=0x%x", s.a.SDKAppID), 60006},
		{"a negative application", http.MethodPost, send, "sdkappid=-1", 60006},
		{"a fraction of an application", http.MethodPost, send, fmt.Sprintf("sdkappid=%d.0", s.a.SDKAppID), 60006},
		{"a huge application", http.MethodPost, send, "sdkappid=99999999999999999999", 60006},
		{"an application beyond 32 bits", http.MethodPost, send, fmt.Sprintf("sdkappid=%d", uint64(s.a.SDKAppID)+1<<32), 60006},
		{"an application in another case", http.MethodPost, send, strings.Replace(q, "sdkappid", "SdkAppid", 1), 60012},
		{"a query that cannot be parsed", http.MethodPost, send, q + "&x=%zz", 60002},
		{"semicolons in the query", http.MethodPost, send, strings.ReplaceAll(q, "&", ";"), 60002},
		{"another contenttype", http.MethodPost, send, strings.Replace(q, "=json", "=xml", 1), 60008},
		{"no identifier", http.MethodPost, send, s.a.as("", s.a.sig("")), 60004},
	} {
		s.row(t, row.name, row.code, func(t *testing.T) []byte {
			return s.raw(t, row.method, row.path, row.query, `{"To_Account":"alice","MsgRandom":1}`)
		})
	}
}

// packed makes a UserSig of any document.
func packed(t *testing.T, doc []byte) string {
	t.Helper()
	return usersigOf(zlibOf(t, doc))
}

func usersigOf(raw []byte) string {
	return strings.NewReplacer("+", "*", "/", "-", "=", "_").Replace(base64.StdEncoding.EncodeToString(raw))
}

// spoiled are UserSigs that are worth nothing to a user, with the code that both
// doors have for them.
func (s *server) spoiled(t *testing.T, user string) []struct {
	name, sig string
	code      int
} {
	good := s.a.sig(user)
	token := func(change func(k *usersig.Token)) string {
		k := usersig.Token{App: s.a.SDKAppID, User: user, Made: time.Now(), Expire: time.Hour}
		change(&k)
		return k.Sign(s.a.Key)
	}
	return []struct {
		name, sig string
		code      int
	}{
		{"no signature", "", 70002},
		{"nonsense as signature", "nonsense", 70003},
		{"a signature of one byte", "e", 70003},
		{"the standard base64", base64.StdEncoding.EncodeToString([]byte("{}")), 70003},
		{"a signature of nothing", packed(t, nil), 70003},
		{"a signature of no JSON", packed(t, []byte("hello")), 70003},
		{"a signature of null", packed(t, []byte("null")), 70003},
		{"a signature of an empty object", packed(t, []byte("{}")), 70003},
		{"a signature that is not compressed", usersigOf([]byte("{}")), 70003},
		{"half a signature", good[:len(good)/2], 70003},
		{"a signature without its last byte", good[:len(good)-1], 70003},
		{"a damaged signature", good[:20] + "AAAA" + good[24:], 70003},
		{"a signature of 9000 bytes", strings.Repeat("e", 9000), 70003},
		{"a bomb as signature", packed(t, make([]byte, 4<<20)), 70003},
		{"a signature of nested lists", packed(t, bytes.Repeat([]byte("["), 15000)), 70003},
		{"another application's signature", s.b.sig(user), 70014},
		{"another key's signature", usersig.Make(s.a.SDKAppID, s.b.Key, user, time.Hour), 70009},
		{"no key's signature", usersig.Make(s.a.SDKAppID, "", user, time.Hour), 70009},
		{"another user's signature", s.a.sig("bob"), 70013},
		{"a signature of the user in capitals", s.a.sig(strings.ToUpper(user)), 70013},
		{"a signature with a line feed", token(func(k *usersig.Token) { k.User += "\nTLS.sdkappid:1" }), 70003},
		{"an expired signature", token(func(k *usersig.Token) { k.Made = k.Made.Add(-2 * time.Hour) }), 70001},
		{"a signature of next week", token(func(k *usersig.Token) { k.Made = k.Made.Add(7 * 24 * time.Hour) }), 70003},
		{"a signature of the year 30000", token(func(k *usersig.Token) { k.Made = time.Date(30000, 1, 1, 0, 0, 0, 0, time.UTC) }), 70003},
		{"a signature of before 1970", token(func(k *usersig.Token) { k.Made = time.Unix(-1, 0) }), 70003},
		{"a signature for a negative time", token(func(k *usersig.Token) { k.Expire = -time.Hour }), 70003},
		{"a room's ticket", token(func(k *usersig.Token) { k.Userbuf = []byte("x") }), 70003},
	}
}

// signatures are forged identities.
func (s *server) signatures(t *testing.T, send string) {
	for _, row := range s.spoiled(t, "administrator") {
		s.row(t, row.name, row.code, s.post(send, s.a.as("administrator", url.QueryEscape(row.sig)), `{}`))
	}
	s.row(t, "not an admin", 60010, s.post(send, s.a.as("alice", s.a.sig("alice")), `{}`))
	s.row(t, "nobody is made by a refused call", 60010, s.post(send, s.a.as("ghost", s.a.sig("ghost")), `{}`))
	s.row(t, "an admin of another application", 70014, s.post(send, s.a.as("administrator", s.b.sig("administrator")), `{}`))
}

func zipped(t *testing.T, body string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	fmt.Fprint(w, body)
	w.Close()
	return b.String()
}

// bodies are no JSON objects, or odd ones.
func (s *server) bodies(t *testing.T, send string) {
	q := s.a.query()
	good := `{"From_Account":"alice","To_Account":"bob","MsgRandom":1,"MsgBody":` + text + `}`
	for _, row := range []struct {
		name, body string
		code       int
	}{
		{"an empty body", "", 60003},
		{"blanks", " \n ", 60003},
		{"not JSON", "hello", 60003},
		{"half a body", good[:len(good)/2], 60003},
		{"a body without its last byte", good[:len(good)-1], 60003},
		{"garbage behind the body", good + "x", 60003},
		{"two bodies", good + good, 60003},
		{"a byte order mark", "\xef\xbb\xbf" + good, 60003},
		{"UTF-16", "{\x00}\x00", 60003},
		{"a list", "[" + good + "]", 60003},
		{"a string", `"x"`, 60003},
		{"a number", `7`, 60003},
		{"null", "null", 60003},
		{"a comment", good[:1] + "/* hi */" + good[1:], 60003},
		{"a trailing comma", good[:len(good)-1] + ",}", 60003},
		{"single quotes", strings.ReplaceAll(good, `"`, `'`), 60003},
		{"a control character in a string", strings.Replace(good, "bob", "b\nb", 1), 60003},
		{"U+0000 raw in a string", strings.Replace(good, "bob", "b\x00b", 1), 60003},
		{"a bad escape", strings.Replace(good, "bob", `b\qb`, 1), 60003},
		{"half an escape", strings.Replace(good, "bob", `\u12`, 1), 60003},
		{"bytes that are not UTF-8 in a text", strings.Replace(good, `"x"`, "\"\xff\xfe\"", 1), 60003},
		{"half a character in a text", strings.Replace(good, `"x"`, "\"\xe4\xb8\"", 1), 60003},
		{"an overlong character", strings.Replace(good, `"x"`, "\"\xc0\xaf\"", 1), 60003},
		{"a surrogate in UTF-8", strings.Replace(good, `"x"`, "\"\xed\xa0\x80\"", 1), 60003},
		{"a very deep body", `{"MsgBody":` + strings.Repeat(`[`, 200000), 60003},
		{"a deep body that ends", `{"x":` + strings.Repeat(`[`, 2000) + strings.Repeat(`]`, 2000) + `}`, 60003},
		{"deep objects in a content", strings.Replace(good, `"x"`, strings.Repeat(`{"a":`, 1500)+"1"+strings.Repeat("}", 1500), 1), 60003},
		{"a body over a megabyte", `{"x":"` + strings.Repeat("x", 1<<20) + `"}`, 60002},
		{"a number of a thousand digits", `{"MsgRandom":` + strings.Repeat("9", 1000) + `}`, 90005},
		{"a hundred thousand unknown fields", `{"a":1` + strings.Repeat(`,"a":1`, 100000) + `}`, 90003},
		{"the last of two receivers counts", `{"To_Account":"bob","To_Account":"ghost","MsgRandom":1,"MsgBody":` + text + `}`, 90012},
		{"a form", "To_Account=bob&MsgRandom=1", 60003},
		{"XML", "<To_Account>bob</To_Account>", 60003},
	} {
		s.row(t, row.name, row.code, s.post(send, q, row.body))
	}
	for _, coding := range []string{"gzip", "deflate", "br", "x"} {
		s.row(t, "a body as "+coding, 60008, s.post(send, q, zipped(t, good), "Content-Encoding", coding))
	}
	s.row(t, "a bomb in gzip", 60008, s.post(send, q, zipped(t, strings.Repeat(" ", 64<<20)), "Content-Encoding", "gzip"))
	s.row(t, "gzip that is not told", 60003, s.post(send, q, zipped(t, good)))
}

// contents are requests whose form is right and whose content is not.
func (s *server) contents(t *testing.T) {
	to := func(fields string) string {
		return `{"From_Account":"alice","To_Account":"bob","MsgRandom":1` + fields + `}`
	}
	element := func(kind, content string) string {
		return to(fmt.Sprintf(`,"MsgBody":[{"MsgType":%q,"MsgContent":%s}]`, kind, content))
	}
	group := func(fields string) string { return `{"GroupId":"` + s.a.group() + `","Random":1` + fields + `}` }
	groupElement := func(kind, content string) string {
		return group(fmt.Sprintf(`,"MsgBody":[{"MsgType":%q,"MsgContent":%s}]`, kind, content))
	}
	for _, row := range []struct {
		name, command, body string
		code                int
	}{
		{"no receiver", "openim.sendmsg", `{"MsgRandom":1,"MsgBody":` + text + `}`, 90003},
		{"U+0000 in a receiver", "openim.sendmsg", `{"To_Account":"a\u0000","MsgRandom":1,"MsgBody":` + text + `}`, 90001},
		{"an unknown receiver", "openim.sendmsg", `{"To_Account":"ghost","MsgRandom":1,"MsgBody":` + text + `}`, 90012},
		{"a receiver in another case", "openim.sendmsg", `{"To_Account":"Bob","MsgRandom":1,"MsgBody":` + text + `}`, 90012},
		{"a receiver with a blank", "openim.sendmsg", `{"To_Account":"bob ","MsgRandom":1,"MsgBody":` + text + `}`, 90012},
		{"half a surrogate as receiver", "openim.sendmsg", `{"To_Account":"\ud800","MsgRandom":1,"MsgBody":` + text + `}`, 90012},
		{"an unknown sender", "openim.sendmsg", `{"From_Account":"ghost","To_Account":"bob","MsgRandom":1,"MsgBody":` + text + `}`, 90008},
		{"no random number", "openim.sendmsg", `{"To_Account":"alice","MsgBody":` + text + `}`, 90005},
		{"no MsgBody", "openim.sendmsg", to(``), 90007},
		{"an empty MsgBody", "openim.sendmsg", to(`,"MsgBody":[]`), 90002},
		{"an element that is a string", "openim.sendmsg", to(`,"MsgBody":["x"]`), 90002},
		{"an element that is null", "openim.sendmsg", to(`,"MsgBody":[null]`), 90002},
		{"an element without a kind", "openim.sendmsg", to(`,"MsgBody":[{}]`), 90002},
		{"an element without a content", "openim.sendmsg", to(`,"MsgBody":[{"MsgType":"TIMTextElem"}]`), 90002},
		{"an element whose content is a number", "openim.sendmsg", element("TIMTextElem", `5`), 90002},
		{"an unknown element", "openim.sendmsg", element("TIMSpellElem", `{}`), 90010},
		{"a text that is a number", "openim.sendmsg", element("TIMTextElem", `{"Text":5}`), 90010},
		{"a text that is missing", "openim.sendmsg", element("TIMTextElem", `{}`), 90010},
		{"a text in another case", "openim.sendmsg", element("TIMTextElem", `{"text":"x"}`), 90010},
		{"a second text of another type", "openim.sendmsg", element("TIMTextElem", `{"Text":"x","Text":{}}`), 90010},
		{"custom data that is an object", "openim.sendmsg", element("TIMCustomElem", `{"Data":{}}`), 90010},
		{"two custom elements", "openim.sendmsg", to(`,"MsgBody":[{"MsgType":"TIMCustomElem","MsgContent":{}},{"MsgType":"TIMCustomElem","MsgContent":{}}]`), 90010},
		{"a face whose index is a string", "openim.sendmsg", element("TIMFaceElem", `{"Index":"1"}`), 90010},
		{"a place whose latitude is a string", "openim.sendmsg", element("TIMLocationElem", `{"Latitude":"1"}`), 90010},
		{"an image whose sizes are no list", "openim.sendmsg", element("TIMImageElem", `{"ImageInfoArray":{}}`), 90010},
		{"an image whose sizes are numbers", "openim.sendmsg", element("TIMImageElem", `{"ImageInfoArray":[1]}`), 90010},
		{"an image whose address is a list", "openim.sendmsg", element("TIMImageElem", `{"ImageInfoArray":[{"URL":[]}]}`), 90010},
		{"a sound whose length is a string", "openim.sendmsg", element("TIMSoundElem", `{"Second":"1"}`), 90010},
		{"a file whose name is a list", "openim.sendmsg", element("TIMFileElem", `{"FileName":[]}`), 90010},
		{"a video whose cover is a number", "openim.sendmsg", element("TIMVideoFileElem", `{"ThumbUrl":1}`), 90010},
		{"merged messages that are strings", "openim.sendmsg", element("TIMRelayElem", `{"MsgList":["x"]}`), 90010},
		{"merged lines that are numbers", "openim.sendmsg", element("TIMRelayElem", `{"AbstractList":[1]}`), 90010},
		{"a message over 12 KB", "openim.sendmsg", element("TIMTextElem", `{"Text":"`+strings.Repeat("x", 13<<10)+`"}`), 93000},
		{"custom data over 12 KB", "openim.sendmsg", to(`,"MsgBody":` + text + `,"CloudCustomData":"` + strings.Repeat("x", 13<<10) + `"`), 93000},
		{"both kinds of online-only", "openim.sendmsg", to(`,"MsgBody":` + text + `,"OnlineOnlyFlag":1,"SendMsgControl":["NoUnread"]`), 90001},
		{"an import without a time", "openim.importmsg", to(`,"SyncFromOldSystem":2,"MsgBody":` + text), 90006},
		{"an import of another kind", "openim.importmsg", to(`,"SyncFromOldSystem":3,"MsgTimeStamp":1,"MsgBody":` + text), 90030},
		{"501 receivers", "openim.batchsendmsg", `{"From_Account":"alice","To_Account":["bob"` + strings.Repeat(`,"bob"`, 500) + `],"MsgRandom":1,"MsgBody":` + text + `}`, 90011},
		{"receivers that are unknown", "openim.batchsendmsg", `{"From_Account":"alice","To_Account":["ghost","spirit"],"MsgRandom":1,"MsgBody":` + text + `}`, 90012},
		{"501 accounts", "openim.query_online_status", `{"To_Account":["a"` + strings.Repeat(`,"a"`, 500) + `]}`, 90011},
		{"recalling what is not there", "openim.admin_msgwithdraw", `{"From_Account":"bob","To_Account":"carol","MsgKey":"1_2_3"}`, 20022},
		{"recalling by a key of words", "openim.admin_msgwithdraw", `{"From_Account":"bob","To_Account":"carol","MsgKey":"a_b_c"}`, 90054},
		{"recalling by a negative key", "openim.admin_msgwithdraw", `{"From_Account":"bob","To_Account":"carol","MsgKey":"-5_7_1760000000"}`, 90054},
		{"recalling by a key beyond 32 bits", "openim.admin_msgwithdraw", `{"From_Account":"bob","To_Account":"carol","MsgKey":"4294967301_7_1760000000"}`, 90054},
		{"changing what is not there", "openim.modify_c2c_msg", `{"From_Account":"bob","To_Account":"carol","MsgKey":"1_2_3","MsgBody":` + text + `}`, 20026},
		{"changing into nonsense", "openim.modify_c2c_msg", `{"From_Account":"bob","To_Account":"carol","MsgKey":"5_7_1760000000","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{}}]}`, 90010},

		{"101 accounts", "im_open_login_svc.account_check", `{"CheckItem":[{"UserID":"a"}` + strings.Repeat(`,{"UserID":"a"}`, 100) + `]}`, 70402},
		{"an import of 101 accounts", "im_open_login_svc.multiaccount_import", `{"Accounts":["a"` + strings.Repeat(`,"a"`, 100) + `]}`, 70402},
		{"an import of nobody", "im_open_login_svc.multiaccount_import", `{"Accounts":[]}`, 70402},
		{"an import without a name", "im_open_login_svc.account_import", `{}`, 70402},
		{"a UserID of 33 bytes", "im_open_login_svc.account_import", `{"UserID":"` + strings.Repeat("x", 33) + `"}`, 70402},
		{"a UserID of 11 characters and 33 bytes", "im_open_login_svc.account_import", `{"UserID":"` + strings.Repeat("茶", 11) + `"}`, 70402},
		{"a UserID of emoji", "im_open_login_svc.account_import", `{"UserID":"🍵"}`, 70402},
		{"a UserID with a line feed", "im_open_login_svc.account_import", `{"UserID":"a\nb"}`, 70402},
		{"a UserID with U+0000", "im_open_login_svc.account_import", `{"UserID":"a\u0000"}`, 70402},
		{"a UserID with half a surrogate", "im_open_login_svc.account_import", `{"UserID":"a\udc00"}`, 70402},
		{"a robot's UserID", "im_open_login_svc.account_import", `{"UserID":"@RBT#x"}`, 70402},
		{"kicking nobody", "im_open_login_svc.kick", `{"UserID":"ghost"}`, 70107},
		{"kicking without a name", "im_open_login_svc.kick", `{}`, 70402},

		{"a group of no type", "group_open_http_svc.create_group", `{"Name":"x"}`, 10004},
		{"a group of an unknown type", "group_open_http_svc.create_group", `{"Type":"Secret","Name":"x","GroupId":"x"}`, 10004},
		{"a group of no name", "group_open_http_svc.create_group", `{"Type":"Private","GroupId":"x"}`, 10004},
		{"a group ID that is taken", "group_open_http_svc.create_group", `{"Type":"Private","Name":"x","GroupId":"` + s.a.group() + `"}`, 10021},
		{"a reserved group ID", "group_open_http_svc.create_group", `{"Type":"Private","Name":"x","GroupId":"@TGS#x"}`, 10004},
		{"a group ID of 49 bytes", "group_open_http_svc.create_group", `{"Type":"Private","Name":"x","GroupId":"` + strings.Repeat("x", 49) + `"}`, 10004},
		{"a group ID with a line feed", "group_open_http_svc.create_group", `{"Type":"Private","Name":"x","GroupId":"x\n"}`, 10004},
		{"a group ID with U+0000", "group_open_http_svc.create_group", `{"Type":"Private","Name":"x","GroupId":"x\u0000"}`, 10004},
		{"a group of an unknown owner", "group_open_http_svc.create_group", `{"Type":"Private","Name":"x","GroupId":"x","Owner_Account":"ghost"}`, 10019},
		{"a group of an unknown member", "group_open_http_svc.create_group", `{"Type":"Private","Name":"x","GroupId":"x","Owner_Account":"alice","MemberList":[{"Member_Account":"ghost"}]}`, 10019},
		{"a group name of 101 bytes", "group_open_http_svc.create_group", `{"Type":"Private","Name":"` + strings.Repeat("x", 101) + `","GroupId":"x"}`, 10004},
		{"a group of a negative size", "group_open_http_svc.create_group", `{"Type":"Private","Name":"x","GroupId":"x","MaxMemberCount":-1}`, 10004},
		{"a message into no group", "group_open_http_svc.send_group_msg", `{"GroupId":"none","Random":1,"MsgBody":` + text + `}`, 10010},
		{"a message into a group by an unknown account", "group_open_http_svc.send_group_msg", group(`,"From_Account":"ghost","MsgBody":` + text), 10019},
		{"a message into a group without a random number", "group_open_http_svc.send_group_msg", `{"GroupId":"` + s.a.group() + `","MsgBody":` + text + `}`, 10004},
		{"an empty message into a group", "group_open_http_svc.send_group_msg", group(`,"MsgBody":[]`), 10004},
		{"a text in a group that is a number", "group_open_http_svc.send_group_msg", groupElement("TIMTextElem", `{"Text":5}`), 10004},
		{"an image in a group whose sizes are numbers", "group_open_http_svc.send_group_msg", groupElement("TIMImageElem", `{"ImageInfoArray":[1]}`), 10004},
		{"a message over 12 KB into a group", "group_open_http_svc.send_group_msg", groupElement("TIMTextElem", `{"Text":"`+strings.Repeat("x", 13<<10)+`"}`), 80002},
		{"31 mentions", "group_open_http_svc.send_group_msg", group(`,"MsgBody":` + text + `,"GroupAtInfo":[{"GroupAtAllFlag":1}` + mentions(31) + `]`), 10053},
		{"recalling eleven messages", "group_open_http_svc.group_msg_recall", `{"GroupId":"` + s.a.group() + `","MsgSeqList":[{"MsgSeq":1}` + strings.Repeat(`,{"MsgSeq":1}`, 10) + `]}`, 10004},
		{"a new owner who is not in the group", "group_open_http_svc.change_group_owner", `{"GroupId":"` + s.a.group() + `","NewOwner_Account":"alice"}`, 10007},
		{"a role that is none", "group_open_http_svc.modify_group_member_info", `{"GroupId":"` + s.a.group() + `","Member_Account":"carol","Role":"King"}`, 10004},
		{"making somebody owner", "group_open_http_svc.modify_group_member_info", `{"GroupId":"` + s.a.group() + `","Member_Account":"carol","Role":"Owner"}`, 10004},
		{"a member who is none", "group_open_http_svc.modify_group_member_info", `{"GroupId":"` + s.a.group() + `","Member_Account":"alice","Role":"Admin"}`, 10007},

		{"an unknown profile field", "profile.portrait_set", `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_X","Value":"v"}]}`, 40009},
		{"a profile field of another type", "profile.portrait_set", `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":5}]}`, 40610},
		{"a good field before a bad one", "profile.portrait_set", `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"half"},{"Tag":"Tag_Profile_IM_Gender","Value":"half"}]}`, 40605},
		{"a profile field that is an object", "profile.portrait_set", `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":{}}]}`, 40610},
		{"a long profile value", "profile.portrait_set", `{"From_Account":"alice","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"` + strings.Repeat("x", 501) + `"}]}`, 40601},
		{"a profile of nobody", "profile.portrait_set", `{"From_Account":"ghost","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"x"}]}`, 40003},
		{"conversations of nobody", "recentcontact.get_list", `{"From_Account":"ghost","TimeStamp":0,"StartIndex":0,"TopTimeStamp":0,"TopStartIndex":0,"AssistFlags":7}`, 50001},
	} {
		s.row(t, row.name, row.code, s.post("/v4/"+strings.Replace(row.command, ".", "/", 1), s.a.query(), row.body))
	}
}

func mentions(n int) (list string) {
	for i := range n {
		list += fmt.Sprintf(`,{"GroupAtAllFlag":0,"GroupAt_Account":"m%d"}`, i)
	}
	return list
}

// others are requests of another application's admin for what is not his.
func (s *server) others(t *testing.T) {
	group := `"GroupId":"` + s.a.group() + `"`
	for _, row := range []struct {
		name, command, body string
		code                int
	}{
		{"its group: dismissing", "group_open_http_svc.destroy_group", `{` + group + `}`, 10010},
		{"its group: writing", "group_open_http_svc.send_group_msg", `{` + group + `,"Random":1,"MsgBody":` + text + `}`, 10010},
		{"its group: reading", "group_open_http_svc.group_msg_get_simple", `{` + group + `,"ReqMsgNumber":20}`, 10010},
		{"its group: members", "group_open_http_svc.get_group_member_info", `{` + group + `}`, 10010},
		{"its group: renaming", "group_open_http_svc.modify_group_base_info", `{` + group + `,"Name":"mine"}`, 10010},
		{"its group: adding members", "group_open_http_svc.add_group_member", `{` + group + `,"MemberList":[{"Member_Account":"alice"}]}`, 10010},
		{"its group: kicking", "group_open_http_svc.delete_group_member", `{` + group + `,"MemberToDel_Account":["carol"]}`, 10010},
		{"its group: transfer", "group_open_http_svc.change_group_owner", `{` + group + `,"NewOwner_Account":"carol"}`, 10010},
		{"its group: recalling", "group_open_http_svc.group_msg_recall", `{` + group + `,"MsgSeqList":[{"MsgSeq":1}]}`, 10010},
		{"its group: changing a message", "openim.modify_group_msg", `{` + group + `,"MsgSeq":1,"MsgBody":` + text + `}`, 10010},
		{"its user: writing", "openim.sendmsg", `{"To_Account":"only-a","MsgRandom":1,"MsgBody":` + text + `}`, 90012},
		{"its user: as him", "openim.sendmsg", `{"From_Account":"only-a","To_Account":"bob","MsgRandom":1,"MsgBody":` + text + `}`, 90008},
		{"its user: kicking", "im_open_login_svc.kick", `{"UserID":"only-a"}`, 70107},
		{"its user: profile", "profile.portrait_set", `{"From_Account":"only-a","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"x"}]}`, 40003},
		{"its user: conversations", "recentcontact.get_list", `{"From_Account":"only-a","TimeStamp":0,"StartIndex":0,"TopTimeStamp":0,"TopStartIndex":0,"AssistFlags":7}`, 50001},
		{"its message: recalling", "openim.admin_msgwithdraw", `{"From_Account":"alice","To_Account":"bob","MsgKey":"6_8_1760000001"}`, 20022},
		{"its message: changing", "openim.modify_c2c_msg", `{"From_Account":"alice","To_Account":"bob","MsgKey":"6_8_1760000001","MsgBody":` + text + `}`, 20026},
	} {
		s.row(t, "another application asks: "+row.name, row.code, s.post("/v4/"+strings.Replace(row.command, ".", "/", 1), s.b.query(), row.body))
	}
}
