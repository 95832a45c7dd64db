package client

import (
	"sync"
	"time"
)

// item is what waits for Events: events as they are, a push to be decoded, or a
// place where what was missed must be fetched.
type item struct {
	events  []Event
	command string // of the push
	push    []byte
	sync    bool
	link    *link     // of a sync: the socket that pushes come on
	from    time.Time // of a sync: since when pushes may be missing
	early   bool      // a push from before the first position: it is not in it, whatever its number
}

// maxQueued is how many bytes of pushes wait.
const maxQueued = 32 << 20

// queue holds items between the socket and Events, so that a slow reader holds
// up neither answers nor pings. It has a bound: beyond it pushes are dropped, and
// the place where that happened becomes a sync. From there to its end the queue
// does not grow any more.
type queue struct {
	max    int
	wake   chan struct{}
	mu     sync.Mutex
	items  []item
	bytes  int
	begun  bool // the first position was taken
	closed bool
}

func newQueue(max int) *queue { return &queue{max: max, wake: make(chan struct{}, 1)} }

func (q *queue) put(i item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || i.sync && !q.begun || q.max < 0 && len(i.events) == 0 {
		return
	}
	i.early = !q.begun
	var last *item
	if n := len(q.items); n > 0 {
		last = &q.items[n-1]
	}
	full := len(q.items) >= q.max || q.bytes > maxQueued
	switch {
	case last != nil && (q.max < 0 || last.sync && (full || i.sync)):
		last.absorb(i)
		return
	case full && i.push != nil:
		i = item{sync: true, link: i.link, from: time.Now(), events: []Event{Missed{}}}
	}
	q.items = append(q.items, i)
	q.bytes += len(i.push)
	q.notify()
}

// absorb adds to a sync what comes after it. A push needs nothing: the sync
// fetches it.
func (i *item) absorb(next item) {
	if next.sync {
		i.link = next.link
	}
	for _, e := range next.events {
		if n := len(i.events) - 1; n >= 0 && isConnection(e) && isConnection(i.events[n]) {
			i.events[n] = e
		} else if _, missed := e.(Missed); !missed {
			i.events = append(i.events, e)
		}
	}
}

// isConnection tells of events that come again and again, the last of which says
// all.
func isConnection(e Event) bool {
	s, is := e.(StateChanged)
	return is && s.State != Over
}

// take waits for the next item; false: there will be none.
func (q *queue) take() (item, bool) {
	for {
		q.mu.Lock()
		if len(q.items) > 0 {
			i := q.items[0]
			q.items[0] = item{}
			q.items = q.items[1:]
			q.bytes -= len(i.push)
			q.mu.Unlock()
			return i, true
		}
		closed := q.closed
		q.mu.Unlock()
		if closed {
			return item{}, false
		}
		<-q.wake
	}
}

// begin says that the first position was taken.
func (q *queue) begin() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.begun = true
}

// close lets take end when everything is taken.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.notify()
}

func (q *queue) notify() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}
