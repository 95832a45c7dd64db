package official_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/conversation"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/message"
	"github.com/teahouse-chat/teahouse/server/internal/official"
	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// world is a running server with official accounts.
type world struct {
	*roomtest.World
	service *official.Service
	crashes atomic.Bool // copies are stored, and nobody learns of it
	end     func()
}

func each(t *testing.T, f func(t *testing.T, w *world)) {
	roomtest.Each(t, func(t *testing.T, rw *roomtest.World) {
		w := &world{World: rw}
		w.start()
		t.Cleanup(func() { w.end() })
		f(t, w)
	}, "rest_rate=0")
}

func (w *world) start() {
	catchUp := func(ctx context.Context, a id.Account) error { return w.service.CatchUp(ctx, a) }
	conversations := conversation.New(w.DB, w.Timeline, w.Accounts, w.Profiles, w.Hub, w.Events, conversation.Options{CatchUp: catchUp})
	messages := message.New(w.Timeline, w.Accounts, w.Profiles, w.Hub, w.Events, message.Options{CatchUp: catchUp})
	w.service = official.New(official.Parts{DB: w.DB, Accounts: w.Accounts, Profiles: w.Profiles, Moderation: w.Moderation, Hub: w.Hub,
		Log: slog.New(slog.DiscardHandler), Recall: messages.RecallCopies, ShowOnline: messages.ShowOnline, Flags: conversations.Flags,
		Place: func(ctx context.Context, copies []timeline.Message) error {
			err := messages.Place(ctx, copies)
			if w.crashes.Load() {
				err = errors.Join(err, errors.New("crash"))
			}
			return err
		}}, w.Events)
	messages.Register(w.Registry)
	conversations.Register(w.Registry)
	w.service.Register(w.Registry)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { w.service.Follow(ctx); close(ended) }()
	w.end = func() { stop(); <-ended }
}

func (w *world) restart() {
	w.end()
	w.Restart()
	w.start()
}

const hall = "@TOA#_townhall"

// do calls a command of official accounts.
func (w *world) do(command, body string, want int) roomtest.Answer {
	w.T.Helper()
	return w.REST("official_account_open_http_svc."+command, body, want)
}

// open makes the town hall with subscribers.
func (w *world) open(subscribers ...string) {
	w.T.Helper()
	w.Import("mayor")
	w.do("create_official_account", `{"OfficialAccountUserID":"@TOA#_townhall","Owner_Account":"mayor","Name":"Town Hall","FaceUrl":"f"}`, 0)
	for _, s := range subscribers {
		w.subscribe(s)
	}
}

func (w *world) subscribe(name string) {
	w.T.Helper()
	w.do("add_subscriber", fmt.Sprintf(`{"Official_Account":%q,"SubscriberList":[{"Subscriber_Account":%q}]}`, hall, name), 0)
}

// send sends a text; more is further fields, each with a comma in front.
func (w *world) send(random int, text, more string) (key string) {
	w.T.Helper()
	return w.do("send_official_account_msg", fmt.Sprintf(
		`{"Official_Account":%q,"Random":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]%s}`, hall, random, text, more), 0).Text("MsgKey")
}

func (w *world) recall(want int, key string) {
	w.T.Helper()
	got := w.do("official_account_msg_recall", fmt.Sprintf(`{"Official_Account":%q,"MsgKeyList":[%q],"Reason":"oops"}`, hall, key), 0).Int("RecallRetList", 0, "RetCode")
	if got != want {
		w.T.Errorf("recall of %s: %d, want %d", key, got, want)
	}
}

// sees waits until a client was shown texts of the town hall, in order, and nothing else.
func (w *world) sees(c *roomtest.Client, texts ...string) (last roomtest.Answer) {
	w.T.Helper()
	var got []string
	w.Eventually(fmt.Sprintf("%s sees %q", c.Name, texts), func() bool {
		for _, e := range c.Events() {
			n := e.Len("C2cMsgArray")
			for i := range n {
				if e.Text("C2cMsgArray", i, "From_Account") != hall || e.Text("C2cMsgArray", i, "To_Account") != c.Name {
					w.T.Fatalf("%s sees %v", c.Name, e)
				}
				got = append(got, e.Text("C2cMsgArray", i, "MsgBody", 0, "MsgContent", "Text"))
				last = e
			}
			if n == 0 {
				w.T.Fatalf("%s sees %v", c.Name, e)
			}
		}
		return len(got) >= len(texts)
	})
	if fmt.Sprint(got) != fmt.Sprint(texts) {
		w.T.Errorf("%s sees %q, want %q", c.Name, got, texts)
	}
	return last
}

// seesRecall waits until a client was told that a message is recalled.
func (w *world) seesRecall(c *roomtest.Client) {
	w.T.Helper()
	w.Eventually(c.Name+" sees a recall", func() bool {
		for _, e := range c.Events() {
			info := "C2cNotifyMsgArray"
			if e.Text(info, 0, "WithdrawC2cMsgNotify", "C2cWithdrawInfoArray", 0, "From_Account") == hall {
				return true
			}
		}
		return false
	})
}

// history returns the texts of an account's conversation with the town hall, as an
// application reads them; of recalled ones, "-".
func (w *world) history(name string) (texts []string) {
	w.T.Helper()
	a := w.REST("openim.admin_getroammsg", fmt.Sprintf(`{"Operator_Account":%q,"Peer_Account":%q,"MaxCnt":100,"MinTime":0,"MaxTime":4294967295}`, name, hall), 0)
	for i := range a.Len("MsgList") {
		text := a.Text("MsgList", i, "MsgBody", 0, "MsgContent", "Text")
		if a.Int("MsgList", i, "MsgFlagBits") != 0 {
			text = "-"
		}
		texts = append(texts, text)
	}
	return texts
}

// holds compares the history with texts.
func (w *world) holds(name string, texts ...string) {
	w.T.Helper()
	if got := w.history(name); fmt.Sprint(got) != fmt.Sprint(texts) {
		w.T.Errorf("%s has %q, want %q", name, got, texts)
	}
}
