package deliver

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// ring is the stream of frames of one conversation that has sessions on this
// node: a list to whose end publishers append, and through which each session
// moves at its own pace. Frames that all have passed are garbage, so an idle
// conversation keeps none; what a slow session may keep alive is bounded by
// closing it when it has fallen too far behind.
type ring struct {
	conv     id.Conv
	cancel   func() // ends the subscription
	sessions int    // guarded by the stripe's mu

	mu    sync.Mutex
	tail  atomic.Pointer[node] // the empty node behind the newest frame
	parts []*part              // by shard; nil where no session was yet
}

// node holds one frame, or none yet if it is the last. Reading needs no lock:
// frame is set before next, and then neither changes.
type node struct {
	next   atomic.Pointer[node]
	merged atomic.Pointer[chunk] // it and some that follow, or nil
	frame  *Frame
	count  uint64 // frames before this one
	bytes  uint64 // bytes before this one
}

// part is the sessions of a ring that belong to one shard.
type part struct {
	ring  *ring
	shard *shard
	dirty atomic.Bool // in the shard's list
	pace  pace        // of the shard's goroutine, as front
	front *node       // up to where the last round went

	mu      sync.Mutex
	members []*attachment
}

// attachment is a session's place in a ring.
type attachment struct {
	session *Session
	ring    *ring
	at      *node               // the next to read; guarded by session.mu
	place   int32               // in part.members; guarded by part.mu
	live    bool                // guarded by session.mu
	discard bool                // guarded by session.mu
	wishes  map[uint64]bool     // of single parts: discard; guarded by session.mu
	opened  map[uint64]struct{} // parts; guarded by session.mu
}

// passes tells whether a frame is not to be shown by the wish of the member, or by
// what the session looks into. The session is locked.
func (a *attachment) passes(f *Frame) bool {
	if !a.isFor(f) {
		return true
	}
	if !f.SkipDiscard {
		return false
	}
	if f.Part != 0 {
		if discard, ok := a.wishes[f.Part]; ok {
			return discard
		}
	}
	return a.discard
}

type ringStripe struct {
	mu    sync.RWMutex
	rings map[id.Conv]*ring
}

// Members returns how many sessions on this node are in a conversation.
func (h *Hub) Members(c id.Conv) int {
	st := h.ringStripe(c)
	st.mu.RLock()
	defer st.mu.RUnlock()
	if r := st.rings[c]; r != nil {
		return r.sessions
	}
	return 0
}

// Present returns how many accounts have sessions on this node in a conversation.
// Its cost grows with these sessions alone.
func (h *Hub) Present(c id.Conv) int {
	st := h.ringStripe(c)
	st.mu.RLock()
	r := st.rings[c]
	st.mu.RUnlock()
	if r == nil {
		return 0
	}
	r.mu.Lock()
	parts := slices.Clone(r.parts)
	r.mu.Unlock()
	accounts := map[uint64]struct{}{}
	for _, p := range parts {
		if p == nil {
			continue
		}
		p.mu.Lock()
		members := slices.Clone(p.members)
		p.mu.Unlock()
		for _, a := range members {
			accounts[a.session.Account().ID] = struct{}{}
		}
	}
	return len(accounts)
}

// attach adds a session to the ring of a conversation, at its end. The
// attachment is not live yet.
func (h *Hub) attach(s *Session, c id.Conv, discard bool) *attachment {
	st := h.ringStripe(c)
	st.mu.Lock()
	r := st.rings[c]
	if r == nil {
		r = &ring{conv: c, parts: make([]*part, len(h.shards))}
		r.tail.Store(&node{})
		r.cancel = h.bus.Subscribe(bus.Conversation(c), func(m any) { r.publish(m.(*Frame)) })
		st.rings[c] = r
	}
	r.sessions++
	st.mu.Unlock()

	a := &attachment{session: s, ring: r, discard: discard}
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.parts[s.shard.number]
	if p == nil {
		p = &part{ring: r, shard: s.shard, front: r.tail.Load()}
		r.parts[s.shard.number] = p
	}
	a.at = r.tail.Load()
	p.mu.Lock()
	defer p.mu.Unlock()
	a.place = int32(len(p.members))
	p.members = append(p.members, a)
	return a
}

// detach undoes attach; the last one ends the ring.
func (h *Hub) detach(a *attachment) {
	r := a.ring
	r.mu.Lock()
	p := r.parts[a.session.shard.number]
	r.mu.Unlock()
	p.remove(a)

	st := h.ringStripe(r.conv)
	st.mu.Lock()
	defer st.mu.Unlock()
	r.sessions--
	if r.sessions == 0 {
		r.cancel()
		delete(st.rings, r.conv)
	}
}

// remove moves the last member into the hole. Drains walk from the end to the
// beginning, so the moved one has been visited already.
func (p *part) remove(a *attachment) {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := p.members[len(p.members)-1]
	p.members[a.place] = last
	last.place = a.place
	p.members[len(p.members)-1] = nil
	p.members = p.members[:len(p.members)-1]
}

// publish appends a frame and tells the shards that have sessions here.
func (r *ring) publish(f *Frame) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.tail.Load()
	n := &node{count: t.count + 1, bytes: t.bytes + uint64(f.size())}
	t.frame = f
	r.tail.Store(n)
	t.next.Store(n)
	for _, p := range r.parts {
		if p != nil && !p.dirty.Swap(true) {
			p.shard.wants(p)
		}
	}
}

// behind tells whether an attachment has fallen out of its ring.
func (a *attachment) behind(o *Options) bool {
	t := a.ring.tail.Load()
	return t.count-a.at.count > uint64(o.RingFrames) || t.bytes-a.at.bytes > uint64(o.RingBytes)
}

func (h *Hub) ringStripe(c id.Conv) *ringStripe { return &h.rings[(c.A^c.B<<3)%stripes] }
