package timelinetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

func testReadMarks(e *env) {
	var sent []timeline.Message
	for range 10 {
		sent = append(sent, e.send(pair, alice), e.send(pair, bob))
		e.pass(10 * time.Second)
	}
	e.unread(pair, bob, 10)
	for i, m := range sent { // any time in between finds the same messages
		if i%2 == 1 {
			continue
		}
		equal(e, "moved", e.read(pair, bob, timeline.UpTo{Time: m.Time + uint32(i)%10}), true)
		e.unread(pair, bob, uint64(9-i/2))
		at, err := e.log.PeerRead(e.ctx, pair, bob)
		e.ok(err)
		equal(e, "read time", at, m.Time)
		equal(e, "goes back", e.read(pair, bob, timeline.UpTo{Time: m.Time - 1}), false)
	}
	e.unread(pair, alice, 10)
	e.read(pair, alice, timeline.UpTo{Time: ^uint32(0)})
	e.unread(pair, alice, 0)
	err := e.try(func(tx *timeline.Tx) error {
		_, _, err := tx.Read(id.Pair(app, bob, carol), carol, timeline.UpTo{All: true}, 0)
		return err
	})
	if !errors.Is(err, timeline.ErrNoPlace) {
		e.Fatalf("reading without a conversation: %v", err)
	}
	e.join(alice, bob)
	for range 5 {
		e.send(group, alice)
	}
	e.read(group, bob, timeline.UpTo{Seq: 3})
	e.unread(group, bob, 2)
	e.send(group, bob)
	e.unread(group, bob, 2)
	e.read(group, bob, timeline.UpTo{Seq: 99})
	e.unread(group, bob, 0)
	p, _, err := e.log.Place(e.ctx, group, bob)
	e.ok(err)
	equal(e, "not beyond the head", p.Read, 6)
	e.unread(group, alice, 1)
	e.update(func(tx *timeline.Tx) error { return tx.ClearAll(group, 6) })
	e.unread(group, alice, 0)
}

func testSetUnread(e *env) {
	e.join(alice, bob, carol)
	for range 5 {
		e.flagged(group, alice, timeline.FlagImported)
	}
	e.send(group, bob)
	for _, conv := range []id.Conv{group, pair} {
		if conv == pair {
			for range 6 {
				e.send(pair, alice)
			}
		}
		for _, n := range []uint64{5, 0, 2, 99} {
			e.update(func(tx *timeline.Tx) error { _, err := tx.SetUnread(conv, bob, n); return err })
			e.unread(conv, bob, min(n, 6))
		}
		e.read(conv, bob, timeline.UpTo{All: true})
		e.unread(conv, bob, 0)
		e.send(conv, alice)
		e.unread(conv, bob, 1)
	}
}

// model counts unread messages the long way.
type model struct {
	conv     id.Conv
	messages []timeline.Message
	recalled map[uint64]bool
	expired  map[uint64]bool
	read     map[uint64]uint64
	cleared  uint64 // number up to which nothing counts
}

func (m *model) unread(account uint64) (n uint64) {
	for _, x := range m.messages {
		if x.Number > max(m.read[account], m.cleared) && x.From != account && x.Countable() && !m.recalled[x.Number] && !m.expired[x.Number] {
			n++
		}
	}
	return n
}

func testUnreadModel(e *env) {
	r := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	e.join(alice, bob, carol)
	models := []*model{
		{conv: pair, recalled: map[uint64]bool{}, expired: map[uint64]bool{}, read: map[uint64]uint64{}},
		{conv: group, recalled: map[uint64]bool{}, expired: map[uint64]bool{}, read: map[uint64]uint64{}},
	}
	for step := range 400 {
		m := models[r.IntN(2)]
		accounts := []uint64{alice, bob, carol}[:2+btoi(m.conv == group)]
		who := accounts[r.IntN(len(accounts))]
		did := e.randomStep(r, m, who)
		for _, m := range models {
			for _, a := range []uint64{alice, bob, carol}[:2+btoi(m.conv == group)] {
				got, err := e.log.Unread(e.ctx, m.conv, a)
				e.ok(err)
				if want := m.unread(a); got != want {
					e.Fatalf("step %d, %s by %s in %v: unread of %s is %d, want %d", step, did, names[who], m.conv, names[a], got, want)
				}
			}
		}
		if step%100 == 99 {
			e.reopen()
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// randomStep does one thing to the log and to the model.
func (e *env) randomStep(r *rand.Rand, m *model, who uint64) string {
	e.pass(time.Duration(r.IntN(3)) * time.Second)
	last := uint64(len(m.messages))
	k := r.IntN(20)
	switch {
	case k < 10 || last == 0:
		msg := e.sent(m.conv, who)
		kind := r.IntN(8)
		switch {
		case kind == 0:
			msg.Flags = timeline.FlagNoUnread
		case kind == 1 && m.conv == group:
			msg.Targets = []uint64{alice}
		case kind == 2:
			msg.Flags = timeline.FlagImported
			if m.conv == pair {
				msg.Time = e.seconds() - r.Uint32N(60)
			}
		}
		m.messages = append(m.messages, e.append(msg))
		return fmt.Sprintf("append %d", kind)
	case k < 14:
		n := 1 + r.Uint64N(last)
		if !m.recalled[n] && !m.expired[n] {
			e.recall(m.conv, m.messages[n-1].Pos(), nil)
			m.recalled[n] = true
		}
		return "recall"
	case k == 19 && m.conv == group:
		n := 1 + r.Uint64N(last)
		e.update(func(tx *timeline.Tx) error { return tx.ClearAll(group, n) })
		m.cleared = max(m.cleared, n)
		return "clear"
	}
	n := 1 + r.Uint64N(last)
	if k == 18 {
		e.expire(m, m.messages[r.Uint64N(last)/2].Time)
		return "expire"
	}
	if m.conv == group {
		e.read(group, who, timeline.UpTo{Seq: n})
		m.read[who] = max(m.read[who], n)
		return "read"
	}
	until := m.messages[n-1].Time
	if _, ok, err := e.log.Place(e.ctx, pair, who); err != nil || !ok {
		e.Fatal("no place", err)
	}
	e.read(pair, who, timeline.UpTo{Time: until})
	for _, x := range m.messages {
		if x.Time <= until && !x.Flags.Has(timeline.FlagImported) {
			m.read[who] = max(m.read[who], x.Number)
		}
	}
	return "read by time"
}

// expire deletes what is older, and looks that nothing else goes.
func (e *env) expire(m *model, before uint32) {
	e.Helper()
	e.update(func(tx *timeline.Tx) error { _, err := tx.Expire(m.conv, before); return err })
	for _, x := range m.messages {
		m.expired[x.Number] = m.expired[x.Number] || x.Time < before
		_, err := e.log.Get(e.ctx, m.conv, x.Pos())
		if m.expired[x.Number] != errors.Is(err, timeline.ErrNoMessage) {
			e.Fatalf("message %d of time %d when those before %d expired: %v", x.Number, x.Time, before, err)
		}
	}
}
