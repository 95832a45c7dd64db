// Package operate owns what operators ask about: so far, how many messages there
// were.
package operate

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// Counter counts stored messages by following the arrival log. Each message
// counts once, also when the server was killed: the count and the place in the
// log up to which it goes are stored together.
type Counter struct {
	db    *store.DB
	value atomic.Uint64
	upTo  uint64
}

const (
	counterName = "messages"
	// linger is the least time between two writes of the count while messages
	// come slowly, so that counting costs the message path no syncs.
	linger = 250 * time.Millisecond
	// many entries at once are counted without lingering.
	many = 100
)

// NewCounter reads the count.
func NewCounter(ctx context.Context, db *store.DB) (*Counter, error) {
	c := &Counter{db: db}
	err := db.View(ctx, func(tx *store.Tx) error {
		var value uint64
		var err error
		value, c.upTo, err = readCount(tx, counterName)
		c.value.Store(value)
		return err
	})
	return c, err
}

// Value returns the number of messages since the store was made.
func (c *Counter) Value() uint64 { return c.value.Load() }

// Follow counts until ctx ends.
func (c *Counter) Follow(ctx context.Context, log *timeline.Log) error {
	err := log.Follow(ctx, "counter", c.count)
	if errors.Is(err, context.Canceled) || errors.Is(err, timeline.ErrClosed) {
		return nil
	}
	return err
}

func (c *Counter) count(ctx context.Context, entries []timeline.Entry) error {
	value, upTo := c.value.Load(), c.upTo
	for _, e := range entries {
		if e.Number <= upTo {
			continue // was counted before the server was killed
		}
		if e.Kind == timeline.EntryMessage {
			value++
		}
		upTo = e.Number
	}
	err := c.db.Update(ctx, func(tx *store.Tx) error { return writeCount(tx, counterName, value, upTo) })
	if err != nil {
		return err
	}
	c.upTo = upTo
	c.value.Store(value)
	if len(entries) < many {
		select {
		case <-time.After(linger):
		case <-ctx.Done():
		}
	}
	return nil
}
