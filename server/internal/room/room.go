// Package room owns live rooms: who is in one now, with which sessions; the
// numbers of what is said there, which never go back; the limit of messages a
// second; the latest messages for newcomers; and those who poll. All but the numbers
// is in memory. It knows no commands and no rules:
// those who ask it say who may enter.
//
// A session that was cut stays in its rooms for CutStays, so that a client that
// reconnects was never away. Members that are gone are told by the event Left.
package room

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// CutStays is how long a member whose connection was cut stays in a room.
const CutStays = 60 * time.Second

// blockSize is how many numbers a room reserves at a time.
const blockSize = 1000

// idleAfter is how long an empty room is remembered after its last use, so that
// messages into it do not each reserve a block of numbers.
const idleAfter = 10 * time.Minute

// Left says that an account is no longer in a room because its sessions are gone.
// Leave and Drop do not say it.
type Left struct {
	Conv    id.Conv
	Account id.Account
	Members int // how many remain
}

// Member is somebody in a room.
type Member struct {
	Account id.Account
	Joined  time.Time
	Marks   []int // in the order in which they were given
}

// Rooms holds the live rooms of this node.
type Rooms struct {
	db     *store.DB
	hub    *deliver.Hub
	events *event.Hub
	now    func() time.Time
	stop   chan struct{}

	dropped atomic.Uint64 // messages over a limit
	changed func(c id.Conv, a id.Account, came bool)

	mu         sync.Mutex
	rooms      map[id.Conv]*room
	instances  map[uint64]*presence
	cuts       []cut                  // in order of time
	ended      map[id.Conv]ended      // lately
	broadcasts map[uint32]*broadcasts // by application
}

// presence is an instance that is in rooms: whose it is, and which.
type presence struct {
	account uint64
	rooms   map[id.Conv]bool
}

// cut is an instance whose connection was cut.
type cut struct {
	instance uint64
	at       time.Time
}

// room is guarded by Rooms.mu, but for turn, numbers and teller.
type room struct {
	turn    sync.Mutex // held from taking a number until what bears it is shown
	numbers *store.Numbers
	talk    turnstile  // what members say
	tips    Gate       // who comes and goes
	decided []decision // of messages that waited, not told yet
	telling bool
	teller  sync.Mutex // held while they are told
	used    time.Time
	members map[uint64]*member
	order   []*member   // as they came; nil where somebody left
	gone    int         // nils in order
	marked  map[int]int // how many have a mark
	last    uint64      // the highest number that was shown
	history []kept      // for newcomers
	tail    tail        // for those who poll
	asked   time.Time   // when somebody polled last
	polls   map[*deliver.Session]Poll
}

type member struct {
	Member
	place     int
	instances map[uint64]time.Time // zero, or when the connection was cut
	standIn   time.Time            // until when it counts as there without an instance
}

// New returns the rooms of this node and begins to watch for cut sessions. Close
// ends that.
func New(db *store.DB, hub *deliver.Hub, events *event.Hub) *Rooms {
	r := newRooms(db, hub, events, time.Now)
	go r.watch()
	return r
}

func newRooms(db *store.DB, hub *deliver.Hub, events *event.Hub, now func() time.Time) *Rooms {
	r := &Rooms{db: db, hub: hub, events: events, now: now, stop: make(chan struct{}),
		rooms: map[id.Conv]*room{}, instances: map[uint64]*presence{},
		ended: map[id.Conv]ended{}, broadcasts: map[uint32]*broadcasts{}}
	event.On(events, func(ctx context.Context, e event.SessionClosed) {
		if e.Cut {
			r.cutOff(e.Instance)
		} else {
			r.goneFrom(ctx, e.Instance)
		}
	})
	return r
}

// OnChange calls f for everybody who comes to a room or goes, in order. f must be quick
// and not call back. It is set before the first of them.
func (r *Rooms) OnChange(f func(c id.Conv, a id.Account, came bool)) { r.changed = f }

func (r *Rooms) tellChange(c id.Conv, a id.Account, came bool) {
	if r.changed != nil {
		r.changed(c, a, came)
	}
}

// Close ends the watching.
func (r *Rooms) Close() { close(r.stop) }

func (r *Rooms) get(c id.Conv) *room {
	m := r.rooms[c]
	if m == nil {
		m = &room{members: map[uint64]*member{}, marked: map[int]int{},
			numbers: store.NewNumbers(r.db, fmt.Sprintf("room %d %d", c.App, c.A), 1, blockSize)}
		r.rooms[c] = m
	}
	m.used = r.now()
	return m
}

// InTurn calls f with the next number of a room: higher than all before, also
// those of a former run of the program. What f shows to the room is shown in the
// order of the numbers, because one f at a time runs for a room: it must be quick.
func (r *Rooms) InTurn(ctx context.Context, c id.Conv, f func(seq uint64)) error {
	r.mu.Lock()
	m := r.get(c)
	r.mu.Unlock()
	m.turn.Lock()
	defer m.turn.Unlock()
	seq, err := m.numbers.Next(ctx)
	if err == nil {
		f(seq)
	}
	return err
}

// Rooms with more than crowd members are told of at most crowdTips comings and
// goings a second: each costs a write to everybody.
const (
	crowd     = 200
	crowdTips = 40
)

// AdmitTip tells whether members are told of somebody who came or went.
func (r *Rooms) AdmitTip(c id.Conv) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := r.get(c)
	return len(m.members) <= crowd || m.tips.Admit(r.now(), crowdTips)
}

// Has tells whether an account is in a room.
func (r *Rooms) Has(c id.Conv, account uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := r.rooms[c]
	return m != nil && m.members[account] != nil
}

// Count returns how many accounts are in a room.
func (r *Rooms) Count(c id.Conv) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m := r.rooms[c]; m != nil {
		return len(m.members)
	}
	return 0
}

// Newest returns members of a room, the newest first: those with a mark (0: all who
// are not hidden), after the first skip of them at most limit. more tells whether there
// are further ones.
func (r *Rooms) Newest(c id.Conv, mark, skip, limit int) (page []Member, more bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := r.rooms[c]
	if m == nil {
		return nil, false
	}
	for i := len(m.order) - 1; i >= 0; i-- {
		if m.order[i] == nil || !m.order[i].listed(mark) {
			continue
		}
		if skip--; skip >= 0 {
			continue
		}
		if len(page) == limit {
			return page, true
		}
		page = append(page, m.order[i].Member)
	}
	return page, false
}

// watch drops members whose connection was not back in time, and idle rooms.
func (r *Rooms) watch() {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-r.stop:
			return
		case <-tick.C:
			r.sweep(context.Background())
		}
	}
}

func (r *Rooms) sweep(ctx context.Context) {
	now := r.now()
	r.mu.Lock()
	n := 0
	for n < len(r.cuts) && now.Sub(r.cuts[n].at) >= CutStays {
		n++
	}
	due := r.cuts[:n:n]
	r.cuts = r.cuts[n:]
	for c, m := range r.rooms {
		if !m.asked.IsZero() && !m.polled(now) {
			m.tail, m.asked = tail{}, time.Time{}
		}
		m.endStandIns(now)
		if len(m.members) == 0 && now.Sub(m.used) >= idleAfter && len(m.latest(now, 1, 0)) == 0 {
			delete(r.rooms, c)
		}
	}
	for c, e := range r.ended {
		if now.Sub(e.at) >= tailFor {
			delete(r.ended, c)
		}
	}
	over := r.overdue(now)
	r.mu.Unlock()
	over.answer()
	for _, d := range due {
		r.expire(ctx, d)
	}
}
