package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// forgetAccount drops the list of an account that was deleted: its places in
// conversations, and what it had noted on them. What others have of the
// conversations stays.
func (s *Service) forgetAccount(ctx context.Context, a id.Account) error {
	s.options.Delete(accountKey{a.App, a.ID})
	if err := s.db.Update(ctx, func(tx *store.Tx) error { return deleteAll(tx, a) }); err != nil {
		return err
	}
	return s.log.Update(ctx, []timeline.Touch{timeline.OfAccount(a.App, a.ID)}, func(tx *timeline.Tx) error {
		return tx.DropAccount(a.App, a.ID)
	})
}
