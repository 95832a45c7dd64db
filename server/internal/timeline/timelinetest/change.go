package timelinetest

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

func testChanges(e *env) {
	e.join(alice, bob)
	for _, conv := range []id.Conv{pair, group} {
		one, two := e.send(conv, alice), e.send(conv, alice)
		e.unread(conv, bob, 2)
		e.recall(conv, one.Pos(), nil)
		e.unread(conv, bob, 1)
		e.unread(conv, alice, 0)
		e.recall(conv, one.Pos(), timeline.ErrRecalled)
		e.recall(conv, timeline.Pos{Seq: 99}, timeline.ErrNoMessage)
		m, err := e.log.Get(e.ctx, conv, one.Pos())
		e.ok(err)
		equal(e, "recalled", m.Flags.Has(timeline.FlagRecalled), true)
		equal(e, "revoker", m.Revoker, "bob")
		equal(e, "body stays", string(m.Body), string(one.Body))
		e.edits(conv, one, two)
		e.pass(time.Second)
		e.recall(conv, two.Pos(), nil)
		e.unread(conv, bob, 0)
		all, err := e.log.Recalls(e.ctx, conv, 0, 0, 10)
		e.ok(err)
		equal(e, "recalls", len(all), 2)
		h, err := e.log.Head(e.ctx, conv)
		e.ok(err)
		equal(e, "last recall", h.LastRecall, all[1].RevokeTime)
		all, err = e.log.Recalls(e.ctx, conv, all[0].RevokeTime+1, 0, 10)
		e.ok(err)
		equal(e, "later recalls", len(all), 1)
	}
}

func (e *env) recall(conv id.Conv, pos timeline.Pos, want error) {
	e.Helper()
	err := e.try(func(tx *timeline.Tx) error {
		_, err := tx.Recall(conv, pos, "bob", "why not")
		return err
	})
	if !errors.Is(err, want) {
		e.Fatalf("recall: %v, want %v", err, want)
	}
}

// edits changes two, whose neighbour one was recalled.
func (e *env) edits(conv id.Conv, one, two timeline.Message) {
	e.Helper()
	edit := func(pos timeline.Pos, expect *uint32, data string) (m timeline.Message, err error) {
		err = e.try(func(tx *timeline.Tx) error {
			got, err := tx.Edit(conv, pos, expect, func(m *timeline.Message) error {
				m.CloudCustomData, m.From, m.Seq = data, carol, 1234
				m.Flags = timeline.FlagRecalled.With(timeline.FlagRisk, data == "a")
				return nil
			})
			m = got
			return err
		})
		return m, err
	}
	m, err := edit(two.Pos(), nil, "a")
	e.ok(err)
	equal(e, "version", m.Version, 1)
	equal(e, "other fields are put back", m.From, alice)
	equal(e, "it is marked, and other flags are put back", m.Flags, two.Flags|timeline.FlagRisk)
	stale := uint32(0)
	m, err = edit(two.Pos(), &stale, "b")
	if !errors.Is(err, timeline.ErrVersion) || m.CloudCustomData != "a" || m.Version != 1 {
		e.Fatalf("an edit of an old version: %+v, %v", m, err)
	}
	_, err = edit(two.Pos(), &m.Version, "c")
	e.ok(err)
	m, err = e.log.Get(e.ctx, conv, two.Pos())
	e.ok(err)
	equal(e, "data", m.CloudCustomData, "c")
	equal(e, "a mark is taken away", m.Flags, two.Flags)
	if _, err = edit(one.Pos(), nil, "d"); !errors.Is(err, timeline.ErrRecalled) {
		e.Fatalf("an edit of a recalled message: %v", err)
	}
}

func testReceipts(e *env) {
	m := e.send(pair, alice)
	for i := range 2 {
		e.update(func(tx *timeline.Tx) error {
			got, first, err := tx.Receipt(pair, m.Pos())
			if err == nil && (first != (i == 0) || !got.Flags.Has(timeline.FlagPeerRead)) {
				err = errWrong
			}
			return err
		})
	}
	err := e.try(func(tx *timeline.Tx) error {
		_, _, err := tx.Receipt(pair, timeline.Pos{Time: 1, Seq: 2})
		return err
	})
	if !errors.Is(err, timeline.ErrNoMessage) {
		e.Fatal(err)
	}
}

func testNotices(e *env) {
	e.send(pair, alice)
	toCarol := func(n timeline.Notice) (number uint64) {
		e.update(func(tx *timeline.Tx) (err error) {
			number, err = tx.Notice(app, bob, n)
			return err
		})
		return number
	}
	equal(e, "number", toCarol(timeline.Notice{Kind: 3, Payload: json.RawMessage(`{"x":1}`)}), 2)
	hidden := e.send(pair, bob)
	e.flagged(pair, alice, timeline.FlagReceiverDoesNotKeep)
	e.update(func(tx *timeline.Tx) error { return tx.Hide(pair, bob, hidden.Pos()) })
	list := func(after uint64, limit int) (all []timeline.Notice, next, last uint64) {
		e.Helper()
		all, next, last, err := e.log.Notices(e.ctx, app, bob, after, limit)
		e.ok(err)
		return all, next, last
	}
	all, next, last := list(0, 10)
	equal(e, "entries", len(all), 2)
	equal(e, "message", all[0].Message.From, alice)
	equal(e, "payload", string(all[1].Payload), `{"x":1}`)
	equal(e, "kind", all[1].Kind, 3)
	equal(e, "last", last, 3)
	equal(e, "next", next, 3)
	if all, next, _ = list(0, 1); len(all) != 1 || next != 1 {
		e.Fatalf("first page: %v, next %d", all, next)
	}
	equal(e, "dropped last one", toCarol(timeline.Notice{Kind: 4}), 4)
	e.update(func(tx *timeline.Tx) error {
		return errors.Join(tx.DropNotice(app, bob, 4), tx.DropNotice(app, bob, 2))
	})
	e.reopen()
	equal(e, "numbers are not used again", toCarol(timeline.Notice{Kind: 5}), 5)
	if all, _, _ = list(0, 10); len(all) != 2 || all[1].Number != 5 {
		e.Fatalf("after dropping: %v", all)
	}
	e.update(func(tx *timeline.Tx) error { return tx.TrimNotices(app, bob, 99) })
	e.reopen()
	if all, next, last = list(0, 10); len(all) != 0 || next != 5 || last != 5 {
		e.Fatalf("after trimming: %v, next %d, last %d", all, next, last)
	}
	equal(e, "goes on", toCarol(timeline.Notice{Kind: 5}), 6)
}

func testSides(e *env) {
	m := e.send(group, alice)
	set := func(kind uint8, key string, value []byte) {
		e.Helper()
		e.update(func(tx *timeline.Tx) error { return tx.SetSide(group, m.Pos(), kind, key, value) })
	}
	for _, k := range []string{"b", "a", "c", ""} {
		set(1, k, []byte("of "+k))
	}
	set(2, "a", []byte{})
	set(1, "b", nil)
	all, err := e.log.Sides(e.ctx, group, m.Pos(), 1, "", 0)
	e.ok(err)
	equal(e, "records", len(all), 3)
	equal(e, "key", all[1].Key+string(all[1].Value), "aof a")
	all, err = e.log.Sides(e.ctx, group, m.Pos(), 1, "a", 1)
	e.ok(err)
	equal(e, "behind a", all[0].Key, "c")
	e.update(func(tx *timeline.Tx) error {
		v, err := tx.Side(group, m.Pos(), 2, "a")
		if err == nil && v == nil {
			err = errWrong
		}
		return err
	})
}
