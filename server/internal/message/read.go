package message

import (
	"context"
	"errors"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// readUpTo moves the read marks of an account; conversations it has no place in
// are passed over.
func (s *Service) readUpTo(ctx context.Context, reader id.Account, marks map[id.Conv]timeline.UpTo, origin uint64) error {
	if len(marks) == 0 {
		return nil
	}
	return s.log.Update(ctx, []timeline.Touch{timeline.OfAccount(reader.App, reader.ID)}, func(tx *timeline.Tx) error {
		for conv, to := range marks {
			if _, _, err := tx.Read(conv, reader.ID, to, origin); err != nil && !errors.Is(err, timeline.ErrNoPlace) {
				return err
			}
		}
		return nil
	})
}

// pair is an account's place in a one-to-one conversation, and how many messages
// there it has not read.
type pair struct {
	timeline.Place
	unread uint64
}

// pairs returns the one-to-one conversations of an account.
func (s *Service) pairs(ctx context.Context, owner id.Account) ([]pair, error) {
	places, err := s.log.Places(ctx, owner.App, owner.ID)
	if err != nil {
		return nil, err
	}
	places = slices.DeleteFunc(places, func(p timeline.Place) bool { return p.Conv.Kind != id.OneToOne })
	convs := make([]id.Conv, len(places))
	for i := range places {
		convs[i] = places[i].Conv
	}
	counts, err := s.log.Unreads(ctx, owner.ID, convs)
	if err != nil {
		return nil, err
	}
	all := make([]pair, len(places))
	for i := range places {
		all[i] = pair{places[i], counts[i]}
	}
	return all, nil
}
