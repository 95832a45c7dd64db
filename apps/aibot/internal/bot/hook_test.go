package bot_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

// call is a request to the chatbot's address.
type call struct {
	name   string
	method string     // POST
	query  url.Values // what differs from a webhook that is right
	body   string
	status int // 200
}

// post sends a webhook as the server does, but for what the call changes.
func (h *house) post(t *testing.T, c call) {
	t.Helper()
	now := time.Now().Unix()
	query := url.Values{"SdkAppid": {strconv.Itoa(int(h.ID))}, "CallbackCommand": {"Bot.OnC2CMessage"}, "RequestId": {"request"},
		"RequestTime": {strconv.FormatInt(now, 10)}, "Sign": {webhook.Sign(token, now)}}
	for name, values := range c.query {
		query[name] = values
	}
	if c.method == "" {
		c.method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(t.Context(), c.method, "http://"+h.addr+"/im?"+query.Encode(), strings.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if c.status == 0 {
		c.status = http.StatusOK
	}
	var answer webhook.Answer
	if res.StatusCode != c.status || c.status == http.StatusOK && (json.NewDecoder(res.Body).Decode(&answer) != nil || answer != webhook.OK()) {
		t.Errorf("%s: %s, %+v", c.name, res.Status, answer)
	}
}

func direct(t *testing.T, change func(b *webhook.BotOnC2CMessageBody)) string {
	t.Helper()
	body := webhook.BotOnC2CMessageBody{From: "max", To: tea, MsgTime: uint32(time.Now().Unix()), MsgKey: "1_2_3", MsgBody: wire.NewText("told twice")}
	body.SetHead("Bot.OnC2CMessage", time.Now().UnixMilli())
	change(&body)
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func twice(t *testing.T, s *server) {
	h := s.open(t, nil)
	max := s.Login("max")
	body := direct(t, func(*webhook.BotOnC2CMessageBody) {})
	h.post(t, call{name: "new", body: body})
	h.post(t, call{name: "again", body: body})
	sees(max, tea, "told twice", teaEnd)
	h.stop()
	h.start()
	h.post(t, call{name: "after a restart", body: body})
	max.Send(tea, "something else")
	sees(max, tea, "something else", "2 earlier messages", teaEnd)
	h.post(t, call{name: "another message with the same number", body: strings.Replace(body, "1_2_3", "1_2_4", 1)})
	sees(max, tea, "told twice", "4 earlier messages", teaEnd)
}

func noQuestion(t *testing.T, s *server) {
	h := s.open(t, nil)
	ray := s.Login("ray")
	good := direct(t, func(b *webhook.BotOnC2CMessageBody) { b.From = ray.Name })
	hourAgo := time.Now().Add(-time.Hour).Unix()
	for _, c := range []call{
		{name: "not a webhook", method: http.MethodGet, status: http.StatusMethodNotAllowed},
		{name: "another application", query: url.Values{"SdkAppid": {"1"}}, body: good, status: http.StatusUnauthorized},
		{name: "no signature", query: url.Values{"Sign": nil}, body: good, status: http.StatusUnauthorized},
		{name: "a wrong signature", query: url.Values{"Sign": {"0123"}}, body: good, status: http.StatusUnauthorized},
		{name: "an old signature", query: url.Values{"RequestTime": {strconv.FormatInt(hourAgo, 10)}, "Sign": {webhook.Sign(token, hourAgo)}},
			body: good, status: http.StatusUnauthorized},
		{name: "no JSON", body: "{", status: http.StatusBadRequest},
		{name: "another form", body: `{"MsgBody":7}`, status: http.StatusBadRequest},
		{name: "endless", body: string(bytes.Repeat([]byte("x"), 2<<20)), status: http.StatusBadRequest},
		{name: "a webhook that is not for robots", query: url.Values{"CallbackCommand": {"State.StateChange"}}, body: "{}"},
		{name: "a robot that is none of ours", body: direct(t, func(b *webhook.BotOnC2CMessageBody) { b.To = "@RBT#other" })},
		{name: "a robot that writes", body: direct(t, func(b *webhook.BotOnC2CMessageBody) { b.From = coffee })},
		{name: "is typing", body: direct(t, func(b *webhook.BotOnC2CMessageBody) { b.OnlineOnlyFlag = 1 })},
		{name: "without a word", body: direct(t, func(b *webhook.BotOnC2CMessageBody) { b.MsgBody = wire.NewCustom("{}", "", "") })},
		{name: "without elements", body: direct(t, func(b *webhook.BotOnC2CMessageBody) { b.MsgBody = nil })},
		{name: "from long ago", body: direct(t, func(b *webhook.BotOnC2CMessageBody) { b.From, b.MsgTime = ray.Name, uint32(hourAgo-60) })},
	} {
		h.post(t, c)
	}
	ray.Send(tea, "a question")
	sees(ray, tea, "a question", teaEnd)
	if n := len(h.model.Asked()); n != 1 {
		t.Errorf("the model was asked %d times", n)
	}
}
