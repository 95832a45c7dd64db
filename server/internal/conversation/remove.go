package conversation

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// remove takes conversations out of the account's list until their next message,
// with their unread counts and pins; clear takes their history too. Nobody is told
// that they were read.
func (s *Service) remove(ctx context.Context, owner id.Account, convs []id.Conv, clear bool) error {
	return s.log.Update(ctx, []timeline.Touch{timeline.OfAccount(owner.App, owner.ID)}, func(tx *timeline.Tx) error {
		for _, conv := range convs {
			_, there, err := tx.Place(conv, owner.ID)
			if err != nil {
				return err
			}
			if !there {
				continue
			}
			if err := forget(tx, conv, owner.ID, clear); err != nil {
				return err
			}
			h, err := tx.Head(conv)
			if err != nil {
				return err
			}
			if _, err := tx.SetPlace(conv, owner.ID, func(p *timeline.Place) {
				p.Removed, p.RemovedAt, p.Pinned = true, h.Number, 0
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

// forget sets the unread count to 0 and, if clear is set, hides what is there.
// The count goes first: then there is nothing left to tell the peer of.
func forget(tx *timeline.Tx, conv id.Conv, account uint64, clear bool) error {
	if _, err := tx.SetUnread(conv, account, 0); err != nil || !clear {
		return err
	}
	_, err := tx.Clear(conv, account)
	if errors.Is(err, timeline.ErrNoPlace) {
		return nil
	}
	return err
}
