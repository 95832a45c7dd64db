package timelinetest

import (
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

func seqs(messages []timeline.Message) (all []uint64) {
	for _, m := range messages {
		all = append(all, m.Seq)
	}
	return all
}

func same(e *env, what string, got, want []uint64) {
	e.Helper()
	if !slices.Equal(got, want) {
		e.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func testPairPages(e *env) {
	var sent []timeline.Message
	for range 10 { // seq 1 to 10
		sent = append(sent, e.send(pair, alice))
		e.pass(time.Second)
	}
	page := func(what string, r timeline.PairRange, complete bool, want ...uint64) {
		e.Helper()
		got, done, err := e.log.Page(e.ctx, pair, r)
		e.ok(err)
		same(e, what, seqs(got), want)
		equal(e, what+": complete", done, complete)
	}
	pos := func(n int) *timeline.Pos { p := sent[n-1].Pos(); return &p }
	page("newest", timeline.PairRange{For: bob, Limit: 3}, false, 8, 9, 10)
	page("before 8", timeline.PairRange{For: bob, Limit: 3, Key: pos(8)}, false, 5, 6, 7)
	page("first ones", timeline.PairRange{For: bob, Limit: 3, Key: pos(4)}, true, 1, 2, 3)
	page("by time", timeline.PairRange{Limit: 2, Time: sent[4].Time}, false, 3, 4)
	page("down to a time", timeline.PairRange{Limit: 9, Until: sent[7].Time}, true, 8, 9, 10)
	page("forward by time", timeline.PairRange{Forward: true, Time: sent[4].Time, Limit: 2}, false, 5, 6)
	page("forward", timeline.PairRange{Forward: true, Key: pos(8), Limit: 5}, true, 9, 10)
	page("forward up to a time", timeline.PairRange{Forward: true, Until: sent[1].Time, Limit: 5}, true, 1, 2)
	page("few bytes", timeline.PairRange{Limit: 5, Bytes: 1}, false, 10)
	e.recall(pair, sent[8].Pos(), nil)
	e.update(func(tx *timeline.Tx) error { return tx.Hide(pair, bob, sent[7].Pos()) })
	page("hidden for one, recalled for both", timeline.PairRange{For: bob, Limit: 2}, false, 9, 10)
	page("hidden for one", timeline.PairRange{For: bob, Limit: 3}, false, 7, 9, 10)
	page("not for the other", timeline.PairRange{For: alice, Limit: 3}, false, 8, 9, 10)
	e.update(func(tx *timeline.Tx) error { _, err := tx.Clear(pair, bob); return err })
	page("cleared", timeline.PairRange{For: bob, Limit: 3}, true)
	e.unread(pair, bob, 0)
	e.flagged(pair, bob, timeline.FlagSenderDoesNotKeep)
	e.flagged(pair, alice, timeline.FlagReceiverDoesNotKeep)
	e.send(pair, bob) // seq 13
	page("what bob keeps", timeline.PairRange{For: bob, Limit: 5}, true, 13)
	page("what alice keeps", timeline.PairRange{For: alice, Limit: 3}, false, 11, 12, 13)
	old := e.sent(pair, alice)
	old.Flags, old.Time = timeline.FlagImported, sent[0].Time-10
	e.append(old)
	page("history that came after clearing", timeline.PairRange{For: bob, Limit: 5}, true, 14, 13)
}

func testGroupPages(e *env) {
	e.join(alice)
	for range 10 {
		e.send(group, alice)
	}
	window := func(what string, r timeline.GroupRange, next uint64, want ...uint64) timeline.GroupPage {
		e.Helper()
		page, err := e.log.GroupPage(e.ctx, group, r)
		e.ok(err)
		same(e, what, seqs(page.Messages), want)
		equal(e, what+": next", page.Next, next)
		equal(e, what+": finished", page.Finished, next == 0)
		return page
	}
	window("newest", timeline.GroupRange{For: alice, Count: 3}, 7, 10, 9, 8)
	window("the end", timeline.GroupRange{For: alice, Newest: 2, Count: 3}, 0, 2, 1)
	window("nothing wanted", timeline.GroupRange{For: alice}, 10)
	window("above the head", timeline.GroupRange{For: alice, Newest: 12, Count: 4}, 8, 10, 9)
	window("few bytes", timeline.GroupRange{Count: 4, Bytes: 1}, 9, 10)
	e.update(func(tx *timeline.Tx) error { _, err := tx.Join(group, bob, false); return err })
	e.unread(group, bob, 0)
	m := e.sent(group, alice)
	m.Targets = []uint64{carol}
	e.append(m) // 11
	e.send(group, alice)
	page := window("bob joined at 10", timeline.GroupRange{For: bob, Count: 20}, 0, 12)
	same(e, "for carol only", page.Invisible, []uint64{11})
	e.unread(group, bob, 1)
	window("carol sees it", timeline.GroupRange{For: carol, Newest: 11, Count: 1}, 10, 11)
	window("so does the sender", timeline.GroupRange{For: alice, Newest: 11, Count: 1}, 10, 11)
	e.recall(group, timeline.Seq(12), nil)
	e.update(func(tx *timeline.Tx) error { return tx.Hide(group, alice, timeline.Seq(9)) })
	page = window("hidden", timeline.GroupRange{For: alice, Newest: 12, Count: 5}, 7, 12, 11, 10, 8)
	same(e, "hidden", page.Invisible, []uint64{9})
	e.update(func(tx *timeline.Tx) error { return tx.ClearAll(group, 10) })
	window("cleared for all", timeline.GroupRange{For: alice, Count: 5}, 0, 12, 11)
	window("but not for admins", timeline.GroupRange{Count: 5, Newest: 3}, 0, 3, 2, 1)
	e.pass(time.Minute)
	e.update(func(tx *timeline.Tx) error { _, err := tx.Expire(group, e.seconds()-100); return err })
	some, err := e.log.GetAll(e.ctx, group, bob, []timeline.Pos{timeline.Seq(12), timeline.Seq(11), timeline.Seq(3), timeline.Seq(99)})
	e.ok(err)
	same(e, "by number", seqs(some), []uint64{12})
	e.send(group, bob)
	uncounted, err := e.log.Uncounted(e.ctx, group, bob, 10, 10)
	e.ok(err)
	same(e, "uncounted", uncounted, []uint64{13, 12, 11})
	e.update(func(tx *timeline.Tx) error { _, err := tx.Expire(group, e.seconds()); return err })
	window("expired for all", timeline.GroupRange{Count: 5}, 0, 13)
	convs, err := e.log.Convs(e.ctx, app, id.Conv{}, 10)
	e.ok(err)
	equal(e, "conversations", len(convs), 1)
	convs, err = e.log.Convs(e.ctx, app, convs[0], 10)
	e.ok(err)
	equal(e, "no further ones", len(convs), 0)
	e.flagged(group, dave, timeline.FlagSenderDoesNotKeep) // 14: he is not in the group
	equal(e, "a place of somebody outside", e.listed(dave)[group].Place.Account, 0)
	e.update(func(tx *timeline.Tx) error { _, err := tx.Join(group, dave, true); return err })
	window("dave sees also what he said before he came", timeline.GroupRange{For: dave, Count: 2}, 0, 14, 13)
	e.unread(group, dave, 0)
}

func (e *env) listed(account uint64) map[id.Conv]timeline.Conversation {
	e.Helper()
	all, err := e.log.Conversations(e.ctx, app, account)
	e.ok(err)
	byConv := map[id.Conv]timeline.Conversation{}
	for _, c := range all {
		byConv[c.Conv] = c
	}
	return byConv
}

func testConversations(e *env) {
	e.join(bob)
	last := e.send(pair, alice)
	e.flagged(pair, alice, timeline.FlagNoLastMsg)
	e.send(id.Pair(app, alice, carol), alice)
	list := e.listed(bob)
	equal(e, "conversations of bob", len(list), 2)
	equal(e, "last message", list[pair].Last.Seq, last.Seq)
	equal(e, "unread", list[pair].Unread, 2)
	equal(e, "an empty one", list[group].Last, nil)
	e.update(func(tx *timeline.Tx) error { return tx.Hide(pair, bob, last.Pos()) })
	equal(e, "hidden last message", e.listed(bob)[pair].Last, nil)
	equal(e, "still there for alice", e.listed(alice)[pair].Last.Seq, last.Seq)
	e.update(func(tx *timeline.Tx) error {
		h, err := tx.Head(pair)
		if err == nil {
			_, err = tx.SetPlace(pair, bob, func(p *timeline.Place) { p.Removed, p.RemovedAt = true, h.Number })
		}
		return err
	})
	_, ok := e.listed(bob)[pair]
	equal(e, "removed", ok, false)
	named, err := e.log.Conversations(e.ctx, app, bob, pair, id.Pair(app, bob, carol))
	e.ok(err)
	equal(e, "by name", len(named), 1)
	next := e.send(pair, alice)
	equal(e, "comes back", e.listed(bob)[pair].Last.Seq, next.Seq)
	e.flagged(id.Pair(app, bob, carol), carol, timeline.FlagReceiverDoesNotKeep)
	equal(e, "what bob does not keep", len(e.listed(bob)), 2)
	counts, err := e.log.Unreads(e.ctx, bob, []id.Conv{group, pair})
	e.ok(err)
	same(e, "unread", counts, []uint64{0, 3})
}
