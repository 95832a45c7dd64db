package world

import (
	"context"
	"errors"
	"time"
)

// patience is how long a condition may take. Nothing that works comes near it.
const patience = 20 * time.Second

// final wraps an error that waiting does not change.
type final struct{ error }

func (f final) Unwrap() error { return f.error }

// waitFor calls f until it returns nil, and returns its last error when that
// takes too long.
func waitFor(ctx context.Context, f func() error) error { return waitWithin(ctx, patience, f) }

func waitWithin(ctx context.Context, most time.Duration, f func() error) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	for pause := time.Millisecond; ; pause = min(2*pause, 50*time.Millisecond) {
		err := f()
		var f final
		if err == nil || errors.As(err, &f) {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return err
		}
	}
}

// UntilWithin is Until for what may take longer.
func (w *World) UntilWithin(most time.Duration, what string, f func() error) {
	w.t.Helper()
	if err := waitWithin(context.Background(), most, f); err != nil {
		w.t.Fatalf("waiting for %s: %v", what, err)
	}
}

// Until waits until f returns nil. The test fails with f's last error if that
// never happens.
func (w *World) Until(what string, f func() error) {
	w.t.Helper()
	if err := waitFor(context.Background(), f); err != nil {
		w.t.Fatalf("waiting until %s: %v", what, err)
	}
}
