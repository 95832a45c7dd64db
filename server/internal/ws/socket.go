package ws

import (
	"net/netip"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
	"unique"

	"github.com/gobwas/ws"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
)

// Reasons for which the door closes a socket that broke the protocol.
var (
	tooBig  = deliver.Reason{Code: 1009, Text: "the message is too long"}
	tooFast = deliver.Reason{Code: 1008, Text: "too many frames"}
	mistake = deliver.Reason{Code: 1011, Text: "internal error"}
	notText = deliver.Reason{Code: 1007, Text: "the text is not UTF-8"}
)

func violation(err error) deliver.Reason { return deliver.Reason{Code: 1002, Text: err.Error()} }

// socket is one client's connection: what it is told with the URL, what it is in
// the middle of reading, and its session. Fields without a lock belong to the one
// goroutine that reads the socket at a time. There are many, and most are idle, so what
// few need is behind a pointer.
type socket struct {
	door     *Door
	conn     conn
	session  *deliver.Session
	app      uint32
	platform int32
	ip       netip.Addr
	base     unique.Handle[string] // where the client reached the server; most have the same
	opened   time.Duration         // when, since the door was made
	heard    atomic.Int64          // when a whole frame came last; Unix milliseconds
	begun    atomic.Int64          // when the message that is coming began, likewise; 0 if there is none
	ended    atomic.Bool           // the session is closed
	turning  bool                  // a goroutine takes turns; guarded by mu

	partial *partial // the message that comes in fragments; nil if there is none
	bucket  bucket   // of requests
	frames  bucket   // of what wants no answer

	mu     sync.Mutex
	beside *besides      // requests that run beside others; nil if there are none
	turns  []turn        // requests that wait for their turn
	room   chan struct{} // closed when there is room in turns; nil if nobody waits for it
}

// partial is what came so far of a message in fragments.
type partial struct {
	op      ws.OpCode
	payload []byte
}

func (p *partial) size() int {
	if p == nil {
		return 0
	}
	return len(p.payload)
}

// consume serves the complete frames at the beginning of b, and returns how many
// bytes they took. It unmasks in place. A mistake of ours that a frame brings out
// ends its socket and nobody else's.
func (s *socket) consume(b []byte) (used int) {
	defer func() {
		if p := recover(); p != nil {
			s.door.log.Error("reading a frame panicked", "panic", p, "stack", string(debug.Stack()))
			s.session.CloseFor(mistake)
			used = len(b)
		}
		if (used < len(b) || s.partial != nil) && s.begun.Load() == 0 {
			s.begun.Store(time.Now().UnixMilli())
		}
	}()
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
		s.heard.Store(time.Now().UnixMilli())
		if h.OpCode.IsControl() {
			s.control(h.OpCode, payload)
		} else {
			s.fragment(h, payload)
		}
		if s.partial == nil {
			s.begun.Store(0)
		}
	}
	return len(b) // nobody wants the rest
}

// check tells whether a header breaks the protocol or our bounds.
func (s *socket) check(h ws.Header) (why deliver.Reason, bad bool) {
	if h.Length < 0 { // beyond 63 bits: nothing below reckons with it
		return tooBig, true
	}
	state := ws.StateServerSide
	if s.partial != nil {
		state = state.Set(ws.StateFragmented)
	}
	if err := ws.CheckHeader(h, state); err != nil {
		return violation(err), true
	}
	if h.OpCode.IsControl() {
		return why, false
	}
	before := s.partial.size()
	most := int64(s.door.opts.MaxMessage - before)
	if h.Length > maxGuest-int64(before) && !s.session.Bound() {
		return tooBig, true
	}
	return tooBig, h.Length > most
}

// maxGuest is the longest message, in bytes, of a client that is not logged in:
// anybody can open sockets, and must not make the server hold a megabyte by each.
// An SDK that reconnects repeats its unanswered requests first; they fit.
const maxGuest = 64 << 10

// flood closes the socket of a client that sends more frames that want no answer
// than any honest one.
func (s *socket) flood() {
	if !s.frames.take(maxFrames, time.Now()) {
		s.door.stats.tooFast.Add(1)
		s.session.CloseFor(tooFast)
	}
}

// maxFrames is how many fragments, control frames and messages that want no
// answer a client may send in a second. Acknowledgements of pushes are the most
// that an SDK sends of them.
const maxFrames = 5000

// fragment takes a data frame: a message or a part of one.
func (s *socket) fragment(h ws.Header, payload []byte) {
	op := h.OpCode
	if op == ws.OpContinuation {
		op = s.partial.op // there is one, see check
	}
	if !h.Fin {
		if s.partial == nil {
			s.partial = &partial{op: op}
		}
		s.partial.payload = append(s.partial.payload, payload...)
		s.flood()
		return
	}
	if s.partial != nil {
		payload = append(s.partial.payload, payload...)
		s.partial = nil
	}
	if op == ws.OpText && !utf8.Valid(payload) {
		s.door.stats.violation.Add(1)
		s.session.CloseFor(notText)
		return
	}
	s.serve(payload)
}

func (s *socket) control(op ws.OpCode, payload []byte) {
	if op == ws.OpClose {
		s.session.CloseFor(answerToClose(payload))
		return
	}
	if op == ws.OpPing {
		s.session.Control(ws.MustCompileFrame(ws.NewPongFrame(payload)))
	}
	s.flood()
}

// answerToClose returns the client's own code, or the one that says what was
// wrong with its close frame.
func answerToClose(payload []byte) deliver.Reason {
	if len(payload) == 0 {
		return deliver.Reason{Code: 1000}
	}
	if len(payload) == 1 {
		return violation(ws.ErrProtocolStatusCodeNotInUse)
	}
	code, text := ws.ParseCloseFrameDataUnsafe(payload)
	switch err := ws.CheckCloseFrameData(code, text); {
	case err == nil && code < 5000:
		return deliver.Reason{Code: uint16(code)}
	case err == ws.ErrProtocolInvalidUTF8:
		return notText
	default:
		return violation(ws.ErrProtocolStatusCodeNotInUse)
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
	s.heard.Store(time.Now().UnixMilli()) // from now on it lingers
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.beside != nil {
		s.beside.cancel()
	}
}

// bucket limits requests: as many at once as are allowed in a second.
type bucket struct {
	left float64
	at   time.Duration // since epoch
}

// epoch is long ago, so that a new bucket is full.
var epoch = time.Now().Add(-time.Hour)

// take takes one request out of a bucket that gains rate a second; 0 is no limit.
func (b *bucket) take(rate int, now time.Time) bool {
	if rate == 0 {
		return true
	}
	at := now.Sub(epoch)
	b.left = min(float64(rate), b.left+(at-b.at).Seconds()*float64(rate))
	b.at = at
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}
