package deliver

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// ErrAgain is what Conn.Writev returns when the socket took less than it was
// given; ErrClosed says that a session is closed.
var (
	ErrAgain  = errors.New("deliver: the socket takes no more now")
	ErrClosed = errors.New("deliver: the session is closed")
)

// Conn is the socket of a session, which the door owns.
type Conn interface {
	// Writev writes as much of bufs as the socket takes at once and never waits.
	// It returns how many bytes were taken; fewer than all come with ErrAgain,
	// and then the Conn must call Session.Writable as soon as there is room, or
	// with another error, which closes the session. It is called by one
	// goroutine at a time and must not call the session back. bufs and what is
	// in them must be neither changed nor kept.
	Writev(bufs [][]byte) (n int, err error)
	// Close ends the socket. A close frame was sent before, if there was room.
	// It is called once and must not wait for the session.
	Close(Reason)
}

// Reason says why a session was closed: a WebSocket close code and a text.
type Reason struct {
	Code uint16
	Text string
}

// Reasons that deliver itself closes sessions for.
var (
	GoingAway = Reason{1001, "the server is going away"}
	TooSlow   = Reason{1008, "too slow"}
	Replaced  = Reason{1000, "a newer connection of this instance took over"}
	Broken    = Reason{1006, "the connection broke"} // never sent
)

// Session is one connected client. The door opens it with its socket; login
// binds it to an account. All methods may be called concurrently.
//
// It has no goroutine, timer or buffer of its own: whoever has something for it
// writes it, one at a time, or leaves it to the session's shard.
//
// Most of a server's sessions do nothing at a time, so the order of the fields leaves
// no gaps.
type Session struct {
	shard      *shard
	conn       Conn
	instanceID string
	place      int32 // in shard.sessions; guarded by shard.mu
	replaced   atomic.Bool

	mu       sync.Mutex // held while writing, which never waits
	form     Form       // does not change
	phase    phase
	closed   bool
	undo     bool  // Unbind or Close came while OnBound's hooks ran
	held     bool  // nothing is pushed until the answer to the login is queued
	blocked  bool  // the socket takes no more until Writable
	waiting  bool  // in shard.due
	front    int32 // while held: where in queue the answer to the login goes
	queued   int   // bytes in queue
	written  int64
	queue    [][]byte // what waits for this session alone; nil when empty
	attached []*attachment
	account  id.Account
	instance uint64
}

// phase is where a session stands between two logins.
type phase uint8

const (
	guest   phase = iota
	binding       // OnBound's hooks are running
	bound
)

// Open makes a session of a socket that has just been upgraded. instanceID is
// the URL's instanceid. Until Bind it gets only what Reply and Control give it.
func (h *Hub) Open(conn Conn, form Form, instanceID string) *Session {
	s := &Session{conn: conn, form: form, instanceID: instanceID}
	s.shard = h.shards[h.opened.Add(1)%uint64(len(h.shards))]
	s.shard.add(s)
	return s
}

// InstanceID returns the URL's instanceid, the same across reconnects.
func (s *Session) InstanceID() string { return s.instanceID }

// Form returns how the socket takes frames.
func (s *Session) Form() Form { return s.form }

// Account returns the account that the session is or was last bound to; the zero
// Account if never.
func (s *Session) Account() id.Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.account
}

// Bound tells whether the session has an account now.
func (s *Session) Bound() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.phase != guest
}

// Instance returns the InstId that the session was last bound as, 0 if never.
func (s *Session) Instance() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.instance
}

// Wrote returns when the socket last took something; the zero time if never.
func (s *Session) Wrote() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.written == 0 {
		return time.Time{}
	}
	return epoch.Add(time.Duration(s.written) - time.Hour)
}

// Conversations lists the conversations the session is in.
func (s *Session) Conversations() []id.Conv {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]id.Conv, len(s.attached))
	for i, a := range s.attached {
		all[i] = a.ring.conv
	}
	return all
}

// Reply queues a JSON document, the answer to one of the client's requests, and
// writes it with all that is due. payload must not be changed afterwards. The
// first answer after Bind goes out before anything that was pushed since, because
// a client takes no pushes before the answer to its login.
func (s *Session) Reply(payload []byte) { s.send(true, true, s.header(payload), payload) }

// ReplySoon is Reply while other requests of the client are waiting to be carried out:
// the answer is written with theirs, or at the end of a slot if they take longer.
func (s *Session) ReplySoon(payload []byte) { s.send(true, false, s.header(payload), payload) }

// Aside is Reply for a request that ran beside others: its answer is not taken for
// that of a login which is under way.
func (s *Session) Aside(payload []byte) { s.send(false, true, s.header(payload), payload) }

// Control queues a complete WebSocket frame, such as a pong, and writes it.
func (s *Session) Control(frame []byte) { s.send(false, true, frame) }

func (s *Session) header(payload []byte) []byte {
	first := byte(opBinary)
	if s.form == Text {
		first = opText
	}
	return appendHeader(make([]byte, 0, maxHeader), first, len(payload))
}

// send queues buffers and, if it is to be at once or there is much by now, writes them.
// The answer to a login releases what was pushed since.
func (s *Session) send(release, atOnce bool, bufs ...[]byte) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	if s.queued > 0 && s.queued+len(bufs[len(bufs)-1]) > maxSoon { // what is large needs an empty queue
		if err := s.write(nil); err != nil {
			s.finish(true, err)
			return
		}
		atOnce = true
	}
	at := len(s.queue)
	if s.held {
		at = int(s.front)
		s.front += int32(len(bufs))
		s.held = !release
	}
	if atOnce && s.clear() {
		s.finish(true, s.write(nil, bufs...))
		return
	}
	ok := s.enqueue(at, bufs...)
	if atOnce {
		s.finish(ok, s.write(nil))
		return
	}
	s.writeLater()
	s.finish(ok, nil)
}

// writeLater has the shard write what is queued at the end of a slot, unless it is
// written before.
func (s *Session) writeLater() {
	if !s.waiting {
		s.waiting = true
		s.shard.later(s)
	}
}

// clear tells whether what comes now can be written at once, as nothing goes before it.
func (s *Session) clear() bool { return len(s.queue) == 0 && !s.held && !s.blocked }

// push queues f for the session's account and writes it if the session is quiet.
func (s *Session) push(f *Frame) {
	s.mu.Lock()
	if s.closed || s.phase == guest || !f.reaches(s) {
		s.mu.Unlock()
		return
	}
	ok := f.Behind == id.Conv{} || s.settle(f.Behind)
	early := now() < s.written+int64(slot)
	if ok && s.clear() && !early {
		s.count(f)
		s.finish(true, s.writeFrame(f))
		return
	}
	ok = ok && s.enqueueFrame(f)
	if s.blocked || s.held {
		s.finish(ok, nil)
		return
	}
	if early {
		s.writeLater()
		s.finish(ok, nil)
		return
	}
	s.finish(ok, s.write(nil))
}

// Writable tells the session that its socket has room again.
func (s *Session) Writable() {
	s.mu.Lock()
	s.blocked = false
	s.finish(true, s.write(nil))
}

// Close closes the session because its socket is gone.
func (s *Session) Close() { s.CloseFor(Broken) }

// CloseFor sends a close frame, if there is room, unbinds the session and closes
// its socket. Only the first call has an effect.
func (s *Session) CloseFor(why Reason) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	if why != Broken {
		s.write(nil) // last words
	}
	s.closed = true
	if why != Broken && !s.blocked && s.queued == 0 {
		s.conn.Writev([][]byte{closeFrame(why)})
	}
	s.queue, s.queued = nil, 0
	s.mu.Unlock()
	s.shard.stats.closed(why)
	s.conn.Close(why)
	s.shard.remove(s)
	s.Unbind()
}

// finish unlocks the session after a change and closes it if need be: when its
// queue did not take what it had to, or the write failed.
func (s *Session) finish(queued bool, err error) {
	s.mu.Unlock()
	switch {
	case !queued:
		s.CloseFor(TooSlow)
	case err != nil:
		s.CloseFor(Broken)
	}
}

func closeFrame(why Reason) []byte {
	b := appendHeader(nil, opClose, 2+len(why.Text))
	return append(append(b, byte(why.Code>>8), byte(why.Code)), why.Text...)
}
