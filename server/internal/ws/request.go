package ws

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/wire"
)

const (
	// pushAck is the one command that wants no answer: the SDK has seen a push.
	pushAck = "openim.ws_msg_push_ack"
	// heartbeat must be answered within three seconds, whatever else is running.
	heartbeat = "heartbeat.alive"
)

// pause is what a client that is too fast has to wait for each request.
const pause = 20 * time.Millisecond

// serve carries out the request in a message, which may be reused afterwards.
func (s *socket) serve(message []byte) {
	r, err := parse(message)
	if !isNumber(r.Head.Seq) {
		s.door.stats.strange.Add(1)
		s.flood()
		return // the client could not tell what an answer belongs to
	}
	s.door.stats.requests.Add(1)
	if err != nil || r.Head.Command == "" {
		s.answer(&r, nil, wire.ErrBadJSON, s.session.Aside)
		return
	}
	if r.Head.Command == pushAck {
		s.flood()
		return
	}
	a, err := s.door.apps.Get(s.app)
	if !s.bucket.take(rateOf(a), time.Now()) {
		s.door.stats.tooFast.Add(1)
		s.answer(&r, nil, wire.ErrTooFrequent, s.session.Aside)
		s.startTurns()    // what was read before does not wait
		time.Sleep(pause) // and so the rest is read slowly
		return
	}
	if err != nil {
		s.answer(&r, nil, err, s.session.Aside)
		return
	}
	if r.Head.Command == heartbeat {
		s.run(s.door.ctx, a, &r, s.session.Aside)
		return
	}
	if s.door.registry.Beside(r.Head.Command) {
		if ctx := s.hold(); ctx != nil {
			go func() {
				defer s.release()
				s.run(ctx, a, &r, s.session.Aside)
			}()
			return
		}
	}
	s.inTurn(turn{a, &r})
}

// rateOf returns how many requests a second a client may make. An unknown
// application has nothing to ask for.
func rateOf(a *app.App) int {
	if a == nil {
		return 10
	}
	return a.Settings.ClientRate
}

// run finds out who asks, runs the command, and answers. When the door is closing
// it does nothing: the client asks another node again.
func (s *socket) run(ctx context.Context, a *app.App, r *request, reply func([]byte)) {
	s.door.work.RLock()
	defer s.door.work.RUnlock()
	if s.door.over {
		return
	}
	resp, err := s.do(ctx, a, r)
	if err != api.Held {
		s.answer(r, resp, err, reply)
	}
}

func (s *socket) do(ctx context.Context, a *app.App, r *request) (resp any, err error) {
	defer func() {
		if p := recover(); p != nil {
			s.door.log.Error("request failed", "command", r.Head.Command, "error", fmt.Sprintf("panic: %v\n%s", p, debug.Stack()))
			resp, err = nil, wire.ErrInternal
		}
	}()
	c, resp, err := s.door.auth.Authenticate(ctx, a, api.Head{Command: r.Head.Command, Identifier: r.Head.Identifier,
		UserSig: r.Head.UserSig, A2: r.Head.A2, TinyID: r.Head.TinyID, Platform: int(s.platform), Instance: s.session.InstanceID(), Base: s.base.Value(), IP: s.ip})
	if err != nil {
		var own *wire.Error
		if !errors.As(err, &own) {
			s.door.log.Error("authentication failed", "command", r.Head.Command, "app", a.ID, "error", err)
			return nil, wire.ErrInternal
		}
		return resp, own
	}
	c.Session = s.session
	if s.door.registry.HeldBack(r.Head.Command) {
		command, seq := r.Head.Command, r.Head.Seq
		c.Later = func(body []byte) { s.session.Aside(document(command, seq, body)) }
	}
	if len(r.Body) == 0 || bytes.Equal(r.Body, []byte("null")) {
		r.Body = jsontext.Value("{}")
	}
	return s.door.registry.Do(ctx, c, r.Head.Command, r.Body)
}

func (s *socket) answer(r *request, resp any, err error, reply func([]byte)) {
	doc := appendHead(make([]byte, 0, 512), r.Head.Command, r.Head.Seq)
	reply(append(api.AppendEnvelope(doc, resp, err), '}'))
}

// document is an answer as clients get it.
func document(servcmd string, seq jsontext.Value, body []byte) []byte {
	doc := appendHead(make([]byte, 0, len(servcmd)+len(seq)+len(body)+40), servcmd, seq)
	return append(append(doc, body...), '}')
}

// appendHead appends the head of an answer, up to where its body begins.
func appendHead(doc []byte, servcmd string, seq jsontext.Value) []byte {
	doc = append(doc, `{"head":{"servcmd":`...)
	doc, _ = jsontext.AppendQuote(doc, servcmd) // what is no UTF-8 becomes a sign that says so
	doc = append(append(doc, `,"seq":`...), seq...)
	return append(doc, `},"body":`...)
}

// isNumber tells whether a JSON value is a number that can be echoed.
func isNumber(v jsontext.Value) bool {
	return len(v) > 0 && len(v) <= 20 && (v[0] == '-' || v[0] >= '0' && v[0] <= '9')
}
