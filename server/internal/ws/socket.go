package ws

import (
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/gobwas/ws"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
)

// Reasons for which the door closes a socket that broke the protocol.
var (
	tooBig  = deliver.Reason{Code: 1009, Text: "the message is too long"}
	notText = deliver.Reason{Code: 1007, Text: "the text is not UTF-8"}
)

func violation(err error) deliver.Reason { return deliver.Reason{Code: 1002, Text: err.Error()} }

// socket is one client's connection: what it is told with the URL, what it is in
// the middle of reading, and its session. Fields without a lock belong to the one
// goroutine that reads the socket at a time.
type socket struct {
	door     *Door
	conn     conn
	session  *deliver.Session
	app      uint32
	platform int32
	heard    atomic.Int64 // when something came last; Unix milliseconds
	ended    atomic.Bool  // the session is closed

	message []byte    // fragments so far of a message
	op      ws.OpCode // of that message; 0 if there is none
	bucket  bucket

	mu     sync.Mutex
	beside *besides    // requests that run beside others; nil if there are none
	turns  chan func() // requests that run in turn; nil if none waits or runs
}

// consume serves the complete frames at the beginning of b, and returns how many
// bytes they took. It unmasks in place.
func (s *socket) consume(b []byte) (used int) {
	if !s.ended.Load() {
		s.heard.Store(time.Now().UnixMilli())
	}
	for !s.ended.Load() {
		h, size, ok := parseHeader(b[used:])
		if !ok {
			return used
		}
		if why, bad := s.check(h); bad {
			s.door.stats.violation.Add(1)
			s.session.CloseFor(why)
			break
		}
		end := used + size + int(h.Length)
		if end > len(b) {
			return used
		}
		payload := b[used+size : end]
		ws.Cipher(payload, h.Mask, 0)
		used = end
		if h.OpCode.IsControl() {
			s.control(h.OpCode, payload)
		} else {
			s.fragment(h, payload)
		}
	}
	return len(b) // nobody wants the rest
}

// check tells whether a header breaks the protocol or our bounds.
func (s *socket) check(h ws.Header) (why deliver.Reason, bad bool) {
	state := ws.StateServerSide
	if s.op != 0 {
		state = state.Set(ws.StateFragmented)
	}
	if err := ws.CheckHeader(h, state); err != nil {
		return violation(err), true
	}
	if h.OpCode.IsControl() {
		return why, false
	}
	return tooBig, h.Length < 0 || h.Length > int64(s.door.opts.MaxMessage-len(s.message))
}

// fragment takes a data frame: a message or a part of one.
func (s *socket) fragment(h ws.Header, payload []byte) {
	op := h.OpCode
	if op == ws.OpContinuation {
		op = s.op
	}
	if !h.Fin {
		s.op = op
		s.message = append(s.message, payload...)
		return
	}
	if s.op != 0 {
		payload = append(s.message, payload...)
		s.op, s.message = 0, nil
	}
	if op == ws.OpText && !utf8.Valid(payload) {
		s.door.stats.violation.Add(1)
		s.session.CloseFor(notText)
		return
	}
	s.serve(payload)
}

func (s *socket) control(op ws.OpCode, payload []byte) {
	switch op {
	case ws.OpPing:
		s.session.Control(ws.MustCompileFrame(ws.NewPongFrame(payload)))
	case ws.OpClose:
		why := deliver.Reason{Code: 1000}
		if len(payload) >= 2 {
			code, text := ws.ParseCloseFrameDataUnsafe(payload)
			if ws.CheckCloseFrameData(code, text) == nil {
				why.Code = uint16(code)
			} else {
				why.Code = 1002
			}
		}
		s.session.CloseFor(why)
	}
}

// gone is called by the transport when the connection has ended or failed.
func (s *socket) gone() {
	s.session.Close()
	s.conn.shut()
}

// end is called by the transport when its session is closed.
func (s *socket) end() {
	s.ended.Store(true)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.beside != nil {
		s.beside.cancel()
	}
}

// bucket limits requests: as many at once as are allowed in a second.
type bucket struct {
	left float64
	at   time.Time
}

// take takes one request out of a bucket that gains rate a second; 0 is no limit.
func (b *bucket) take(rate int, now time.Time) bool {
	if rate == 0 {
		return true
	}
	b.left = min(float64(rate), b.left+now.Sub(b.at).Seconds()*float64(rate))
	b.at = now
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}
