package deliver

import (
	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// To says which sessions of a conversation a frame of one of its parts is for.
type To uint8

// The sessions that a frame is for.
const (
	Everybody To = iota
	Opened       // those that have opened the part
	Unopened     // the others
)

// Open notes that the session looks into one part of a conversation that it has
// joined: it gets the frames that are for those who do. It ends with Leave.
func (s *Session) Open(c id.Conv, part uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(c)
	if i < 0 {
		return
	}
	a := s.attached[i]
	if a.opened == nil {
		a.opened = map[uint64]struct{}{}
	}
	a.opened[part] = struct{}{}
}

// OpenAccount is Session.Open for all sessions of an account, on all nodes.
func (h *Hub) OpenAccount(app uint32, account uint64, c id.Conv, part uint64) {
	h.bus.Publish(bus.Account(app, account), opened{c, part})
}

// isFor tells whether a frame is for the session by what it has opened. The session
// is locked.
func (a *attachment) isFor(f *Frame) bool {
	if f.To == Everybody {
		return true
	}
	_, open := a.opened[f.Part]
	return open == (f.To == Opened)
}
