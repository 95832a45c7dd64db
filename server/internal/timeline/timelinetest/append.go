package timelinetest

import (
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

func testGroupNumbers(e *env) {
	for n := uint64(1); n <= 5; n++ {
		m := e.send(group, alice)
		equal(e, "seq", m.Seq, n)
		equal(e, "number", m.Number, n)
		if n == 3 {
			e.reopen()
		}
	}
	h, err := e.log.Head(e.ctx, group)
	e.ok(err)
	equal(e, "head", h.Number, 5)
	equal(e, "time", h.Time, e.seconds())
	m, err := e.log.Get(e.ctx, group, timeline.Seq(4))
	e.ok(err)
	equal(e, "sender", m.FromAccount, "alice")
	equal(e, "conversation", m.Conv, group)
	if _, err = e.log.Get(e.ctx, group, timeline.Seq(6)); !errors.Is(err, timeline.ErrNoMessage) {
		e.Fatalf("a message that is not there: %v", err)
	}
	equal(e, "another group", e.send(id.GroupConv(app, friends+1), bob).Seq, 1)
	equal(e, "another app", e.send(id.GroupConv(app+1, friends), bob).Seq, 1)
	e.pass(-time.Hour) // a clock that was set back
	equal(e, "time does not go back", e.send(group, bob).Time, h.Time)
}

func testPairPositions(e *env) {
	m := e.sent(pair, alice)
	first := e.append(m)
	equal(e, "time", first.Time, e.seconds())
	other := e.sent(pair, bob) // the other side draws the same numbers
	other.Seq, other.Random = m.Seq, m.Random
	equal(e, "a taken position moves on", e.append(other).Time, first.Time+1)
	third := e.send(pair, alice)
	equal(e, "time does not go back", third.Time, first.Time+1)
	equal(e, "number", third.Number, 3)
	equal(e, "counts", third.Counts, [2]uint64{2, 1})
	for _, m := range []timeline.Message{first, third} {
		got, err := e.log.Get(e.ctx, pair, m.Pos())
		e.ok(err)
		equal(e, "body", string(got.Body), string(m.Body))
	}
	bad := e.sent(pair, carol)
	if _, _, err := e.log.Append(e.ctx, bad, timeline.Repeat{}); !errors.Is(err, timeline.ErrInvalid) {
		e.Fatalf("carol speaks in a conversation of others: %v", err)
	}
	bad = e.sent(pair, alice)
	bad.Seq = 1 << 32
	if _, _, err := e.log.Append(e.ctx, bad, timeline.Repeat{}); !errors.Is(err, timeline.ErrInvalid) {
		e.Fatalf("a seq beyond 32 bits: %v", err)
	}
	self := id.Pair(app, alice, alice)
	e.send(self, alice)
	e.unread(self, alice, 0)
}

func testImports(e *env) {
	live := e.send(pair, alice)
	old := e.sent(pair, bob)
	old.Flags, old.Time = timeline.FlagImported, live.Time-1000
	stored := e.append(old)
	equal(e, "time", stored.Time, live.Time-1000)
	older := e.sent(pair, bob)
	older.Flags, older.Time = timeline.FlagImported, live.Time-2000
	e.append(older)
	again, repeated, err := e.log.Append(e.ctx, old, timeline.Repeat{})
	e.ok(err)
	equal(e, "imported twice", repeated, true)
	equal(e, "number", again.Number, stored.Number)
	e.unread(pair, alice, 0)
	e.unread(pair, bob, 1)
	page, _, err := e.log.Page(e.ctx, pair, timeline.PairRange{For: alice, Limit: 10})
	e.ok(err)
	equal(e, "in the order of time", page[0].Time < page[1].Time && page[1].Time < page[2].Time, true)
	h, err := e.log.Head(e.ctx, pair)
	e.ok(err)
	equal(e, "last message", h.Last, live.Pos())
	equal(e, "live time", h.Time, live.Time)
	equal(e, "live goes on", e.send(pair, bob).Time, live.Time)
	testGroupImports(e)
}

func testGroupImports(e *env) {
	m := e.sent(group, alice)
	m.Flags, m.Time = timeline.FlagImported, e.seconds()-100
	equal(e, "group import", e.append(m).Time, m.Time)
	m.Time -= 50
	if _, _, err := e.log.Append(e.ctx, m, timeline.Repeat{}); !errors.Is(err, timeline.ErrTimeOrder) {
		e.Fatalf("an import that is older than the last message: %v", err)
	}
	m.Time = e.seconds() + 10
	if _, _, err := e.log.Append(e.ctx, m, timeline.Repeat{}); !errors.Is(err, timeline.ErrTimeOrder) {
		e.Fatalf("an import from the future: %v", err)
	}
	equal(e, "live again", e.send(group, bob).Seq, 2)
}

func testRepeats(e *env) {
	check := func(m timeline.Message, r timeline.Repeat, first timeline.Message) {
		e.Helper()
		got, repeated, err := e.log.Append(e.ctx, m, r)
		e.ok(err)
		equal(e, "repeated", repeated, true)
		equal(e, "position", got.Pos(), first.Pos())
		equal(e, "time", got.Time, first.Time)
		equal(e, "number", got.Number, first.Number)
	}
	one, two := e.sent(pair, alice), e.sent(group, alice)
	two.ClientSeq = 5
	first, second := e.append(one), e.append(two)
	job := e.sent(group, bob)
	third, _, err := e.log.Append(e.ctx, job, timeline.Repeat{Job: "tip-1"})
	e.ok(err)
	e.pass(9 * time.Minute)
	e.send(pair, bob) // drops older buckets
	drawn := one
	drawn.Seq = 77 // the server drew another one; the request is the same
	for range 2 {
		check(one, timeline.Repeat{}, first)
		check(drawn, timeline.Repeat{}, first)
		check(two, timeline.Repeat{}, second)
		e.reopen()
	}
	other := two
	other.ClientSeq = 6
	equal(e, "another ClientSeq", e.append(other).Seq, 3)
	other = one
	other.From, other.FromAccount = bob, "bob"
	e.append(other)
	e.pass(time.Hour)
	e.append(one)
	e.append(two)
	check(job, timeline.Repeat{Job: "tip-1"}, third)
	e.update(func(tx *timeline.Tx) error { return tx.ForgetJob(app, "tip-1") })
	_, repeated, err := e.log.Append(e.ctx, job, timeline.Repeat{Job: "tip-1"})
	e.ok(err)
	equal(e, "a forgotten job repeated", repeated, false)
	for range 2 {
		_, repeated, err = e.log.Append(e.ctx, one, timeline.Repeat{Never: true})
		e.ok(err)
		equal(e, "never repeated", repeated, false)
	}
}

// testOnce is about batches that stand for a job.
func testOnce(e *env) {
	carryOut := func() (before bool) {
		err := e.log.Update(e.ctx, []timeline.Touch{timeline.OfAccount(app, carol)}, func(tx *timeline.Tx) (err error) {
			if before, err = tx.Once(app, "job"); err != nil || before {
				return err
			}
			_, err = tx.Notice(app, carol, timeline.Notice{Kind: 1})
			return err
		})
		e.ok(err)
		return before
	}
	equal(e, "the first time", carryOut(), false)
	e.reopen()
	e.pass(time.Hour)
	equal(e, "the second time", carryOut(), true)
	_, _, last, err := e.log.Notices(e.ctx, app, carol, 0, 10)
	e.ok(err)
	equal(e, "notices", last, 1)
	e.update(func(tx *timeline.Tx) error { return tx.ForgetJob(app, "job") })
	equal(e, "after it was forgotten", carryOut(), false)
}

var errWrong = errors.New("wrong")

func testUndo(e *env) {
	before := e.send(group, alice)
	failing := []func(tx *timeline.Tx) error{
		func(tx *timeline.Tx) error { return errWrong },
		func(tx *timeline.Tx) error { panic("wrong") },
	}
	for _, end := range failing {
		err := e.try(func(tx *timeline.Tx) error {
			if _, _, err := tx.Append(e.sent(group, alice), timeline.Repeat{}); err != nil {
				return err
			}
			if _, _, err := tx.Append(e.sent(pair, alice), timeline.Repeat{Job: "j"}); err != nil {
				return err
			}
			if _, err := tx.Notice(app, carol, timeline.Notice{Kind: 1}); err != nil {
				return err
			}
			if err := tx.DropConversation(group); err != nil {
				return err
			}
			tx.Emit("never")
			return end(tx)
		})
		if err == nil {
			e.Fatal("the error was lost")
		}
	}
	m := e.send(group, bob)
	equal(e, "no gap", m.Seq, before.Seq+1)
	h, err := e.log.Head(e.ctx, pair)
	e.ok(err)
	equal(e, "nothing stored", h.Number, 0)
	places, err := e.log.Places(e.ctx, app, bob)
	e.ok(err)
	equal(e, "places", len(places), 1)
	_, repeated, err := e.log.Append(e.ctx, e.sent(pair, alice), timeline.Repeat{Job: "j"})
	e.ok(err)
	equal(e, "repeat key", repeated, false)
	_, _, last, err := e.log.Notices(e.ctx, app, carol, 0, 10)
	e.ok(err)
	equal(e, "notices", last, 0)
}

func testTouch(e *env) {
	wrong := map[string]func(tx *timeline.Tx) error{
		"append": func(tx *timeline.Tx) error {
			_, _, err := tx.Append(e.sent(group, alice), timeline.Repeat{})
			return err
		},
		"join":   func(tx *timeline.Tx) error { _, err := tx.Join(group, carol, true); return err },
		"notice": func(tx *timeline.Tx) error { _, err := tx.Notice(app, carol, timeline.Notice{Kind: 1}); return err },
		"drop":   func(tx *timeline.Tx) error { return tx.DropConversation(group) },
		"side":   func(tx *timeline.Tx) error { return tx.SetSide(group, timeline.Seq(1), 1, "k", []byte("v")) },
	}
	for what, fn := range wrong {
		err := e.log.Update(e.ctx, []timeline.Touch{timeline.InConv(pair)}, fn)
		if !errors.Is(err, timeline.ErrTouch) {
			e.Errorf("%s: %v", what, err)
		}
	}
	e.ok(e.log.Update(e.ctx, []timeline.Touch{timeline.InConv(pair)}, func(tx *timeline.Tx) error {
		_, err := tx.Notice(app, bob, timeline.Notice{Kind: 1}) // the pair includes its accounts
		return err
	}))
}
