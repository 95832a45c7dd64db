package operate

import (
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// Figures of days are counted in memory, by events, and added to the records every few
// seconds: nothing waits for them.

const (
	flushEvery = 5 * time.Second
	daysKept   = 31
	secondsDay = 24 * 60 * 60
)

// Names of what is counted, besides those of operate.Figures.
const (
	deletedUsers = "deleted" // accounts
	sendsC2C     = "c2c"     // marks of accounts
	sendsGroup   = "group"
	logsIn       = "login"
	spokenIn     = "groups" // marks of groups
)

// figures are what was counted and is not stored yet.
type figures struct {
	mu     sync.Mutex
	counts map[figure]int64
	most   map[figure]int64           // highest values
	marks  map[figure]map[uint64]bool // of the day, by the numbers of accounts or groups; true: stored
	day    int64
}

type figure struct {
	app  uint32
	day  int64
	name string
}

type mark struct {
	figure
	id uint64
}

// add counts something, today.
func (f *figures) add(app uint32, name string, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.counts[figure{app, today(), name}] += int64(n)
}

// mark notes that an account or a group did something, today.
func (f *figures) mark(app uint32, name string, id uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	k := figure{app, today(), name}
	if f.marks[k] == nil {
		f.marks[k] = map[uint64]bool{}
	}
	if !f.marks[k][id] {
		f.marks[k][id] = false
	}
}

func today() int64 { return time.Now().Unix() / secondsDay }

// Count counts what a room says has happened: a name of operate.Figures.
func (s *Service) Count(app uint32, name string) { s.figures.add(app, name, 1) }

func (s *Service) subscribe(events *event.Hub) {
	f := &s.figures
	event.On(events, func(_ context.Context, e *timeline.Appended) {
		m := &e.Message
		switch {
		case m.Flags.Has(timeline.FlagTip):
		case m.Conv.Kind == id.Group:
			f.add(m.Conv.App, "GroupUpMsgNum", 1)
			f.mark(m.Conv.App, sendsGroup, m.From)
			f.mark(m.Conv.App, spokenIn, m.Conv.A)
		default:
			f.add(m.Conv.App, "C2CUpMsgNum", 1)
			f.mark(m.Conv.App, sendsC2C, m.From)
		}
	})
	event.On(events, func(_ context.Context, e event.SessionOpened) {
		if !e.Resumed {
			f.add(e.Account.App, "LoginTimes", 1)
		}
		f.mark(e.Account.App, logsIn, e.Account.ID)
	})
	event.On(events, func(_ context.Context, e event.AccountCreated) { f.add(e.Account.App, "RegistUserNumOneDay", 1) })
	event.On(events, func(_ context.Context, e event.AccountDeleted) { f.add(e.Account.App, deletedUsers, 1) })
	event.On(events, func(_ context.Context, e event.FriendsAdded) { f.pairs(e.Pairs, "ChainIncrease") })
	event.On(events, func(_ context.Context, e event.FriendsDeleted) { f.pairs(e.Pairs, "ChainDecrease") })
	event.On(events, func(_ context.Context, e roster.Changed) {
		switch {
		case e.Before.Role == roster.None && e.After.Role != roster.None:
			f.add(e.After.App, "GroupJoinGroupTimes", 1)
		case e.Before.Role != roster.None && e.After.Role == roster.None:
			f.add(e.Before.App, "GroupQuitGroupTimes", 1)
		}
	})
}

// pairs counts pairs of friends: both directions are one.
func (f *figures) pairs(all []event.Pair, name string) {
	seen := map[[2]uint64]bool{}
	for _, p := range all {
		k := [2]uint64{min(p.From.ID, p.To.ID), max(p.From.ID, p.To.ID)}
		if !seen[k] {
			seen[k] = true
			f.add(p.From.App, name, 1)
		}
	}
}

// FollowFigures stores what was counted, until ctx ends.
func (s *Service) FollowFigures(ctx context.Context) {
	for t := time.NewTicker(flushEvery); ; {
		select {
		case <-ctx.Done():
			t.Stop()
			if err := s.Flush(context.WithoutCancel(ctx)); err != nil {
				s.Log.Warn("figures of days", "error", err)
			}
			return
		case <-t.C:
		}
		for _, a := range s.Apps.List() {
			if n := s.Online(a.ID); n > 0 {
				s.figures.highest(a.ID, "MaxOnlineNum", int64(n))
			}
		}
		if err := errors.Join(s.Flush(ctx), s.newDay(ctx)); err != nil && ctx.Err() == nil {
			s.Log.Warn("figures of days", "error", err)
		}
	}
}

func (f *figures) highest(app uint32, name string, n int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	k := figure{app, today(), name}
	f.most[k] = max(f.most[k], n)
}

// Flush stores what was counted so far. What fails is tried again.
func (s *Service) Flush(ctx context.Context) error {
	f := &s.figures
	f.mu.Lock()
	counts, most, fresh := f.counts, f.most, []mark{}
	f.counts, f.most = map[figure]int64{}, map[figure]int64{}
	for k, ids := range f.marks {
		for id, stored := range ids {
			if !stored {
				fresh = append(fresh, mark{k, id})
			}
		}
	}
	f.mu.Unlock()
	if len(counts)+len(most)+len(fresh) == 0 {
		return nil
	}
	err := s.DB.Update(ctx, func(tx *store.Tx) error { return storeFigures(tx, counts, most, fresh) })
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil {
		for k, n := range counts {
			f.counts[k] += n
		}
		return err
	}
	for _, m := range fresh {
		if ids := f.marks[m.figure]; ids != nil { // not forgotten meanwhile
			ids[m.id] = true
		}
	}
	return nil
}

// newDay forgets what is of other days: the marks in memory, and days that are too old.
func (s *Service) newDay(ctx context.Context) error {
	f, day := &s.figures, today()
	f.mu.Lock()
	if f.day == day {
		f.mu.Unlock()
		return nil
	}
	f.day = day
	for k, ids := range f.marks {
		if k.day == day {
			continue
		}
		maps.DeleteFunc(ids, func(_ uint64, stored bool) bool { return stored })
		if len(ids) == 0 {
			delete(f.marks, k)
		}
	}
	f.mu.Unlock()
	return s.DB.Update(ctx, func(tx *store.Tx) error {
		for _, a := range s.Apps.List() {
			if err := dropDays(tx, a.ID, day-daysKept); err != nil {
				return err
			}
		}
		return nil
	})
}
