package timelinetest

import (
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

func testPlaces(e *env) {
	e.send(group, alice)
	e.join(bob)
	e.unread(group, bob, 0)
	p, ok, err := e.log.Place(e.ctx, group, bob)
	e.ok(err)
	equal(e, "has a place", ok, true)
	equal(e, "read", p.Read, 1)
	e.update(func(tx *timeline.Tx) error {
		_, err := tx.SetPlace(group, bob, func(p *timeline.Place) { p.Pinned, p.Read, p.Account = 5, 77, carol })
		return err
	})
	e.send(group, alice)
	e.join(bob) // a place that is there stays
	e.reopen()
	p, _, err = e.log.Place(e.ctx, group, bob)
	e.ok(err)
	equal(e, "pinned", p.Pinned, 5)
	equal(e, "read stays", p.Read, 1)
	equal(e, "account stays", p.Account, bob)
	e.unread(group, bob, 1)
	e.update(func(tx *timeline.Tx) error {
		_, err := tx.SetPlace(group, bob, func(p *timeline.Place) { p.Left = true })
		return err
	})
	e.unread(group, bob, 0)
	equal(e, "not listed", len(e.listed(bob)), 0)
	e.update(func(tx *timeline.Tx) error { _, err := tx.Join(group, bob, false); return err })
	e.unread(group, bob, 0)
	p, _, err = e.log.Place(e.ctx, group, bob)
	e.ok(err)
	equal(e, "joined anew", p.Joined, 2)
	e.update(func(tx *timeline.Tx) error { return tx.DropPlace(group, bob) })
	_, ok, err = e.log.Place(e.ctx, group, bob)
	e.ok(err)
	equal(e, "dropped", ok, false)
}

func testDrops(e *env) {
	e.join(alice, bob)
	m := e.send(group, alice)
	e.recall(group, m.Pos(), nil)
	e.send(group, alice)
	mine := e.send(pair, bob)
	e.update(func(tx *timeline.Tx) error {
		if err := tx.SetSide(group, m.Pos(), 1, "k", []byte("v")); err != nil {
			return err
		}
		return tx.DropConversation(group)
	})
	for range 2 {
		if _, err := e.log.Get(e.ctx, group, timeline.Seq(2)); !errors.Is(err, timeline.ErrNoMessage) {
			e.Fatalf("after dropping: %v", err)
		}
		if _, _, err := e.log.Append(e.ctx, e.sent(group, bob), timeline.Repeat{}); !errors.Is(err, timeline.ErrDropped) {
			e.Fatalf("append after dropping: %v", err)
		}
		e.unread(group, bob, 0)
		equal(e, "listed", len(e.listed(bob)), 1)
		sides, err := e.log.Sides(e.ctx, group, m.Pos(), 1, "", 0)
		e.ok(err)
		equal(e, "side records", len(sides), 0)
		e.reopen()
	}
	e.update(func(tx *timeline.Tx) error { return tx.DropAccount(app, bob) })
	places, err := e.log.Places(e.ctx, app, bob)
	e.ok(err)
	equal(e, "places of bob", len(places), 0)
	all, _, _, err := e.log.Notices(e.ctx, app, bob, 0, 10)
	e.ok(err)
	equal(e, "notices of bob", len(all), 0)
	if _, err := e.log.Get(e.ctx, pair, mine.Pos()); err != nil {
		e.Fatalf("his message: %v", err)
	}
	e.unread(pair, alice, 1)
}
