package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/trace"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// TraceQuery names messages of an application; zero fields are for any.
type TraceQuery struct {
	App     uint32
	To      string // GroupId of a group or topic, or UserID of a receiver
	From    string // UserID of the sender
	Random  uint32 // MsgRandom
	Seq     uint64 // MsgSeq
	Account string // whose absence is asked for in particular
	Limit   int    // of messages; default 20
}

// Traced is what became of a message.
type Traced struct {
	At       time.Time
	To, From string
	Random   uint32
	Seq      uint64 `json:",omitempty"`
	Became   string // refused, limited, silenced, shown or stored
	Code     int    `json:",omitempty"` // ErrorCode of one that was refused
	Info     string `json:",omitempty"`
	Due      int    // sessions that were in the conversation then, of a receiver: that it had
	Written  int    // sessions that it was written to; of a one-to-one message, where that is not counted, those that were due
	Absent   []Absent
	More     int    // absent ones who are not listed
	Complete bool   // false: it is longer ago than comings and goings are remembered
	Account  string `json:",omitempty"` // there or absent: of the account that was asked for
}

// Absent is somebody who was not there.
type Absent struct {
	Account string
	Left    time.Duration `json:",omitempty"` // how long before the message
	Came    time.Duration `json:",omitempty"` // how long after it
}

// mostAbsent is how many absent ones are listed.
const mostAbsent = 100

// ErrNoServer says that no server runs on a data folder.
var ErrNoServer = errors.New("no server runs on it")

// Trace asks the server that runs on the data folder what became of messages, the newest
// first. It knows of the latest 10,000 since it was started. Errors: ErrNoServer.
func Trace(ctx context.Context, cfg Config, q TraceQuery) (all []Traced, err error) {
	values := url.Values{"app": {strconv.Itoa(int(q.App))}, "to": {q.To}, "from": {q.From}, "random": {strconv.Itoa(int(q.Random))},
		"seq": {strconv.FormatUint(q.Seq, 10)}, "account": {q.Account}, "limit": {strconv.Itoa(q.Limit)}}
	body, err := askControl(ctx, cfg.Data, "GET", "/trace?"+values.Encode())
	if errors.Is(err, errNobody) {
		return nil, fmt.Errorf("%s: %w", cfg.Data, ErrNoServer)
	}
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return all, json.NewDecoder(body).Decode(&all)
}

// tracer answers such questions.
type tracer struct {
	log    *trace.Log
	groups *group.Service
	hub    *deliver.Hub
}

// newTracer also has one-to-one messages remembered, and who is connected.
func newTracer(log *trace.Log, groups *group.Service, hub *deliver.Hub, events *event.Hub) *tracer {
	t := &tracer{log: log, groups: groups, hub: hub}
	event.On(events, func(_ context.Context, e event.SessionOpened) { log.Changed(id.Conv{}, e.Account, true) })
	event.On(events, func(_ context.Context, e event.SessionClosed) {
		if len(hub.Online(e.Account.App, e.Account.ID)) == 0 {
			log.Changed(id.Conv{}, e.Account, false)
		}
	})
	event.On(events, t.appended)
	return t
}

// appended remembers a one-to-one message; groups remember theirs. It is called while
// others wait for their messages to be shown, so it asks nobody.
func (t *tracer) appended(_ context.Context, e *timeline.Appended) {
	m := &e.Message
	if m.Conv.Kind != id.OneToOne {
		return
	}
	to := m.Conv.A
	if to == m.From {
		to = m.Conv.B
	}
	t.log.Add(trace.Message{App: m.Conv.App, Conv: m.Conv, To: m.ToAccount, From: m.FromAccount, Random: m.Random, Seq: m.Seq, Became: trace.Stored,
		Due: len(t.hub.Online(m.Conv.App, to))})
}

// ServeHTTP answers a query on the socket in the data folder.
func (t *tracer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	number := func(name string) uint64 {
		n, _ := strconv.ParseUint(r.FormValue(name), 10, 64)
		return n
	}
	q := trace.Query{App: uint32(number("app")), To: r.FormValue("to"), From: r.FormValue("from"), Random: uint32(number("random")), Seq: number("seq")}
	limit := int(min(max(number("limit"), 1), 1000))
	all := []Traced{}
	for _, m := range t.log.Find(q, limit) {
		one, err := t.told(r.Context(), &m, r.FormValue("account"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		all = append(all, one)
	}
	json.NewEncoder(w).Encode(all)
}

// told adds who was not there.
func (t *tracer) told(ctx context.Context, m *trace.Message, account string) (Traced, error) {
	one := Traced{At: m.At, To: m.To, From: m.From, Random: m.Random, Seq: m.Seq, Became: m.Became, Code: m.Code, Info: m.Info,
		Due: m.Due, Written: m.Reach.Sessions(), Complete: true}
	if m.Conv.Kind == id.OneToOne {
		one.Written = m.Due
	}
	if m.Became != trace.Shown && m.Became != trace.Stored {
		return one, nil
	}
	x, err := t.momentOf(ctx, m)
	if err != nil {
		return one, err
	}
	absent, err := x.absent(ctx)
	if err != nil {
		return one, err
	}
	one.Complete, one.More = x.complete, max(0, len(absent)-mostAbsent)
	one.Absent = absent[:min(len(absent), mostAbsent)]
	if account != "" {
		a, err := t.groups.Accounts.Lookup(ctx, m.App, account)
		if one.Account = "absent"; err == nil && x.there(a.ID) {
			one.Account = "there"
		}
	}
	return one, nil
}

// moment is the one at which a message was shown.
type moment struct {
	t        *tracer
	m        *trace.Message
	live     bool     // it was shown in a live room
	members  []uint64 // else: who was to see it
	around   map[uint64]trace.Presence
	complete bool
}

const (
	// lately is how long before a message somebody may have left a live room to be told of.
	lately = 10 * time.Minute
	// mostMembers is up to how many members of a group are looked at.
	mostMembers = 10_000
)

func (t *tracer) momentOf(ctx context.Context, m *trace.Message) (x *moment, err error) {
	x = &moment{t: t, m: m}
	where := id.Conv{}
	switch {
	case m.Conv.Kind == id.OneToOne:
		x.members = []uint64{m.Conv.A}
		if a, err := t.groups.Accounts.Lookup(ctx, m.App, m.From); err == nil && a.ID == m.Conv.A {
			x.members = []uint64{m.Conv.B}
		}
	default:
		g, err := t.groups.At(ctx, m.Conv)
		if errors.Is(err, wire.ErrNoSuchGroup) {
			break // it was dismissed: nobody is a member
		}
		if err != nil {
			return nil, err
		}
		if x.live = g.Rules().Live; x.live {
			where = m.Conv
			break
		}
		n, err := t.groups.Roster.Count(ctx, g.ID)
		if err == nil && n <= mostMembers {
			x.members, err = t.groups.Roster.Accounts(ctx, g.ID)
		}
		if err != nil {
			return nil, err
		}
	}
	x.around, x.complete = t.log.Around(where, m.App, m.At)
	return x, nil
}

// absent lists who was not there: of a live room, those who had left lately or came later;
// else the members, or the receiver, without a session.
func (x *moment) absent(ctx context.Context) (all []Absent, err error) {
	if x.live {
		for _, p := range x.around {
			if !p.There && (p.Came > 0 || p.Left > 0 && p.Left < lately) {
				all = append(all, Absent{p.Account.Name, p.Left, p.Came})
			}
		}
	} else {
		names, err := x.t.groups.Accounts.ByID(ctx, x.m.App, x.members)
		if err != nil {
			return nil, err
		}
		for _, n := range x.members {
			if a, ok := names[n]; ok && !x.there(n) {
				all = append(all, Absent{a.Name, x.around[n].Left, x.around[n].Came})
			}
		}
	}
	slices.SortFunc(all, func(a, b Absent) int { return strings.Compare(a.Account, b.Account) })
	return all, nil
}

// there tells whether an account was there.
func (x *moment) there(account uint64) bool {
	if p, known := x.around[account]; known {
		return p.There
	}
	if x.live {
		return x.t.groups.Rooms.Has(x.m.Conv, account)
	}
	return len(x.t.hub.Online(x.m.App, account)) > 0
}
