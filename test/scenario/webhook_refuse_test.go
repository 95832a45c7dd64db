package scenario_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/setting"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

// question is something that the application is asked about before it happens. $N stands for
// a number that is new each time.
type question struct {
	webhook string
	setup   []string // commands of the App admin with their bodies
	by      string   // a user, or "" for the App admin
	command string
	body    string
	happens [2]string // a command of the App admin, and its body
	shows   string    // in the answer if it happened
	refused int       // what the caller gets for a 1; 0: it is no answer
	own     [2]int    // codes of the application that the caller gets
	drops   bool      // a 2 drops it silently; else it refuses
	open    bool      // a failure allows it whatever the policy is
}

var (
	ofC2C, ofGroups, ofFriends = [2]int{120001, 130000}, [2]int{10100, 10200}, [2]int{38000, 39000}

	hall      = `group_open_http_svc.create_group {"Type":"ChatRoom","Name":"n","GroupId":"hall$N","Owner_Account":"eve","ApplyJoinOption":"FreeAccess"}`
	inHall    = [2]string{group1 + "get_role_in_group", `{"GroupId":"hall$N","User_Account":["bob"]}`}
	daily     = official + `create_official_account {"OfficialAccountUserID":"@TOA#_n$N","Owner_Account":"eve","Name":"n"}`
	said      = `"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"said $N"}}]`
	addFriend = `{"From_Account":"bob","AddFriendItem":[{"To_Account":"f$N","AddSource":"AddSource_Type_X"}],"AddType":"Add_Type_Both"}`
)

var questions = []question{
	{webhook: "C2C.CallbackBeforeSendMsg", by: "bob", command: "openim.sendmsg",
		body:    `{"From_Account":"bob","To_Account":"eve","MsgSeq":1,"MsgRandom":$N,` + said + `}`,
		happens: [2]string{"openim.admin_getroammsg", `{"Operator_Account":"eve","Peer_Account":"bob","MaxCnt":100,"MinTime":1,"MaxTime":4000000000}`}, shows: "said $N",
		refused: 20006, own: ofC2C, drops: true},
	{webhook: "Group.CallbackBeforeSendMsg", setup: []string{hall}, by: "eve", command: group1 + "send_group_msg",
		body:    `{"GroupId":"hall$N","Random":$N,` + said + `}`,
		happens: [2]string{group1 + "group_msg_get_simple", `{"GroupId":"hall$N","ReqMsgNumber":20}`}, shows: "said $N",
		refused: 10016, own: ofGroups, drops: true},
	{webhook: "OfficialAccount.CallbackBeforeSendMsg", setup: []string{daily}, command: official + "send_official_account_msg",
		body:    `{"Official_Account":"@TOA#_n$N","Random":$N,` + said + `}`,
		happens: [2]string{official + "official_account_msg_get_simple", `{"Official_Account":"@TOA#_n$N","ReqMsgNumber":10}`}, shows: "said $N",
		refused: 10016, own: ofGroups, drops: true},
	{webhook: "Group.CallbackBeforeCreateGroup", by: "bob", command: group1 + "create_group",
		body:    `{"Type":"Public","Name":"n","GroupId":"new$N"}`,
		happens: [2]string{group1 + "get_group_info", `{"GroupIdList":["new$N"]}`}, shows: `"Owner_Account":"bob"`,
		refused: 10016, own: ofGroups},
	{webhook: "Group.CallbackBeforeApplyJoinGroup", setup: []string{hall}, by: "bob", command: group1 + "apply_join_group",
		body: `{"GroupId":"hall$N"}`, happens: inHall, shows: `"Role":"Member"`, refused: 10016, own: ofGroups},
	{webhook: "Group.CallbackBeforeInviteJoinGroup", setup: []string{hall}, command: group1 + "add_group_member",
		body: `{"GroupId":"hall$N","MemberList":[{"Member_Account":"bob"}]}`, happens: inHall, shows: `"Role":"Member"`, refused: 10016, own: ofGroups},
	{webhook: "Group.CallbackBeforeCreateTopic", setup: []string{group1 + `create_group {"Type":"Community","Name":"n","GroupId":"@TGS#_c$N","Owner_Account":"eve","SupportTopic":1}`},
		by: "eve", command: million + "create_topic", body: `{"GroupId":"@TGS#_c$N","TopicName":"topic $N"}`,
		happens: [2]string{million + "get_topic", `{"GroupId":"@TGS#_c$N","From_Account":"eve"}`}, shows: "topic $N", refused: 10016, own: ofGroups},
	{webhook: "OfficialAccount.CallbackBeforeCreateOfficialAccount", command: official + "create_official_account",
		body:    `{"OfficialAccountUserID":"@TOA#_m$N","Owner_Account":"eve","Name":"paper $N"}`,
		happens: [2]string{official + "get_official_account_info", `{"OfficialAccountIdList":[{"Official_Account":"@TOA#_m$N"}]}`}, shows: "paper $N", refused: 10016, own: ofGroups},
	{webhook: "OfficialAccount.CallbackBeforeAddSubscriber", setup: []string{daily}, command: official + "add_subscriber",
		body:    `{"Official_Account":"@TOA#_n$N","SubscriberList":[{"Subscriber_Account":"bob"}]}`,
		happens: [2]string{official + "get_subscriber_info", `{"Official_Account":"@TOA#_n$N","Limit":10}`}, shows: `"bob"`, refused: 10016, own: ofGroups},
	{webhook: "Sns.CallbackPrevFriendAdd", setup: []string{`im_open_login_svc.account_import {"UserID":"f$N"}`}, by: "bob", command: "sns.friend_add",
		body:    addFriend,
		happens: [2]string{"sns.friend_check", `{"From_Account":"bob","To_Account":["f$N"],"CheckType":"CheckResult_Type_Both"}`}, shows: "CheckResult_Type_BothWay",
		own: ofFriends, open: true},
	{webhook: "Sns.CallbackPrevFriendResponse", setup: []string{`im_open_login_svc.account_import {"UserID":"f$N"}`,
		`profile.portrait_set {"From_Account":"eve","ProfileItem":[{"Tag":"Tag_Profile_IM_AllowType","Value":"AllowType_Type_NeedConfirm"}]}`,
		`sns.friend_add {"From_Account":"f$N","AddFriendItem":[{"To_Account":"eve","AddSource":"AddSource_Type_X"}],"AddType":"Add_Type_Both"}`},
		by: "eve", command: "sns.friend_response", body: `{"From_Account":"eve","ResponseFriendItem":[{"To_Account":"f$N","ResponseAction":"Response_Action_AgreeAndAdd"}]}`,
		happens: [2]string{"sns.friend_check", `{"From_Account":"eve","To_Account":["f$N"],"CheckType":"CheckResult_Type_Both"}`}, shows: "CheckResult_Type_BothWay",
		own: ofFriends, open: true},
}

// outcome is an answer to a question, and what comes of it.
type outcome struct {
	name   string
	answer func(q *question, n int) any
	code   func(q *question) int // of the caller
	goes   func(q *question) bool
}

func always(code int) func(*question) int { return func(*question) int { return code } }
func yes(*question) bool                  { return true }
func no(*question) bool                   { return false }
func hang(*question, int) any             { return nil }

// own answers with a code of the application: as the answer's, or for each friend.
func own(pick func(q *question) int) func(q *question, n int) any {
	return func(q *question, n int) any {
		a := webhook.Answer{ActionStatus: "OK", ErrorCode: pick(q), ErrorInfo: "own words"}
		if q.own != ofFriends {
			return a
		}
		return webhook.FriendAnswer{Answer: webhook.OK(), ResultItem: []webhook.FriendResult{{To: fmt.Sprintf("f%d", n), ResultCode: a.ErrorCode, ResultInfo: a.ErrorInfo}}}
	}
}

// noAnswer is what a caller gets where failures refuse.
func noAnswer(q *question) int {
	if q.open {
		return 0
	}
	return 80003
}

func answered(code int) func(q *question, n int) any {
	return func(*question, int) any { return webhook.Answer{ActionStatus: "OK", ErrorCode: code} }
}

// outcomes by the failure policy. Those that fail stand apart, so that the breaker stays
// closed.
var outcomes = map[string][]outcome{
	"allow": {
		{"goes on", answered(0), always(0), yes},
		{"refused", answered(1), func(q *question) int { return q.refused }, func(q *question) bool { return q.refused == 0 }},
		{"no answer in time", hang, always(0), yes},
		{"first own code", own(func(q *question) int { return q.own[0] }), func(q *question) int { return q.own[0] }, no},
		{"HTTP 500", func(*question, int) any { return 500 }, always(0), yes},
		{"last own code", own(func(q *question) int { return q.own[1] }), func(q *question) int { return q.own[1] }, no},
		{"a code that is nobody's", own(func(q *question) int { return q.own[1] + 1 }), always(0), yes},
		{"dropped", answered(2), func(q *question) int {
			if q.drops {
				return 0
			}
			return q.refused
		}, func(q *question) bool { return q.open }},
		{"no JSON object", func(*question, int) any { return []int{} }, always(0), yes},
	},
	"refuse": {
		{"goes on", answered(0), always(0), yes},
		{"no answer in time", hang, noAnswer, func(q *question) bool { return q.open }},
		{"refused", answered(1), func(q *question) int { return q.refused }, func(q *question) bool { return q.open }},
		{"HTTP 500", func(*question, int) any { return 500 }, noAnswer, func(q *question) bool { return q.open }},
		{"own code", own(func(q *question) int { return q.own[0] }), func(q *question) int { return q.own[0] }, no},
		{"no JSON object", func(*question, int) any { return []int{} }, noAnswer, func(q *question) bool { return q.open }},
	},
}

// rewrites are the answers that change what happens, and what is there then instead of what
// was asked.
var rewrites = map[string]struct {
	answer any
	shows  string
}{
	"C2C.CallbackBeforeSendMsg":             {otherWords, "other words"},
	"Group.CallbackBeforeSendMsg":           {otherWords, "other words"},
	"OfficialAccount.CallbackBeforeSendMsg": {otherWords, "other words"},
	"Group.CallbackBeforeInviteJoinGroup":   {webhook.InviteAnswer{Answer: webhook.OK(), Refused: []string{"bob"}}, `"Role":"NotMember"`},
}

var otherWords = webhook.MessageAnswer{Answer: webhook.OK(), MsgBody: wire.NewText("other words")}

// TestQuestions puts each question to an application that answers in every way, and looks
// at what the caller gets and whether it happened.
func TestQuestions(t *testing.T) {
	b := world.NewBackend(t)
	w := world.Start(t, world.HookedUp(b, before()), world.Settings("webhook_timeout_ms=100", "rest_rate=0"))
	users := map[string]client.Conn{"": w.Rest, "bob": w.Login("bob"), "eve": w.Login("eve")}
	for _, s := range webhook.All() {
		if s.Answer != nil && !strings.Contains(fmt.Sprint(questions), s.Name) {
			t.Errorf("no row puts %s", s.Name)
		}
	}
	n := 1000
	for _, q := range questions {
		if r, ok := rewrites[q.webhook]; ok {
			n++
			q.put(t, users, b, outcome{"rewritten", func(*question, int) any { return r.answer }, always(0), no}, n)
			q.shows = r.shows
			t.Run(q.webhook+" rewritten", func(t *testing.T) { q.found(t, users, n, true) })
		}
	}
	for _, policy := range []string{"allow", "refuse"} {
		world.Admin(w.App, setting.SetSettings, &setting.SetSettingsRequest{Settings: []setting.Setting{
			{Name: "webhook_c2c_failure", Value: policy}, {Name: "webhook_group_failure", Value: policy}}})
		for _, q := range questions {
			for _, o := range outcomes[policy] {
				n++
				t.Run(fmt.Sprintf("%s %s %s", q.webhook, o.name, policy), func(t *testing.T) { q.put(t, users, b, o, n) })
			}
		}
	}
}

// before lists the webhooks that ask.
func before() string {
	var names []string
	for _, q := range questions {
		names = append(names, q.webhook)
	}
	return strings.Join(names, ",")
}

func (q *question) put(t *testing.T, users map[string]client.Conn, b *world.Backend, o outcome, n int) {
	do := func(by, command, body string) string { return tell(t, users[by], command, body, n) }
	b.Answer(func(h world.Hooked) any {
		if h.Command == q.webhook {
			return o.answer(q, n)
		}
		return webhook.OK()
	})
	asked := len(b.All(q.webhook))
	for _, line := range q.setup {
		command, body, _ := strings.Cut(line, " ")
		if answer := do("", command, body); !strings.Contains(answer, `"OK"`) {
			t.Fatalf("%s: %s", line, answer)
		}
	}
	answer := do(q.by, q.command, q.body)
	if got, text := codeAndText(t, answer); got != o.code(q) || got >= 10100 && got != 20006 && got != 80003 && !strings.Contains(text, "own words") {
		t.Errorf("the caller got %d, want %d, in %s", got, o.code(q), answer)
	}
	if now := len(b.All(q.webhook)); now != asked+1 {
		t.Errorf("the application was asked %d times", now-asked)
	}
	q.found(t, users, n, o.goes(q))
}

// found tests whether what was asked happened.
func (q *question) found(t *testing.T, users map[string]client.Conn, n int, want bool) {
	found := tell(t, users[""], q.happens[0], q.happens[1], n)
	if got := strings.Contains(found, strings.ReplaceAll(q.shows, "$N", fmt.Sprint(n))); got != want {
		t.Errorf("it happened: %v, want %v; found %s", got, want, found)
	}
}

// tell calls a command with n for $N, and returns the answer whatever it is.
func tell(t *testing.T, as client.Conn, command, body string, n int) string {
	answer, err := as.Do(t.Context(), command, []byte(strings.ReplaceAll(body, "$N", fmt.Sprint(n))))
	if answer == nil {
		t.Fatalf("%s: %v", command, err)
	}
	return string(answer)
}

// codeAndText are those of an answer, or of its only item.
func codeAndText(t *testing.T, answer string) (int, string) {
	var a struct {
		ErrorCode  int
		ErrorInfo  string
		ResultItem []struct {
			ResultCode int
			ResultInfo string
		}
	}
	if err := json.Unmarshal([]byte(answer), &a); err != nil {
		t.Fatalf("%v in %s", err, answer)
	}
	if a.ErrorCode == 0 && len(a.ResultItem) == 1 {
		return a.ResultItem[0].ResultCode, a.ResultItem[0].ResultInfo
	}
	return a.ErrorCode, a.ErrorInfo
}
