package ws

import "context"

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

// inTurn runs f after all that were given before, on another goroutine, so that
// a client's sends keep their order and its pings are read meanwhile. Only the
// goroutine that reads the socket calls it.
func (s *socket) inTurn(f func()) {
	s.mu.Lock()
	if s.turns == nil {
		s.turns = make(chan func(), maxTurns)
		go s.takeTurns(s.turns)
	}
	turns := s.turns
	select {
	case turns <- f:
		s.mu.Unlock()
	default: // full: it cannot run empty, and so end, before it has taken f
		s.mu.Unlock()
		turns <- f
	}
}

func (s *socket) takeTurns(turns chan func()) {
	for {
		select {
		case f := <-turns:
			f()
			continue
		default:
		}
		s.mu.Lock()
		if len(turns) == 0 {
			s.turns = nil
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
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
