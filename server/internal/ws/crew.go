package ws

import "sync"

// crew carries out work on goroutines that wait for more when they are done: their
// stacks have grown to what requests need, which new ones would do again for each.
type crew struct {
	mu     sync.Mutex
	idle   []chan func() // of goroutines that wait, the one that was busy last behind
	least  int           // how few waited since rest
	closed bool
}

// do has f carried out. It does not wait.
func (c *crew) do(f func()) {
	c.mu.Lock()
	n := len(c.idle) - 1
	if n < 0 {
		c.mu.Unlock()
		go c.work(f)
		return
	}
	next := c.idle[n]
	c.idle = c.idle[:n]
	c.least = min(c.least, n)
	c.mu.Unlock()
	next <- f
}

func (c *crew) work(f func()) {
	next := make(chan func(), 1)
	for f != nil {
		f()
		if !c.wait(next) {
			return
		}
		f = <-next
	}
}

func (c *crew) wait(next chan func()) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.idle = append(c.idle, next)
	}
	return !c.closed
}

// rest sends those home who had nothing to do since it was called last.
func (c *crew) rest() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dismiss(c.least)
	c.least = len(c.idle)
}

// close sends all home. What is still to do is done.
func (c *crew) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.dismiss(len(c.idle))
}

func (c *crew) dismiss(n int) {
	for _, next := range c.idle[:n] {
		next <- nil
	}
	left := copy(c.idle, c.idle[n:])
	clear(c.idle[left:])
	c.idle = c.idle[:left]
	if left == 0 {
		c.idle = nil // after a storm it is large
	}
}
