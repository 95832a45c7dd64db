// Package timelinetest is the contract that every engine of timeline fulfils:
// what is stored, counted, paged and told, and what a crash may not take away.
package timelinetest

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// Store is a place where an engine keeps its data.
type Store struct {
	// Open opens an engine on the store. The one before was closed or crashed.
	Open func(t testing.TB) timeline.Engine
	// Crash makes the store lose what was not synced, as a power cut does, while
	// an engine may be writing: that engine no longer reaches the store.
	Crash func(t testing.TB)
}

// Run proves an engine: each test gets a fresh store from newStore.
func Run(t *testing.T, newStore func(t testing.TB) Store) {
	tests := []struct {
		name string
		test func(*env)
	}{
		{"group messages are numbered", testGroupNumbers},
		{"one-to-one positions are free and times rise", testPairPositions},
		{"imports keep their time", testImports},
		{"repeats get the first answer", testRepeats},
		{"a job is carried out once", testOnce},
		{"what fails leaves no trace", testUndo},
		{"writes stay within what was touched", testTouch},
		{"recall and edit", testChanges},
		{"receipts", testReceipts},
		{"read marks", testReadMarks},
		{"setting unread numbers", testSetUnread},
		{"unread counts as a simple model has them", testUnreadModel},
		{"pages of one-to-one conversations", testPairPages},
		{"windows of groups", testGroupPages},
		{"all that is old expires", testExpireAll},
		{"conversation lists", testConversations},
		{"places", testPlaces},
		{"notice logs", testNotices},
		{"side records", testSides},
		{"documents", testKept},
		{"dropping conversations and accounts", testDrops},
		{"events come in order after the sync", testEvents},
		{"many callers at once", testManyCallers},
		{"cursors", testCursors},
		{"a follower that fails is tried again", testFollowRetry},
		{"a follower of some applications", testFollowSome},
		{"applications are followed apart", testFollowApart},
		{"a newer version is refused", testNewerVersion},
		{"a closed log refuses", testClosed},
		{"crash", testCrash},
		{"crash under load", testCrashUnderLoad},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.test(newEnv(t, newStore(t)))
		})
	}
}

const (
	app                     = 7
	alice, bob, carol, dave = 101, 102, 103, 104
	friends                 = 900 // a group
)

var (
	pair  = id.Pair(app, alice, bob)
	group = id.GroupConv(app, friends)
	names = map[uint64]string{alice: "alice", bob: "bob", carol: "carol", dave: "dave"}
)

// env is a log on a store, with a clock that stands still.
type env struct {
	*testing.T
	ctx   context.Context
	store Store
	log   *timeline.Log
	hub   *event.Hub
	mu    sync.Mutex
	now   time.Time
	drawn uint32
}

func newEnv(t *testing.T, s Store) *env {
	e := &env{T: t, ctx: t.Context(), store: s, hub: new(event.Hub), now: time.Unix(1_760_000_000, 0)}
	e.open()
	t.Cleanup(func() { _ = e.log.Close() })
	return e
}

func (e *env) open() {
	l, err := timeline.Open(e.store.Open(e.T), e.hub, timeline.Options{Now: e.clock, Log: slog.New(slog.DiscardHandler),
		LeaseTime: 300 * time.Millisecond})
	e.ok(err)
	e.log = l
}

func (e *env) reopen() {
	e.Helper()
	e.ok(e.log.Close())
	e.open()
}

func (e *env) clock() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.now
}

func (e *env) pass(d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.now = e.now.Add(d)
}

func (e *env) seconds() uint32 { return uint32(e.clock().Unix()) }

func (e *env) ok(err error) {
	e.Helper()
	if err != nil {
		e.Fatal(err)
	}
}

func equal[T comparable](e *env, what string, got, want T) {
	e.Helper()
	if got != want {
		e.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

// sent makes a message with a random of its own.
func (e *env) sent(conv id.Conv, from uint64) timeline.Message {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.drawn++
	m := timeline.Message{Conv: conv, From: from, FromAccount: names[from], Random: e.drawn,
		Body: fmt.Appendf(nil, `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"%d"}}]`, e.drawn)}
	if conv.Kind == id.OneToOne {
		m.Seq, m.ReqSeq, m.ToAccount = uint64(e.drawn), uint64(e.drawn), names[conv.Peer(from)]
	}
	return m
}

func (e *env) append(m timeline.Message) timeline.Message {
	e.Helper()
	stored, repeated, err := e.log.Append(e.ctx, m, timeline.Repeat{})
	e.ok(err)
	if repeated {
		e.Fatalf("%+v is taken for a repeat", m)
	}
	return stored
}

// send appends a plain message.
func (e *env) send(conv id.Conv, from uint64) timeline.Message {
	e.Helper()
	return e.append(e.sent(conv, from))
}

// flagged appends a message with flags.
func (e *env) flagged(conv id.Conv, from uint64, f timeline.Flags) timeline.Message {
	e.Helper()
	m := e.sent(conv, from)
	m.Flags = f
	return e.append(m)
}

// update changes something of all three accounts and both conversations.
func (e *env) update(fn func(tx *timeline.Tx) error) {
	e.Helper()
	e.ok(e.try(fn))
}

func (e *env) try(fn func(tx *timeline.Tx) error) error {
	return e.log.Update(e.ctx, []timeline.Touch{
		timeline.InConv(pair), timeline.InConv(group), timeline.OfAccount(app, carol), timeline.OfAccount(app, dave),
		timeline.OfAccount(app, bob), timeline.OfAccount(app, alice),
	}, fn)
}

func (e *env) join(accounts ...uint64) {
	e.Helper()
	e.update(func(tx *timeline.Tx) error {
		for _, a := range accounts {
			if _, err := tx.Join(group, a, true); err != nil {
				return err
			}
		}
		return nil
	})
}

func (e *env) read(conv id.Conv, account uint64, to timeline.UpTo) (moved bool) {
	e.Helper()
	e.update(func(tx *timeline.Tx) (err error) {
		_, moved, err = tx.Read(conv, account, to, 0)
		return err
	})
	return moved
}

func (e *env) unread(conv id.Conv, account uint64, want uint64) {
	e.Helper()
	got, err := e.log.Unread(e.ctx, conv, account)
	e.ok(err)
	equal(e, "unread of "+names[account], got, want)
}
