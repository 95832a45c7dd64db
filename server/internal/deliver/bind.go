package deliver

import (
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Bind gives the session its account and instance (InstId): a login. Frames for
// the account reach it from now on, but are held until the next Reply. Another
// session of the same instance is replaced and its socket closed. A session that
// is bound already is unbound first, but if it is bound to the same account and
// instance nothing changes. Hooks of OnBound run before Bind returns. The error is
// ErrClosed if the socket went away.
func (s *Session) Bind(account id.Account, instance uint64) error {
	_, err := s.Replace(account, instance)
	return err
}

// Replace is Bind that tells whether it took the place of another session of the instance.
// Of that one it is known from then on (Replaced).
func (s *Session) Replace(account id.Account, instance uint64) (replaced bool, err error) {
	if s.Bound() && s.Account() == account && s.Instance() == instance {
		return false, nil
	}
	s.Unbind()
	s.mu.Lock()
	if s.closed || s.phase != guest {
		s.mu.Unlock()
		return false, ErrClosed
	}
	s.phase, s.account, s.instance = binding, account, instance
	s.held, s.front = true, int32(len(s.queue))
	s.mu.Unlock()

	older := s.shard.hub.index(s, account, instance)
	if older != nil {
		older.CloseFor(Replaced)
	}
	for _, f := range s.shard.hub.bound {
		f(s)
	}

	s.mu.Lock()
	s.phase = bound
	undo := s.undo
	s.undo = false
	s.mu.Unlock()
	if undo {
		s.Unbind()
		return older != nil, ErrClosed
	}
	return older != nil, nil
}

// Replaced tells whether another session of the same instance took the place of this one
// while it was there.
func (s *Session) Replaced() bool { return s.replaced.Load() }

// Unbind takes account and conversations from the session: a logout or kick. The
// socket stays open, and what was queued is still written. Hooks of OnUnbound run
// before it returns, or after those of OnBound if they are running just now.
func (s *Session) Unbind() {
	s.mu.Lock()
	was := s.phase
	if was == binding {
		s.undo = true
		s.mu.Unlock()
		return
	}
	s.phase = guest
	s.held = false
	attached := s.attached
	s.attached = nil
	for _, a := range attached {
		a.live = false
	}
	account, instance := s.account, s.instance
	s.finish(true, s.write(nil)) // what was held
	for _, a := range attached {
		s.shard.hub.detach(a)
	}
	if was == guest {
		return
	}
	s.shard.hub.unindex(s, account, instance)
	for _, f := range s.shard.hub.unbound {
		f(s)
	}
}

// Join puts the session into a conversation: it gets what is published in it from
// now on. discard is the member's wish not to get messages; joining again changes
// it. A closed session joins nothing.
func (s *Session) Join(c id.Conv, discard bool) { s.join(c, discard, 0) }

// join joins if the session is still bound to the account, given not 0.
func (s *Session) join(c id.Conv, discard bool, account uint64) {
	if s.rejoin(c, discard) {
		return
	}
	a := s.shard.hub.attach(s, c, discard)
	s.mu.Lock()
	stale := s.closed || account != 0 && (s.phase == guest || s.account.ID != account)
	if stale || s.find(c) >= 0 {
		s.mu.Unlock()
		s.shard.hub.detach(a)
		return
	}
	a.live = true
	s.attached = append(s.attached, a)
	s.finish(true, s.write(a)) // what was published while a was not live
}

func (s *Session) rejoin(c id.Conv, discard bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(c)
	if i >= 0 {
		s.attached[i].discard = discard
	}
	return i >= 0
}

// Wish is what a member wants of the messages of one part of a conversation.
type Wish uint8

// The wishes.
const (
	AsInAll Wish = iota // as Join says for the whole conversation
	Wants
	Discards
)

// Wish says what the session wants of one part of a conversation that it has
// joined: of frames with that Part and SkipDiscard. It ends with Leave.
func (s *Session) Wish(c id.Conv, part uint64, w Wish) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(c)
	if i < 0 {
		return
	}
	a := s.attached[i]
	if w == AsInAll {
		delete(a.wishes, part)
		return
	}
	if a.wishes == nil {
		a.wishes = map[uint64]bool{}
	}
	a.wishes[part] = w == Discards
}

// Leave takes the session out of a conversation.
func (s *Session) Leave(c id.Conv) { s.leave(c, 0) }

func (s *Session) leave(c id.Conv, account uint64) {
	s.mu.Lock()
	i := s.find(c)
	if i < 0 || account != 0 && s.account.ID != account {
		s.mu.Unlock()
		return
	}
	a := s.attached[i]
	a.live = false
	s.attached = slices.Delete(s.attached, i, i+1)
	s.mu.Unlock()
	s.shard.hub.detach(a)
}

func (s *Session) find(c id.Conv) int {
	return slices.IndexFunc(s.attached, func(a *attachment) bool { return a.ring.conv == c })
}
