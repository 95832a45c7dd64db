package timelinetest

import (
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// testExpireAll: in all conversations of an application, and in no other's, what is older
// goes and nothing else, whatever hours it is from.
func testExpireAll(e *env) {
	e.join(alice, bob)
	elsewhere := id.Pair(app+1, alice, bob)
	var old []timeline.Message
	for range 3 {
		old = append(old, e.send(pair, alice), e.send(group, alice), e.send(elsewhere, alice))
		e.pass(5 * time.Hour)
	}
	young := []timeline.Message{e.send(pair, bob), e.send(group, bob), old[2], old[5]}
	before := young[0].Time
	n, err := e.log.ExpireAll(e.ctx, app, before)
	e.ok(err)
	equal(e, "conversations", n, 2)
	gone := func(m timeline.Message) bool {
		_, err := e.log.Get(e.ctx, m.Conv, m.Pos())
		return err == timeline.ErrNoMessage
	}
	for _, m := range old {
		equal(e, "old", gone(m), m.Conv.App == app)
	}
	for _, m := range young {
		equal(e, "young", gone(m), false)
	}
	e.unread(pair, bob, 0)
	e.unread(group, bob, 0)
	n, err = e.log.ExpireAll(e.ctx, app, before)
	e.ok(err)
	equal(e, "nothing is left to do", n, 0)
}
