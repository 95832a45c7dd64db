package deliver

import (
	"math"
	"sync"
	"time"
)

// chunkOfMembers is how many members are copied under a part's lock at a time.
const chunkOfMembers = 128

// shard is one goroutine that writes rings to its sessions.
type shard struct {
	hub    *Hub
	number int
	stats  counters
	load   load // of the shard's goroutine
	wake   chan struct{}

	mu       sync.Mutex
	parts    []*part    // newly dirty
	due      []*Session // with pushes that wait for their slot
	dueAt    int64
	sessions []*Session
}

func (sh *shard) add(s *Session) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	s.place = int32(len(sh.sessions))
	sh.sessions = append(sh.sessions, s)
}

func (sh *shard) remove(s *Session) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	end := len(sh.sessions) - 1
	last := sh.sessions[end]
	sh.sessions[s.place], last.place = last, s.place
	sh.sessions[end] = nil
	sh.sessions = sh.sessions[:end]
}

func (sh *shard) all() []*Session {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return append([]*Session(nil), sh.sessions...)
}

// wants puts a part into the list of those to drain.
func (sh *shard) wants(p *part) {
	sh.mu.Lock()
	sh.parts = append(sh.parts, p)
	sh.mu.Unlock()
	sh.ring()
}

// later leaves a session to the shard until the end of a slot that begins now.
func (sh *shard) later(s *Session) {
	sh.mu.Lock()
	first := len(sh.due) == 0
	if first {
		sh.dueAt = now() + int64(slot)
	}
	sh.due = append(sh.due, s)
	sh.mu.Unlock()
	if first {
		sh.ring()
	}
}

func (sh *shard) ring() {
	select {
	case sh.wake <- struct{}{}:
	default: // it will look anyway
	}
}

// run drains what is due, and sleeps until something is.
func (sh *shard) run() {
	var pending []*part // dirty, waiting for their slot
	var members []*attachment
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		start := now()
		var sessions []*Session
		pending, sessions = sh.take(pending, start)
		for _, s := range sessions {
			s.slotEnded()
		}
		sh.load.look(start, sh.stats.writes.Load(), sh.stats.bytes.Load())
		next := sh.nextSlot()
		kept := pending[:0]
		for _, p := range pending {
			if p.pace.due > start {
				kept = append(kept, p)
				next = min(next, p.pace.due)
				continue
			}
			members = p.drain(members)
		}
		clear(pending[len(kept):])
		pending = kept
		timer.Reset(time.Duration(max(0, next-now())))
		select {
		case <-sh.wake:
		case <-timer.C:
		case <-sh.hub.stop:
			return
		}
	}
}

// take returns the parts to look at and the sessions whose slot has ended.
func (sh *shard) take(pending []*part, at int64) ([]*part, []*Session) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	pending = append(pending, sh.parts...)
	clear(sh.parts)
	sh.parts = sh.parts[:0]
	if len(sh.due) == 0 || sh.dueAt > at {
		return pending, nil
	}
	due := sh.due
	sh.due = nil
	return pending, due
}

func (sh *shard) nextSlot() int64 {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if len(sh.due) == 0 {
		return math.MaxInt64
	}
	return sh.dueAt
}

func (s *Session) slotEnded() {
	s.mu.Lock()
	s.waiting = false
	s.finish(true, s.write(nil))
}

// drain writes the ring to the part's sessions, and sets when the next round may
// begin. It walks from the end, see part.remove; a session that joins meanwhile
// starts at the ring's end and has nothing due.
func (p *part) drain(members []*attachment) []*attachment {
	start := now()
	p.dirty.Store(false)
	from, to := p.front, p.ring.tail.Load()
	p.front = to
	merge(from, to)
	written := 0
	for end := math.MaxInt; end > 0; {
		p.mu.Lock()
		end = min(end, len(p.members))
		begin := max(0, end-chunkOfMembers)
		members = append(members[:0], p.members[begin:end]...)
		p.mu.Unlock()
		for _, a := range members {
			if a.session.drain(a) {
				written++
			}
		}
		end = begin
	}
	clear(members)
	p.pace.wrote(start, written*len(p.shard.hub.shards), to.bytes-from.bytes, p.shard.load.floor)
	return members
}
