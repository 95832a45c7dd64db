// Package deliver puts frames before connected clients. It owns the sessions of
// this node (bounded queue, one writer at a time, no goroutine or timer of their
// own) and the rings of the conversations they are in. It is the only user of the
// bus, and it knows no rules of chat: rooms say who is in which conversation.
//
// What is for one account goes through the queues of its sessions; what all
// members of a conversation see alike goes through the conversation's ring. Each
// keeps the order in which it was published, and nothing is promised between
// them but by Frame.Behind. Delivery is a fast path, not a promise: a client that
// missed something fetches it from the store.
package deliver

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Options bound what a Hub keeps. Zero fields take the defaults.
type Options struct {
	// Shards is the number of goroutines that write rings to sessions; default
	// is the number of CPUs, at most 8.
	Shards int
	// QueueBytes is what may wait for one session besides its rings before it
	// is closed as too slow; default 1 MiB.
	QueueBytes int
	// RingFrames and RingBytes are how far a session may fall behind in one
	// conversation; defaults 4096 frames and 4 MiB.
	RingFrames, RingBytes int
}

func (o *Options) fill() {
	for _, d := range []struct {
		field *int
		value int
	}{{&o.Shards, min(runtime.GOMAXPROCS(0), 8)}, {&o.QueueBytes, 1 << 20}, {&o.RingFrames, 4096}, {&o.RingBytes, 4 << 20}} {
		if *d.field <= 0 {
			*d.field = d.value
		}
	}
}

// Hub is the delivery of one node. All methods may be called concurrently.
type Hub struct {
	opts     Options
	bus      bus.Bus
	shards   []*shard
	opened   atomic.Uint64 // deals sessions out to shards
	accounts [stripes]accountStripe
	rings    [stripes]ringStripe
	bound    []func(*Session)
	unbound  []func(*Session)
	stop     chan struct{}
}

// New starts the delivery of a node on b. Close ends it.
func New(b bus.Bus, o Options) *Hub {
	o.fill()
	h := &Hub{opts: o, bus: b, stop: make(chan struct{})}
	for i := range h.accounts {
		h.accounts[i].accounts = map[accountKey]*presence{}
		h.accounts[i].instances = map[uint64]*Session{}
		h.rings[i].rings = map[id.Conv]*ring{}
	}
	for i := range o.Shards {
		s := &shard{hub: h, number: i, wake: make(chan struct{}, 1)}
		h.shards = append(h.shards, s)
		go s.run()
	}
	return h
}

// Close stops the goroutines of the Hub. It does not close sessions: see Drain.
func (h *Hub) Close() { close(h.stop) }

// OnBound calls f whenever a session has got its account (login), on the
// goroutine of Session.Bind and before that returns. Frames for the account reach
// the session already, so f that joins it to the account's conversations misses no
// membership that changes meanwhile. Hooks are added before the first session.
func (h *Hub) OnBound(f func(*Session)) { h.bound = append(h.bound, f) }

// OnUnbound calls f whenever a session has lost its account: logout, kick, or its
// socket is gone. Account and Instance still tell which; Online does not list it
// any more, and lists the newer session if the instance was taken over. It follows
// OnBound's hooks and never overlaps with them. Added before the first session.
func (h *Hub) OnUnbound(f func(*Session)) { h.unbound = append(h.unbound, f) }

// ToAccount shows f to the sessions of an account on all nodes.
func (h *Hub) ToAccount(app uint32, account uint64, f *Frame) {
	h.bus.Publish(bus.Account(app, account), f)
}

// ToAccountOnce shows a frame to the sessions of an account but the instance except (0:
// to all), as ToAccount does. It is made when there is a session to show it to: most
// accounts have no other device that is online. make runs at most once, before
// ToAccountOnce returns; it may return nil.
func (h *Hub) ToAccountOnce(app uint32, account, except uint64, make func() *Frame) {
	h.bus.Publish(bus.Account(app, account), &late{except: except, make: make})
}

// ToAccounts shows f to the sessions of several accounts of an application.
func (h *Hub) ToAccounts(app uint32, accounts []uint64, f *Frame) {
	for _, account := range accounts {
		h.ToAccount(app, account, f)
	}
}

// ToConversation shows f to all sessions that are in a conversation, on all
// nodes. It costs the publisher the same whatever their number.
func (h *Hub) ToConversation(c id.Conv, f *Frame) {
	h.bus.Publish(bus.Conversation(c), f)
}

// ToInstance shows f to one instance of an account, on whatever node it is.
func (h *Hub) ToInstance(app uint32, account, instance uint64, f *Frame) {
	h.bus.Publish(bus.Account(app, account), toInstance{instance, f})
}

// Kick shows f to one instance of an account, on whatever node it is, and takes
// the account from its session. The socket stays open, as the protocol wants it.
func (h *Hub) Kick(app uint32, account, instance uint64, f *Frame) {
	h.bus.Publish(bus.Account(app, account), kick{instance, f})
}

// JoinAccount puts all sessions of an account, on all nodes, into a conversation.
// discard is the member's wish not to get the conversation's messages; joining
// again changes it.
func (h *Hub) JoinAccount(app uint32, account uint64, c id.Conv, discard bool) {
	h.bus.Publish(bus.Account(app, account), joined{c, discard})
}

// LeaveAccount takes all sessions of an account, on all nodes, out of a
// conversation. Frames published before are still written only if their round
// has come: a notice that the member must see goes ToAccount.
func (h *Hub) LeaveAccount(app uint32, account uint64, c id.Conv) {
	h.bus.Publish(bus.Account(app, account), left{c})
}

// WishAccount is Session.Wish for all sessions of an account, on all nodes.
func (h *Hub) WishAccount(app uint32, account uint64, c id.Conv, part uint64, w Wish) {
	h.bus.Publish(bus.Account(app, account), wished{c, part, w})
}

// Drain closes all sessions of this node, spread evenly over the given time, so
// that their clients do not come back to other nodes all at once. When ctx ends
// the rest are closed at once.
func (h *Hub) Drain(ctx context.Context, over time.Duration) {
	var all []*Session
	for _, s := range h.shards {
		all = append(all, s.all()...)
	}
	pause := time.NewTimer(0)
	defer pause.Stop()
	begun := time.Now()
	for i, s := range all {
		due := over * time.Duration(i) / time.Duration(len(all))
		if wait := due - time.Since(begun); wait > 0 && ctx.Err() == nil {
			pause.Reset(wait)
			select {
			case <-pause.C:
			case <-ctx.Done():
			}
		}
		s.CloseFor(GoingAway)
	}
}

// Each calls f for every session of this node, logged in or not.
func (h *Hub) Each(f func(*Session)) {
	for _, sh := range h.shards {
		for _, s := range sh.all() {
			f(s)
		}
	}
}
