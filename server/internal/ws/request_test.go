package ws_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"strings"
	"testing"
	"time"

	gobwas "github.com/gobwas/ws"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/ws"
	"github.com/teahouse-chat/teahouse/wire"
)

var insecure = &tls.Config{InsecureSkipVerify: true} // the certificate is the test server's own

func TestAnswers(t *testing.T) {
	each(t, ws.Options{}, func(w *world, path string) {
		c := w.dial(path)
		for i, row := range []struct{ command, head, body, want string }{
			{"toy.echo", `,"a2":"a2-ann"`, `{"Text":"<hi> "}`, answer(0, "toy.echo", 0, "", `,"Text":"<hi> ann"`)},
			{"toy.echo", ``, `null`, answer(1, "toy.echo", 0, "", `,"Text":""`)},
			{"toy.refuse", ``, `{}`, answer(2, "toy.refuse", 20027, "taken", `,"Text":"current"`)},
			{"heartbeat.alive", ``, `{}`, answer(3, "heartbeat.alive", 0, "", "")},
			{"toy.none", ``, `{}`, answer(4, "toy.none", 60003, `no such command: "toy.none"`, "")},
			{"toy.echo", `,"a2":"bad"`, `{}`, answer(5, "toy.echo", 70001, wire.ErrSigExpired.Info, "")},
			{"toy.echo", `,"a2":"kicked"`, `{}`, answer(6, "toy.echo", 1002, "kicked", `,"Text":"how"`)},
			{"toy.echo", `,"a2":"broken"`, `{}`, answer(7, "toy.echo", 60008, wire.ErrInternal.Info, "")},
			{"toy.echo", `,"a2":"panic"`, `{}`, answer(8, "toy.echo", 60008, wire.ErrInternal.Info, "")},
			{"toy.echo", `,"a2":7`, `{}`, answer(9, "toy.echo", 60003, wire.ErrBadJSON.Info, "")},
			{"", ``, `{}`, answer(10, "", 60003, wire.ErrBadJSON.Info, "")},
		} {
			c.asks(i, row.command, row.head, row.body)
			c.reads(row.want)
		}
	})
}

func TestWhatGetsNoAnswer(t *testing.T) {
	w := start(t, ws.Options{}, false)
	c := w.dial("/binfo")
	for _, message := range []string{"hello", "", "[]", `{"head":{"servcmd":"toy.echo"}}`, `{"head":{"servcmd":"toy.echo","seq":{}}}`,
		string(request(1, "openim.ws_msg_push_ack", "", `{"SessionData":"x"}`))} {
		c.sends(gobwas.NewBinaryFrame([]byte(message)))
	}
	c.asks(2, "toy.echo", "", `{"Text":"x"}`)
	c.reads(answer(2, "toy.echo", 0, "", `,"Text":"x"`))
	if s := w.door.Stats(); s.Strange != 5 || s.Requests != 2 {
		t.Errorf("%+v", s)
	}
}

func TestAnUnknownApplicationIsAnsweredAndNotClosed(t *testing.T) {
	w := start(t, ws.Options{}, false)
	c := w.dialApp("/binfo", 7)
	for range 3 {
		c.asks(1, "toy.login", "", `{}`)
		c.reads(answer(1, "toy.login", 70020, wire.ErrNoSuchApp.With("%d", 7).Info, ""))
	}
}

func TestRequestsRunInTurnAndHeartbeatsAndPollsBeside(t *testing.T) {
	each(t, ws.Options{}, func(w *world, path string) {
		c := w.dial(path)
		c.asks(1, "toy.slow", "", `{}`)
		for i := 2; i < 40; i++ { // more than may wait
			c.asks(i, "toy.echo", "", fmt.Sprintf(`{"Text":"%d"}`, i))
			if i == 10 {
				c.asks(100, "heartbeat.alive", "", `{}`)
				c.reads(answer(100, "heartbeat.alive", 0, "", ""))
			}
		}
		w.free <- struct{}{}
		c.reads(answer(1, "toy.slow", 0, "", ""))
		for i := 2; i < 40; i++ {
			c.reads(answer(i, "toy.echo", 0, "", fmt.Sprintf(`,"Text":"%d"`, i)))
		}
		c.asks(50, "toy.poll", "", `{}`)
		c.asks(51, "toy.echo", "", `{"Text":"x"}`)
		c.reads(answer(51, "toy.echo", 0, "", `,"Text":"x"`))
		w.free <- struct{}{}
		c.reads(answer(50, "toy.poll", 0, "", ""))
		c.asks(52, "toy.poll", "", `{}`)
		c.asks(53, "heartbeat.alive", "", `{}`)
		c.reads(answer(53, "heartbeat.alive", 0, "", ""))
		c.Close()
		w.until("a poll ends with its socket", func() bool { return w.ended.Load() == 1 && w.door.Stats().Sockets == 0 })
	})
}

// The answers to requests that came at once go out together, those behind a slow one
// when it is done, and those before it do not wait for it.
func TestAnswersToRequestsThatCameAtOnce(t *testing.T) {
	each(t, ws.Options{}, func(w *world, path string) {
		c := w.dial(path)
		const n = 10
		var burst []byte
		add := func(seq int, command, body string) {
			burst = append(burst, gobwas.MustCompileFrame(gobwas.MaskFrame(gobwas.NewFrame(c.op, true, request(seq, command, "", body))))...)
		}
		for i := range n {
			add(i, "toy.echo", `{"Text":"x"}`)
		}
		add(n, "toy.slow", `{}`)
		for i := range n {
			add(n+1+i, "toy.echo", `{"Text":"x"}`)
		}
		c.Write(burst)
		for i := range n {
			c.reads(answer(i, "toy.echo", 0, "", `,"Text":"x"`))
		}
		before := w.hub.Stats().Writes
		w.free <- struct{}{}
		c.reads(answer(n, "toy.slow", 0, "", ""))
		for i := range n {
			c.reads(answer(n+1+i, "toy.echo", 0, "", `,"Text":"x"`))
		}
		if writes := w.hub.Stats().Writes - before; writes > n/2 {
			t.Errorf("%d writes of %d answers", writes, n+1)
		}
	})
}

func TestALoginAndPushes(t *testing.T) {
	each(t, ws.Options{}, func(w *world, path string) {
		w.hub.OnBound(func(s *deliver.Session) {
			f, _ := deliver.NewFrame("x.y", "pushed")
			w.hub.ToAccount(w.app.ID, 10, f)
		})
		c := w.dial(path)
		c.asks(1, "toy.login", `,"a2":"a2-ann"`, `{}`)
		c.reads(answer(1, "toy.login", 0, "", ""))
		c.reads(`{"head":{"servcmd":"x.y","seq":0},"body":"pushed"}`)
		s := w.hub.SessionOf(100)
		if s == nil || s.InstanceID() != "0123456789abcdef" || s.Account().Name != "ann" {
			t.Fatalf("session %+v", s)
		}
		c.Close()
		w.until("the session ends with its socket", func() bool { return w.hub.SessionOf(100) == nil })
	})
}

func TestClientRate(t *testing.T) {
	w := start(t, ws.Options{}, false)
	w.must(w.apps.Set(t.Context(), w.app.ID, map[string]string{"client_rate": "5"}))
	c := w.dial("/binfo")
	refused := 0
	for i := range 8 {
		c.asks(i, "heartbeat.alive", "", `{}`)
		if strings.Contains(string(c.frame().Payload), "60018") {
			refused++
		}
	}
	if refused == 0 || refused > 3 || w.door.Stats().TooFast != uint64(refused) {
		t.Errorf("%d of 8 refused at 5 a second", refused)
	}
	w.until("it may ask again", func() bool {
		c.asks(9, "heartbeat.alive", "", `{}`)
		return !strings.Contains(string(c.frame().Payload), "60018")
	})
}

// A request is carried out although those behind it come too fast.
func TestWhatComesTooFastHoldsUpNothingBeforeIt(t *testing.T) {
	each(t, ws.Options{}, func(w *world, path string) {
		w.must(w.apps.Set(t.Context(), w.app.ID, map[string]string{"client_rate": "1"}))
		c := w.dial(path)
		var burst []byte
		for i := range 40 {
			burst = append(burst, gobwas.MustCompileFrame(gobwas.MaskFrame(gobwas.NewFrame(c.op, true, request(i, "toy.echo", "", `{"Text":"x"}`))))...)
		}
		c.Write(burst)
		for range 20 {
			if bytes.Contains(c.frame().Payload, []byte(`"Text":"x"`)) {
				return
			}
		}
		t.Error("the first of 40 requests waits for half of the others")
	})
}

func TestCloseWaitsForWhatRuns(t *testing.T) {
	w := start(t, ws.Options{}, false)
	c := w.dial("/binfo")
	c.asks(1, "toy.slow", "", `{}`)
	c.asks(2, "heartbeat.alive", "", `{}`)
	c.reads(answer(2, "heartbeat.alive", 0, "", ""))
	done := make(chan struct{})
	go func() {
		w.door.Close(context.Background())
		close(done)
	}()
	c.isClosed(gobwas.StatusGoingAway)
	select {
	case <-done:
		t.Fatal("closed while a request ran")
	case <-time.After(50 * time.Millisecond):
	}
	w.free <- struct{}{}
	<-done
}
