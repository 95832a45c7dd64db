// Package operate owns what operators ask about: how many messages there were, files
// of them by hour, figures of days, and where the server is.
package operate

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// Counter counts stored messages by following the arrival log. Each message
// counts once, also when the server was killed: the count and the place in the
// log up to which it goes are stored together.
type Counter struct {
	db     *store.DB
	mu     sync.Mutex
	counts map[string]uint64 // by part of the arrival log
	last   string            // the part that was counted last
}

const (
	// linger is the least time between two writes of the count while messages
	// come slowly, so that counting costs the message path no syncs. Between
	// different parts of the log it is shorter, since they take turns.
	linger, lingerOther = 250 * time.Millisecond, 30 * time.Millisecond
	// many entries at once are counted without lingering.
	many = 100
	// otherNodes is how soon what others have counted is known.
	otherNodes = 10 * time.Second
)

// NewCounter reads the counts.
func NewCounter(ctx context.Context, db *store.DB) (*Counter, error) {
	c := &Counter{db: db, counts: map[string]uint64{}}
	return c, c.refresh(ctx)
}

// refresh takes in what other nodes have counted.
func (c *Counter) refresh(ctx context.Context) error {
	var all []count
	err := c.db.View(ctx, func(tx *store.Tx) (err error) {
		all, err = readCounts(tx)
		return err
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, n := range all {
		c.counts[n.part] = max(c.counts[n.part], n.value)
	}
	return err
}

// Value returns the number of messages since the store was made; those that
// another node counted may be missing for ten seconds.
func (c *Counter) Value() (sum uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, n := range c.counts {
		sum += n
	}
	return sum
}

// follows is the Counter's name among those who follow the arrival log.
const follows = "counter"

// Begin makes sure that what comes next is counted, though Follow may begin later.
func (c *Counter) Begin(ctx context.Context, log *timeline.Log) error { return log.Begin(ctx, follows) }

// Follow counts until ctx ends.
func (c *Counter) Follow(ctx context.Context, log *timeline.Log) error {
	ctx, cancel := context.WithCancel(ctx)
	var others sync.WaitGroup
	defer others.Wait()
	defer cancel()
	others.Go(func() {
		for t := time.NewTicker(otherNodes); ; {
			select {
			case <-ctx.Done():
				t.Stop()
				return
			case <-t.C:
				_ = c.refresh(ctx) // the next one may
			}
		}
	})
	err := log.Follow(ctx, follows, c.count)
	if errors.Is(err, context.Canceled) || errors.Is(err, timeline.ErrClosed) {
		return nil
	}
	return err
}

func (c *Counter) count(ctx context.Context, entries []timeline.Entry) error {
	part := fmt.Sprintf("messages/%d/%d", entries[0].Conv.App, entries[0].Partition)
	var value uint64
	err := c.db.Update(ctx, func(tx *store.Tx) error {
		n, err := readCount(tx, part)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Number <= n.upTo {
				continue // was counted before the server was killed
			}
			if e.Kind == timeline.EntryMessage {
				n.value++
			}
			n.upTo = e.Number
		}
		value = n.value
		return writeCount(tx, n)
	})
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.counts[part] = value
	pause := linger
	if c.last != part {
		c.last, pause = part, lingerOther
	}
	c.mu.Unlock()
	if len(entries) < many {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
	return nil
}
