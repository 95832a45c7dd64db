package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// Total returns how many groups an application has.
func (s *Service) Total(ctx context.Context, app uint32) (n int, err error) {
	err = s.DB.View(ctx, func(tx *store.Tx) (err error) {
		n, err = countGroups(tx, app, "")
		return err
	})
	return n, err
}
