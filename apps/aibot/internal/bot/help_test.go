package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/apps/aibot/internal/bot"
	"github.com/teahouse-chat/teahouse/apps/aibot/internal/config"
	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/model"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/robot"
)

const (
	tea    = "@RBT#tea"
	coffee = "@RBT#coffee"
	token  = "a secret of the webhooks"
)

// server is one chat server for all stories; each has a chatbot of its own at the same
// address.
type server struct {
	*world.World
	addr  string
	close func() // the chatbot of the last story
}

func startServer(t *testing.T) *server {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := &server{addr: l.Addr().String()}
	s.World = world.Start(t, world.Settings("webhook_url=http://"+s.addr+"/im", "webhook_events=all", "webhook_token="+token))
	for _, id := range []string{tea, coffee} {
		world.Admin(s.App, robot.CreateRobot, &robot.CreateRobotRequest{UserID: id})
	}
	return s
}

// house is a chatbot with its model.
type house struct {
	*server
	t     *testing.T
	cfg   config.Config
	model *model.Server
	stop  func()
}

// open starts a chatbot.
func (s *server) open(t *testing.T, change func(*config.Config)) *house {
	h := &house{server: s, t: t, model: &model.Server{}}
	h.model.Pause(time.Millisecond)
	at := httptest.NewServer(h.model)
	s.close = func() { h.stop(); at.Close() }
	t.Cleanup(func() {
		if s.close(); t.Failed() {
			for n, r := range h.model.Asked() {
				t.Logf("question %d to the model of this story: %s", n+1, r.Question())
			}
		}
	})
	h.cfg = config.Default()
	h.cfg.Listen, h.cfg.Store = s.addr, filepath.Join(t.TempDir(), "aibot.db")
	h.cfg.Server = config.Server{URL: s.URL(), App: s.ID, Key: s.Key, Token: token}
	h.cfg.Model.URL, h.cfg.Model.Name, h.cfg.Model.MaxPause = at.URL+"/v1", "test", config.Duration(20*time.Millisecond)
	h.cfg.Limits.PerMinute, h.cfg.Limits.Burst = 600, 100
	h.cfg.Robots = []config.Robot{{ID: tea, Nick: "Tea", Prompt: "You know all about tea."}, {ID: coffee, Prompt: "You know all about coffee."}}
	if change != nil {
		change(&h.cfg)
	}
	h.stop = func() {}
	h.start()
	return h
}

func (h *house) start() {
	h.t.Helper()
	if err := h.cfg.Check(); err != nil {
		h.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	b, err := bot.New(ctx, h.cfg, slog.New(slog.NewTextHandler(h.t.Output(), nil)))
	if err != nil {
		h.t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- b.Run(ctx) }()
	h.stop = func() {
		cancel()
		if err := <-done; err != nil {
			h.t.Error(err)
		}
		h.stop = func() {}
	}
}

// shown is what a robot's message shows: the event's text, and where it came.
func shown(e client.Event) (from, group, text string) {
	switch e := e.(type) {
	case client.Message:
		return e.Sender(), "", e.Text()
	case client.GroupMessage:
		return e.From, e.ToGroupID, e.Text()
	case client.Edit:
		return e.From, "", text0(e.MsgBody)
	case client.GroupEdit:
		var body []wire.Element
		if json.Unmarshal(e.MsgBody, &body) != nil {
			return "", "", ""
		}
		return e.From, e.GroupID, text0(body)
	}
	return "", "", ""
}

func text0(body []wire.Element) string {
	var content struct{ Text string }
	if len(body) != 1 || json.Unmarshal(body[0].MsgContent, &content) != nil {
		return ""
	}
	return content.Text
}

// sees waits until a user is shown a text of a robot that has all parts, and returns it.
func sees(u *world.User, robot string, parts ...string) (text string) {
	u.Await(fmt.Sprintf("%s saying %q", robot, parts), func(e client.Event) bool {
		from, _, said := shown(e)
		text = said
		return from == robot && said != "" && hasAll(said, parts)
	})
	return text
}

func hasAll(text string, parts []string) bool {
	for _, p := range parts {
		if !strings.Contains(text, p) {
			return false
		}
	}
	return true
}

// steps returns what a user was shown of a robot so far.
func steps(u *world.User, robot string) (texts []string) {
	for _, e := range u.Seen() {
		if from, _, text := shown(e); from == robot {
			texts = append(texts, text)
		}
	}
	return texts
}

// How an answer of the test model ends.
const (
	teaEnd    = "My instructions begin with “You know all about tea."
	coffeeEnd = "My instructions begin with “You know all about coffee."
	inGroups  = " Several”."
)

func mention(u *world.User, id, text string, robots ...string) {
	m := u.Client().NewGroupMessage(id, wire.NewText(text))
	for _, r := range robots {
		m.GroupAtInfo = append(m.GroupAtInfo, group.Mention{Account: r})
	}
	world.Call(u, group.SendGroupMsg, m)
}
