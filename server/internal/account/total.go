package account

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// Total returns how many accounts an application has.
func (s *Service) Total(ctx context.Context, app uint32) (n int, err error) {
	err = s.db.View(ctx, func(tx *store.Tx) (err error) {
		n, err = countAccounts(tx, app)
		return err
	})
	return n, err
}
