package deliver

import (
	"slices"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

const (
	// slot is how long pushes for a session are gathered after it was written to.
	slot = 5 * time.Millisecond
	// maxBufs and maxBytes bound one vectored write.
	maxBufs  = 512
	maxBytes = 256 << 10
	// maxSoon bounds the answers, in bytes, that wait for others.
	maxSoon = 16 << 10
	// ridesAlong is how many conversations a session may be in for all of them
	// to be looked at whenever it is written to.
	ridesAlong = 16
)

// batch is what goes out in one vectored write.
type batch struct {
	bufs   [][]byte
	bytes  int
	frames int // pushes among them
}

var batches = sync.Pool{New: func() any { return &batch{bufs: make([][]byte, 0, 64)} }}

func (b *batch) full() bool { return len(b.bufs) >= maxBufs-1 || b.bytes >= maxBytes }

func (b *batch) add(buf []byte) {
	b.bufs = append(b.bufs, buf)
	b.bytes += len(buf)
}

func (b *batch) addFrame(f *Frame, form Form) {
	b.frames++
	if form == Binary {
		b.add(f.bytes)
		return
	}
	b.add(f.text[:f.head])
	b.add(f.bytes[f.head:])
}

func (b *batch) reset() {
	clear(b.bufs) // a pooled batch keeps no frame alive
	b.bufs, b.bytes, b.frames = b.bufs[:0], 0, 0
}

// reaches tells whether a frame is for the session, apart from the wishes of a
// member. The session is locked.
func (f *Frame) reaches(s *Session) bool {
	if f.Except != 0 && f.Except == s.instance {
		return false
	}
	if f.Without != nil {
		if _, left := slices.BinarySearch(f.Without, s.account.ID); left {
			return false
		}
	}
	if f.Audience == nil {
		return true
	}
	_, ok := slices.BinarySearch(f.Audience, s.account.ID)
	return ok
}

// enqueue puts buffers into the session's queue, or tells that it is full. What is
// longer than the whole queue is taken by an empty one.
func (s *Session) enqueue(at int, bufs ...[]byte) bool {
	size := 0
	for _, b := range bufs {
		size += len(b)
	}
	if s.queued > 0 && s.queued+size > s.shard.hub.opts.QueueBytes {
		return false
	}
	s.queue = slices.Insert(s.queue, at, bufs...)
	s.queued += size
	return true
}

// count counts a frame that the session gets by its queue or at once.
func (s *Session) count(f *Frame) {
	s.shard.stats.deliveries.Add(1)
	f.Reach.add()
}

func (s *Session) enqueueFrame(f *Frame) bool {
	s.count(f)
	if s.form == Binary {
		return s.enqueue(len(s.queue), f.bytes)
	}
	return s.enqueue(len(s.queue), f.text[:f.head], f.bytes[f.head:])
}

// writeFrame writes a frame before which nothing goes.
func (s *Session) writeFrame(f *Frame) error {
	if s.form == Binary {
		return s.write(nil, f.bytes)
	}
	return s.write(nil, f.text[:f.head], f.bytes[f.head:])
}

// write writes what is due: first, which needs a clear session, the queue, the ring of
// a (which may be nil), and the session's other rings if they are few. The session is
// locked. It returns an error if the session is to be closed.
func (s *Session) write(a *attachment, first ...[]byte) error {
	if s.closed || s.blocked || s.held {
		return nil
	}
	b := batches.Get().(*batch)
	for _, buf := range first {
		b.add(buf)
	}
	defer func() {
		b.reset()
		batches.Put(b)
	}()
	for {
		s.gather(b, a)
		if len(b.bufs) == 0 {
			return nil
		}
		n, err := s.conn.Writev(b.bufs)
		s.shard.stats.wrote(b.frames, n)
		if n > 0 {
			s.written = now()
		}
		if n < b.bytes {
			s.keep(b, n)
			if err == ErrAgain {
				s.blocked = true
				return nil
			}
			return err
		}
		if !b.full() {
			return nil
		}
		b.reset()
	}
}

// gather moves what is due from the queue and the rings into b, until b is full.
func (s *Session) gather(b *batch, a *attachment) {
	taken := 0
	for taken < len(s.queue) && !b.full() {
		b.add(s.queue[taken])
		s.queued -= len(s.queue[taken])
		taken++
	}
	s.queue = s.queue[taken:]
	if len(s.queue) > 0 {
		return
	}
	s.queue = nil
	if a != nil {
		a.gather(b)
	}
	if len(s.attached) <= ridesAlong {
		for _, other := range s.attached {
			if other != a {
				other.gather(b)
			}
		}
	}
}

func (a *attachment) gather(b *batch) {
	if !a.live {
		return
	}
	s, n := a.session, a.at
	for !b.full() {
		if c := n.merged.Load(); c != nil && c.suits(a) {
			b.addFrame(c.frame, s.form)
			b.frames += c.frames - 1
			c.reach.Add(1)
			n = c.end
			continue
		}
		next := n.next.Load()
		if next == nil {
			break
		}
		if f := n.frame; f.reaches(s) && !a.passes(f) {
			b.addFrame(f, s.form)
			f.Reach.add()
		}
		n = next
	}
	a.at = n
}

// keep puts back into the queue what the socket did not take: n bytes of b went
// out. The frames are shared, so this costs a few words each.
func (s *Session) keep(b *batch, n int) {
	i := 0
	for n >= len(b.bufs[i]) {
		n -= len(b.bufs[i])
		i++
	}
	rest := slices.Clone(b.bufs[i:])
	rest[0] = rest[0][n:]
	for _, buf := range rest {
		s.queued += len(buf)
	}
	s.queue = append(rest, s.queue...)
}

// drain writes to the session for its shard: the ring of a is due. It reports
// whether something may have been written.
func (s *Session) drain(a *attachment) bool {
	s.mu.Lock()
	if s.closed || !a.live {
		s.mu.Unlock()
		return false
	}
	if s.blocked || s.held {
		s.finish(s.catchUp(a), nil)
		return false
	}
	s.finish(true, s.write(a))
	return true
}

// catchUp deals with a session that cannot be written to and may have fallen out
// of a ring: droppable frames are lost, others move to the session's queue. It
// reports false when that is full, and the session is to be closed.
func (s *Session) catchUp(a *attachment) bool {
	return !a.behind(&s.shard.hub.opts) || s.move(a, true)
}

// settle puts what is due of a conversation into the session's queue, so that what is
// queued then comes behind it. A session that is far behind keeps its order no longer.
// It reports false when the queue is full.
func (s *Session) settle(c id.Conv) bool {
	i := s.find(c)
	if i < 0 || !s.attached[i].live {
		return true
	}
	a := s.attached[i]
	if due := a.ring.tail.Load().bytes - a.at.bytes; uint64(s.queued)+due > uint64(s.shard.hub.opts.QueueBytes)/2 {
		return true
	}
	return s.move(a, false)
}

// move puts what is due of a into the session's queue; droppable frames may be lost.
func (s *Session) move(a *attachment, drop bool) bool {
	for next := a.at.next.Load(); next != nil; next = a.at.next.Load() {
		f := a.at.frame
		a.at = next
		switch {
		case !f.reaches(s) || a.passes(f):
		case f.Droppable && drop:
			s.shard.stats.dropped.Add(1)
		case !s.enqueueFrame(f):
			return false
		}
	}
	return true
}

var epoch = time.Now()

// now is the time in nanoseconds, from a clock that never goes back. It is never
// near 0, so that a session not yet written to counts as quiet.
func now() int64 { return int64(time.Since(epoch)) + int64(time.Hour) }
