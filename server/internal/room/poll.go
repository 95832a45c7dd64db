package room

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// holdPolls is how long a poll waits for something to answer; the watch that ends it
// looks once a second. SDKs give up after 15 seconds.
const holdPolls = 9 * time.Second

// Poll is a request for what a room was shown. While it waits it is this value and
// nothing else: no goroutine and no timer.
type Poll struct {
	// Session is whose poll it is. A session has one in a room: a newer one makes
	// the older be answered.
	Session    *deliver.Session
	From       uint64 // the lowest number wanted; 0: from now on
	Latest     int    // with From 0: how many of the latest messages to begin with
	Broadcasts uint64 // the lowest number of broadcasts that are not known
	Heeds      bool   // wants broadcasts
	Account    uint64 // 0: a guest, who is in no room
	Instance   uint64
	// Answer is called once, perhaps on another goroutine.
	Answer func(*Page)

	until time.Time
}

// Page is the answer to polls. Polls for the same share it.
type Page struct {
	Items         []json.RawMessage
	Next          uint64 // where to go on
	Broadcasts    []json.RawMessage
	NextBroadcast uint64
	Ended         bool // the room is no more

	once sync.Once
	doc  []byte
}

// Encoded returns what encode makes of the page, made once for all who share it.
func (p *Page) Encoded(encode func() []byte) []byte {
	p.once.Do(func() { p.doc = encode() })
	return p.doc
}

// want is what polls have in common that share a page.
type want struct {
	from, broadcasts uint64
	heeds, guest     bool
}

// release is polls with their pages.
type release []answered

type answered struct {
	Poll
	page *Page
}

func (l release) answer() {
	for _, a := range l {
		a.Answer(a.page)
	}
}

func (p *Poll) want() want { return want{p.From, p.Broadcasts, p.Heeds, p.Account == 0} }

// polled tells whether somebody polls in a room.
func (m *room) polled(now time.Time) bool { return now.Sub(m.asked) < tailFor }

// BeginPolls returns where polls of somebody who comes now begin.
func (r *Rooms) BeginPolls(c id.Conv) uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := r.get(c)
	m.asked = r.now()
	return m.last + 1
}

// Poll answers a poll: at once if there is something for it, else as soon as there is,
// and with nothing after about ten seconds.
func (r *Rooms) Poll(c id.Conv, p Poll) {
	r.mu.Lock()
	if _, over := r.ended[c]; over {
		r.mu.Unlock()
		p.Answer(&Page{Next: max(p.From, 1), NextBroadcast: p.Broadcasts, Ended: true})
		return
	}
	m := r.get(c)
	now := r.now()
	m.asked, p.until = now, now.Add(holdPolls)
	older, waiting := m.polls[p.Session]
	delete(m.polls, p.Session)
	page := r.page(c, m, p.want())
	if p.From == 0 {
		page.Items = m.latest(now, p.Latest, 0)
	}
	hold := p.From != 0 && len(page.Items)+len(page.Broadcasts) == 0
	if hold {
		if m.polls == nil {
			m.polls = map[*deliver.Session]Poll{}
		}
		m.polls[p.Session] = p
	}
	r.mu.Unlock()
	if waiting {
		older.Answer(&Page{Next: older.From, NextBroadcast: older.Broadcasts})
	}
	if !hold {
		p.Answer(page)
	}
}

// ended is a room that is no more: those who poll learn it when they ask next.
type ended struct {
	name string
	at   time.Time
}

// Ended returns the name of a room that ended a short time ago.
func (r *Rooms) Ended(c id.Conv) (name string, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.ended[c]
	return e.name, ok
}

// page is what there is for a want. Its Next is never below what was asked from: after
// a restart the room does not know its last number before it has shown one.
func (r *Rooms) page(c id.Conv, m *room, w want) *Page {
	page := &Page{Items: []json.RawMessage{}, Next: max(m.last+1, w.from), NextBroadcast: w.broadcasts}
	if w.from != 0 {
		page.Items = m.tail.from(w.from)
	}
	if b := r.broadcasts[c.App]; b != nil && w.heeds {
		page.Broadcasts = b.tail.from(w.broadcasts)
		page.NextBroadcast = max(b.last+1, w.broadcasts)
	}
	return page
}

// take takes polls of a room that wait, with their pages.
func (r *Rooms) take(c id.Conv, m *room, which func(Poll) bool) (l release) {
	_, over := r.ended[c]
	pages := map[want]*Page{}
	for session, p := range m.polls {
		if !which(p) {
			continue
		}
		delete(m.polls, session)
		page := pages[p.want()]
		if page == nil {
			page = r.page(c, m, p.want())
			page.Ended = over
			pages[p.want()] = page
		}
		l = append(l, answered{p, page})
	}
	return l
}

// answerAll answers the polls that wait in a room, which has something for them; it
// unlocks mu. Whoever speaks does not wait until all are answered.
func (r *Rooms) answerAll(c id.Conv, m *room) {
	l := r.take(c, m, func(Poll) bool { return true })
	r.mu.Unlock()
	if len(l) > 0 {
		go l.answer()
	}
}

// overdue takes the polls that have waited long enough.
func (r *Rooms) overdue(now time.Time) (all release) {
	for c, m := range r.rooms {
		if len(m.polls) > 0 {
			all = append(all, r.take(c, m, func(p Poll) bool { return !now.Before(p.until) })...)
		}
	}
	return all
}

// broadcasts is the stream of what is said to all live rooms of an application.
type broadcasts struct {
	turn    sync.Mutex // held from taking a number until it is in the tail
	numbers *store.Numbers
	tail    tail
	last    uint64
}

func (r *Rooms) stream(app uint32) *broadcasts {
	b := r.broadcasts[app]
	if b == nil {
		b = &broadcasts{numbers: store.NewNumbers(r.db, fmt.Sprintf("broadcast %d", app), 1, blockSize)}
		r.broadcasts[app] = b
	}
	return b
}

// NextBroadcast is where the broadcasts begin that somebody gets who comes now.
func (r *Rooms) NextBroadcast(app uint32) uint64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stream(app).last + 1
}

// Broadcast says something to all live rooms of an application: body makes, with the
// broadcast's number, what those who poll get. It returns the rooms, for those who
// take pushes.
func (r *Rooms) Broadcast(ctx context.Context, app uint32, body func(seq uint64) any) (seq uint64, rooms []id.Conv, err error) {
	r.mu.Lock()
	b := r.stream(app)
	r.mu.Unlock()
	b.turn.Lock()
	defer b.turn.Unlock()
	if seq, err = b.numbers.Next(ctx); err != nil {
		return 0, nil, err
	}
	doc, err := json.Marshal(body(seq))
	if err != nil {
		return 0, nil, err
	}
	r.mu.Lock()
	b.tail.add(kept{seq, r.now(), doc})
	b.last = max(b.last, seq)
	var woken release
	for c, m := range r.rooms {
		if c.App == app {
			rooms = append(rooms, c)
			woken = append(woken, r.take(c, m, func(p Poll) bool { return p.Heeds })...)
		}
	}
	r.mu.Unlock()
	go woken.answer()
	return seq, rooms, nil
}
