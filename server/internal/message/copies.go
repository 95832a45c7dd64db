package message

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// Place stores copies of messages that are kept elsewhere once for many accounts, in one
// batch. A copy whose position is taken is there already. Conversations that are dropped
// are passed over. Another node's clock may be ahead: then it fails, and is to be called
// again.
func (s *Service) Place(ctx context.Context, copies []timeline.Message) error {
	meta, err := json.Marshal(Meta{Door: api.REST.String(), Batch: true})
	if err != nil {
		return err
	}
	touch := make([]timeline.Touch, len(copies))
	for i := range copies {
		touch[i] = timeline.InConv(copies[i].Conv)
	}
	return s.log.Update(ctx, touch, func(tx *timeline.Tx) error {
		for _, m := range copies {
			if at := time.Unix(int64(m.Time), 0); at.After(tx.Now()) {
				return fmt.Errorf("a message of %v is not due yet", at)
			}
			if _, err := tx.Get(m.Conv, m.Pos()); !errors.Is(err, timeline.ErrNoMessage) {
				if err != nil {
					return err
				}
				continue
			}
			m.Meta = meta
			if _, _, err := tx.Append(m, timeline.Repeat{Never: true}); err != nil && !errors.Is(err, timeline.ErrDropped) {
				return err
			}
		}
		return nil
	})
}

// RecallCopies recalls, in one batch, a message where it is in conversations and is not
// recalled yet.
func (s *Service) RecallCopies(ctx context.Context, convs []id.Conv, at timeline.Pos, by, reason string) error {
	touch := make([]timeline.Touch, len(convs))
	for i := range convs {
		touch[i] = timeline.InConv(convs[i])
	}
	return s.log.Update(ctx, touch, func(tx *timeline.Tx) error {
		for _, conv := range convs {
			m, err := tx.Recall(conv, at, by, reason)
			if errors.Is(err, timeline.ErrNoMessage) || errors.Is(err, timeline.ErrRecalled) {
				continue
			}
			if err != nil {
				return err
			}
			tx.Emit(recalled{m, 0})
			if err := keepRecall(tx, &m); err != nil {
				return err
			}
		}
		return nil
	})
}

// ShowOnline is Show for a message that is to be seen only now.
func (s *Service) ShowOnline(ctx context.Context, m *timeline.Message) { s.show(ctx, m, true) }

// catchUp lets others bring an account what is kept once for many.
func (s *Service) catchUp(ctx context.Context, a id.Account) error {
	if s.opts.CatchUp == nil {
		return nil
	}
	return s.opts.CatchUp(ctx, a)
}

// notOfficial refuses what is written in the name of an official account, or to one: it
// speaks to its subscribers alone, and in its conversations the order of what it says is
// that of its own numbers.
func notOfficial(c *api.Caller, from, to id.Account) error {
	switch {
	case !account.IsOfficial(from.Name) && !account.IsOfficial(to.Name):
		return nil
	case c.Door == api.REST:
		return openim.ErrParameter.With("official accounts speak by send_official_account_msg, and nobody writes to them")
	}
	return openim.ErrUnknownPeer.With("nobody writes to an official account")
}
