package robot

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// Valid returns those of names that are robots of an application.
func (s *Service) Valid(ctx context.Context, app uint32, names []string) ([]string, error) {
	var all []string
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		all, err = robotsOf(tx, app)
		return err
	})
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !slices.Contains(all, name) }), err
}
