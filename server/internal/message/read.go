package message

import (
	"context"
	"errors"

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
