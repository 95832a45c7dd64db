package ws

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/app"
)

const (
	// maxBeside is how many requests of a socket may run beside others; more
	// take their turn.
	maxBeside = 16
	// maxTurns is how many requests may wait for their turn before the socket
	// is read no further.
	maxTurns = 16
)

// besides are the held requests of a socket, which end with it.
type besides struct {
	ctx     context.Context
	cancel  context.CancelFunc
	running int
}

// turn is a request that waits for its turn.
type turn struct {
	app     *app.App
	request *request
}

// inTurn runs a request after all that came before, so that a client's sends keep
// their order and its pings are read meanwhile. Only the goroutine that reads the socket
// calls it, and runs the request itself when nothing more is to be read (runTurns), or
// leaves it to another goroutine (startTurns).
func (s *socket) inTurn(t turn) {
	s.mu.Lock()
	for len(s.turns) >= maxTurns {
		room := make(chan struct{})
		s.room = room
		s.mu.Unlock()
		s.startTurns()
		<-room
		s.mu.Lock()
	}
	s.turns = append(s.turns, t)
	more := len(s.turns) > 1
	s.mu.Unlock()
	if more {
		s.startTurns()
	}
}

// startTurns begins with what waits on a goroutine of its own, unless one runs.
func (s *socket) startTurns() {
	if s.claimTurns() {
		s.door.crew.do(s.takeTurns)
	}
}

// runTurns begins with what waits, unless another goroutine has.
func (s *socket) runTurns() {
	if s.claimTurns() {
		s.takeTurns()
	}
}

func (s *socket) claimTurns() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turning || len(s.turns) == 0 {
		return false
	}
	s.turning = true
	return true
}

func (s *socket) takeTurns() {
	for {
		s.mu.Lock()
		if len(s.turns) == 0 {
			s.turns, s.turning = nil, false
			s.mu.Unlock()
			return
		}
		t := s.turns[0]
		s.turns[0] = turn{}
		s.turns = s.turns[1:]
		if s.room != nil {
			close(s.room)
			s.room = nil
		}
		s.mu.Unlock()
		s.run(s.door.ctx, t.app, t.request, s.reply)
	}
}

// reply answers a request that took its turn; if others wait for theirs, together with
// them.
func (s *socket) reply(payload []byte) {
	s.mu.Lock()
	more := len(s.turns) > 0
	s.mu.Unlock()
	if more {
		s.session.ReplySoon(payload)
	} else {
		s.session.Reply(payload)
	}
}

// hold returns the context of a request that runs beside others, or nil if there
// are too many or the socket has ended. release undoes it.
func (s *socket) hold() context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended.Load() || s.beside != nil && s.beside.running >= maxBeside {
		return nil
	}
	if s.beside == nil {
		s.beside = &besides{}
		s.beside.ctx, s.beside.cancel = context.WithCancel(s.door.ctx)
	}
	s.beside.running++
	return s.beside.ctx
}

func (s *socket) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.beside.running--
	if s.beside.running == 0 {
		s.beside.cancel()
		s.beside = nil
	}
}
