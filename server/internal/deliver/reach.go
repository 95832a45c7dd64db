package deliver

import (
	"sync"
	"sync/atomic"
)

// Reach counts to how many sessions of this node a frame was handed: written to the
// socket, or put behind what waits for it. The zero value is ready for use.
type Reach struct {
	alone  atomic.Int64
	mu     sync.Mutex
	merged []*atomic.Int64 // of chunks that it is part of
}

// Sessions returns the count so far.
func (r *Reach) Sessions() int {
	if r == nil {
		return 0
	}
	n := r.alone.Load()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.merged {
		n += m.Load()
	}
	return int(n)
}

func (r *Reach) add() {
	if r != nil {
		r.alone.Add(1)
	}
}

// addMerged lets it count with a chunk.
func (r *Reach) addMerged(n *atomic.Int64) {
	if r != nil {
		r.mu.Lock()
		r.merged = append(r.merged, n)
		r.mu.Unlock()
	}
}
