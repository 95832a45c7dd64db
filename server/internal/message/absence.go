package message

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// absences remembers until when instances whose sockets were cut are sure to
// have got their pushes, so that a client that comes back is sent what it missed
// and not what it has: the cookie it brings is as old as its last sync. Nothing
// is lost with them; then a client gets more than it needs.
type absences struct {
	mu  sync.Mutex
	all map[uint64]absence // by instance
}

type absence struct {
	seen     int64  // milliseconds: what is older was received
	answered uint64 // cookie of the answer to the sync after it; 0: none yet
	next     int64  // as seen, of a further cut after that answer; 0: none
}

const (
	// deadFor is how long a socket may be dead before it is noticed: the sweep of
	// silent sockets, and some.
	deadFor = 2 * time.Minute
	// keepAbsence is how long an absence is worth remembering when many are.
	keepAbsence  = time.Hour
	mostAbsences = 100_000
)

func (s *Service) closed(_ context.Context, e event.SessionClosed) {
	s.logins.take(e.Instance)
	if e.Cut {
		s.absences.cut(e.Instance, time.Now())
	} else {
		s.absences.forget(e.Instance)
	}
}

// opened forgets what a new login does not need, and notes from where on it is
// pushed what comes. Without that note its first sync has more than it needs.
func (s *Service) opened(ctx context.Context, e event.SessionOpened) {
	if e.Resumed {
		return
	}
	s.absences.forget(e.Instance)
	if end, err := s.noticeEnd(ctx, e.Account); err == nil {
		s.logins.put(e.Instance, end)
	} else {
		s.opts.Log.Warn("reading the end of a notice log failed", "account", e.Account.Name, "error", err)
	}
}

// noticeEnd returns the last number of an account's notice log.
func (s *Service) noticeEnd(ctx context.Context, a id.Account) (uint64, error) {
	_, _, last, err := s.log.Notices(ctx, a.App, a.ID, math.MaxUint64, 1)
	return last, err
}

func (a *absences) cut(instance uint64, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all == nil {
		a.all = map[uint64]absence{}
	}
	seen := now.Add(-deadFor).UnixMilli()
	was, known := a.all[instance]
	switch {
	case known && was.answered == 0:
		return // cut again before it has synced
	case known:
		was.next = seen
	default:
		was = absence{seen: seen}
	}
	if len(a.all) >= mostAbsences {
		a.prune(now.Add(-keepAbsence).UnixMilli())
	}
	if len(a.all) < mostAbsences || known {
		a.all[instance] = was
	}
}

func (a *absences) prune(before int64) {
	for instance, was := range a.all {
		if max(was.seen, was.next) < before {
			delete(a.all, instance)
		}
	}
}

// seen returns until when the instance, which brings the cookie since, has
// everything, in milliseconds; 0 if that is not known. The answer to an earlier
// sync counts only if the client shows that it got it.
func (a *absences) seen(instance, since uint64) int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	was := a.all[instance]
	if was.answered != 0 && since >= was.answered && was.next != 0 {
		was = absence{seen: was.next}
		a.all[instance] = was
	}
	return was.seen
}

// answered notes the cookie that the instance was sent.
func (a *absences) answered(instance, cookie uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if was, known := a.all[instance]; known {
		was.answered = max(cookie, 1)
		a.all[instance] = was
	}
}

func (a *absences) forget(instance uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.all, instance)
}
