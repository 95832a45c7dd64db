package bot

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/teahouse-chat/teahouse/apps/aibot/internal/config"
	"github.com/teahouse-chat/teahouse/apps/aibot/internal/memory"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

const (
	// maxBody is the longest webhook taken, in bytes.
	maxBody = 1 << 20
	// skew is how far a signed request's time may be off.
	skew = time.Minute
)

// hooks are the webhooks that bring questions. Others are acknowledged and have no
// effect.
var hooks = map[string]func(b *Bot, event string, body []byte) ([]memory.Question, error){
	webhook.BotOnC2CMessage.String():   (*Bot).direct,
	webhook.BotOnGroupMessage.String(): (*Bot).mentioned,
}

// ServeHTTP takes webhooks on every path, and GET /healthz. A webhook is acknowledged
// when its questions are on disk, before they are answered.
func (b *Bot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet && r.URL.Path == "/healthz" {
		fmt.Fprintln(w, "ok")
		return
	}
	if r.Method != http.MethodPost {
		http.Error(w, "webhooks are sent by POST", http.StatusMethodNotAllowed)
		return
	}
	query := r.URL.Query()
	if err := b.authentic(query); err != nil {
		b.log.Warn("a webhook was refused", "from", r.RemoteAddr, "error", err)
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "the body cannot be read", http.StatusBadRequest)
		return
	}
	select {
	case <-b.resumed:
	case <-r.Context().Done():
		return
	}
	if err := b.hear(r.Context(), query, body); err != nil {
		b.log.Error("a webhook was not taken", "command", query.Get("CallbackCommand"), "error", err)
		status := http.StatusInternalServerError // it is sent again
		if errors.Is(err, errForm) {
			status = http.StatusBadRequest
		}
		http.Error(w, "not taken", status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(webhook.OK()) // who does not get this sends it again
}

var errForm = errors.New("the body is not that of its command")

// authentic checks that a webhook is of the application, and signed if there is a token.
func (b *Bot) authentic(query url.Values) error {
	if query.Get("SdkAppid") != strconv.FormatUint(uint64(b.cfg.Server.App), 10) {
		return errors.New("it is of another application")
	}
	token := b.cfg.Server.Token
	if token == "" {
		return nil
	}
	at, err := strconv.ParseInt(query.Get("RequestTime"), 10, 64)
	if err != nil || time.Since(time.Unix(at, 0)).Abs() > skew {
		return errors.New("RequestTime is missing or not now")
	}
	if subtle.ConstantTimeCompare([]byte(query.Get("Sign")), []byte(webhook.Sign(token, at))) != 1 {
		return errors.New("Sign is missing or wrong")
	}
	return nil
}

// hear stores what a webhook asks, and has it answered.
func (b *Bot) hear(ctx context.Context, query url.Values, body []byte) error {
	read := hooks[query.Get("CallbackCommand")]
	if read == nil {
		return nil
	}
	asked, err := read(b, query.Get("RequestId"), body)
	if err != nil || len(asked) == 0 {
		return err
	}
	fresh, err := b.store.Ask(ctx, asked)
	for _, q := range fresh {
		b.take(q)
	}
	return err
}

// direct reads a one-to-one message. What names its event is the RequestId with what names
// the message, here and in mentioned: a server that was restored from a backup, or has none
// of its data left, counts its requests anew.
func (b *Bot) direct(event string, raw []byte) ([]memory.Question, error) {
	var body webhook.BotOnC2CMessageBody
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, fmt.Errorf("%w: %w", errForm, err)
	}
	robot, is := b.robots[body.To]
	if !is || !fromPerson(body.From, body.OnlineOnlyFlag) {
		return nil, nil
	}
	event = fmt.Sprintf("%s\n%s\n%s\n%d", event, body.From, body.MsgKey, body.MsgTime)
	return b.question(robot, body.MsgBody, memory.Question{Event: event, User: body.From, At: time.Unix(int64(body.MsgTime), 0)}), nil
}

// mentioned reads a message of a group: a question to each robot that it mentions.
func (b *Bot) mentioned(event string, raw []byte) (all []memory.Question, err error) {
	var body webhook.BotOnGroupMessageBody
	if err := json.Unmarshal(raw, &body); err != nil {
		return nil, fmt.Errorf("%w: %w", errForm, err)
	}
	if !fromPerson(body.From, body.OnlineOnlyFlag) {
		return nil, nil
	}
	event = fmt.Sprintf("%s\n%s\n%s\n%d\n%d", event, body.GroupID, body.TopicID, body.MsgSeq, body.MsgTime)
	for _, id := range body.AtRobots {
		if robot, is := b.robots[id]; is {
			all = append(all, b.question(robot, body.MsgBody, memory.Question{Event: event, User: body.From, GroupID: body.GroupID,
				TopicID: body.TopicID, GroupType: body.Type, At: time.Unix(int64(body.MsgTime), 0)})...)
		}
	}
	return all, nil
}

// fromPerson says whether a message is one to answer: not of a robot, so that two cannot
// talk for ever, and not one that is shown to whoever is online and kept nowhere, as
// "is typing" is.
func fromPerson(from string, onlineOnly int) bool {
	return from != "" && onlineOnly == 0 && !strings.HasPrefix(from, account.RobotPrefix)
}

// question completes a question with what the message says; none if it says nothing.
func (b *Bot) question(robot config.Robot, body []wire.Element, q memory.Question) []memory.Question {
	q.Robot, q.Turn = robot.ID, memory.Turn{Role: memory.User}
	q.Turn.Text, q.Turn.Images = read(body, b.vision(robot))
	q.Turn.Text = withoutMention(q.Turn.Text, robot)
	if q.Turn.Text == "" && len(q.Turn.Images) == 0 {
		return nil
	}
	if q.GroupID != "" {
		q.Turn.Text = q.User + ": " + q.Turn.Text
	}
	return []memory.Question{q}
}

// withoutMention cuts a robot's own name off the beginning of a text: its nick, its ID, or
// the ID without what all robots' IDs begin with.
func withoutMention(text string, robot config.Robot) string {
	for _, name := range []string{robot.ID, "@" + robot.ID, "@" + strings.TrimPrefix(robot.ID, account.RobotPrefix), "@" + robot.Nick} {
		rest, is := strings.CutPrefix(text, name)
		if next, _ := utf8.DecodeRuneInString(rest); is && name != "@" && (rest == "" || !unicode.IsLetter(next) && !unicode.IsDigit(next)) {
			return strings.TrimSpace(strings.TrimLeft(rest, ",:"))
		}
	}
	return text
}
