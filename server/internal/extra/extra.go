// Package extra owns what accounts lay beside a stored message: extensions (pairs of
// key and value with versions) and reactions. They are side records of timelines.
// Whose message it is and who may see it, its callers have found out before.
package extra

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

// Kinds of side records beside messages; package groupmsg has the first two. Stored
// data.
const (
	sidePair     = 3 // by key
	sideState    = 4 // of all pairs of a message, key ""
	sideReaction = 5 // by reaction and account
)

// Extras keeps extensions and reactions.
type Extras struct{ log *timeline.Log }

// New returns the service.
func New(log *timeline.Log) *Extras { return &Extras{log} }

// Actor is who changes something: an account, the instance it does so from (0 over
// REST), and whether it must know the versions of what it changes.
type Actor struct {
	Account  id.Account
	Instance uint64
	Master   bool // an App admin: versions do not matter
}

// Pairs says that pairs of a message were changed. It is published after the commit.
type Pairs struct {
	Message timeline.Message
	By      Actor
	Op      int           // msgext.Set, Delete or Clear
	Pairs   []msgext.Pair // as they are now
	Seq     uint64        // newest version; of a Clear, what it cleared up to
}

// Reacted says that somebody reacted to a message, or took that back. It is
// published after the commit.
type Reacted struct {
	Message  timeline.Message
	By       Actor
	Reaction string
	Added    bool
	Count    int      // how many have reacted so now
	Accounts []string // the first of them
}

// on runs f with a message that extras may be laid beside. Errors:
// msgext.ErrNoMessage, and what f returns.
func (x *Extras) on(ctx context.Context, conv id.Conv, pos timeline.Pos, f func(tx *timeline.Tx, m *timeline.Message) error) error {
	err := x.log.Update(ctx, []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		m, err := tx.Get(conv, pos)
		if err != nil {
			return err
		}
		if m.Flags&(timeline.FlagRecalled|timeline.FlagTip) != 0 {
			return timeline.ErrNoMessage
		}
		return f(tx, &m)
	})
	if errors.Is(err, timeline.ErrNoMessage) || errors.Is(err, timeline.ErrDropped) {
		return msgext.ErrNoMessage
	}
	return err
}

func decode(what string, raw []byte, into any) error {
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("stored %s: %w", what, err)
	}
	return nil
}

func store(tx *timeline.Tx, m *timeline.Message, kind uint8, key string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return tx.SetSide(m.Conv, m.Pos(), kind, key, raw)
}
