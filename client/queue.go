package client

import "sync"

// item is what waits for Events: events as they are, a push to be decoded, or a
// place where what was missed must be fetched.
type item struct {
	events  []Event
	command string // of the push
	push    []byte
	sync    bool
	link    *link // that it came on
	early   bool  // a push from before the first position: it is not in it, whatever its number
}

// queue holds items between the socket and Events, so that a slow reader holds
// up neither answers nor pings. It has a bound: beyond it pushes are dropped, and
// the place where that happened becomes a sync.
type queue struct {
	max    int
	wake   chan struct{}
	mu     sync.Mutex
	items  []item
	begun  bool // the first position was taken
	closed bool
}

func newQueue(max int) *queue { return &queue{max: max, wake: make(chan struct{}, 1)} }

func (q *queue) put(i item) {
	q.mu.Lock()
	defer q.mu.Unlock()
	i.early = !q.begun
	switch n := len(q.items); {
	case q.closed, i.push != nil && q.max < 0, i.sync && !q.begun:
		return
	case i.push != nil && n >= q.max:
		if q.items[n-1].sync {
			return
		}
		i = item{sync: true, link: i.link, events: []Event{Missed{}}}
	}
	q.items = append(q.items, i)
	q.notify()
}

// take waits for the next item; false: there will be none.
func (q *queue) take() (item, bool) {
	for {
		q.mu.Lock()
		if len(q.items) > 0 {
			i := q.items[0]
			q.items[0] = item{}
			q.items = q.items[1:]
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
