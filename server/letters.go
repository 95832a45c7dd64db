package server

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/webhook"
)

// Letter is an event that an application's server could not be told.
type Letter = webhook.Letter

// Letters lists at most limit letters of an application, the oldest first, or gives an
// error with the number 70020.
func (r *Records) Letters(ctx context.Context, app uint32, limit int) ([]Letter, error) {
	if _, err := r.apps.Get(app); err != nil {
		return nil, err
	}
	return webhook.Letters(ctx, r.db, app, limit)
}

// Replay has letters told again by the server that runs, or the next one: those that
// are named, or all if ids is nil. It returns how many there are. Errors as Letters.
func (r *Records) Replay(ctx context.Context, app uint32, ids []string) (int64, error) {
	if _, err := r.apps.Get(app); err != nil {
		return 0, err
	}
	return webhook.Replay(ctx, r.db, app, ids)
}
