package media

import (
	"context"
	"fmt"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// perRound is how many files are deleted between two looks at the clock.
const perRound = 100

// Follow deletes files that are older than their application keeps them, once an
// hour until ctx ends.
func (s *Service) Follow(ctx context.Context) {
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	for {
		if err := s.Expire(ctx, time.Now()); err != nil && ctx.Err() == nil {
			s.opts.Log.Error("delete old files", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Expire deletes the files that are older at a time than their application keeps
// them.
func (s *Service) Expire(ctx context.Context, now time.Time) error {
	for _, a := range s.apps.List() {
		if a.Settings.FileDays == 0 {
			continue
		}
		before := now.AddDate(0, 0, -a.Settings.FileDays)
		for {
			n, err := s.expire(ctx, a.ID, before)
			if err != nil {
				return fmt.Errorf("application %d: %w", a.ID, err)
			}
			if n < perRound {
				break
			}
		}
	}
	return nil
}

// expire deletes bytes before records: what a crash leaves is found again.
func (s *Service) expire(ctx context.Context, app uint32, before time.Time) (int, error) {
	var old []File
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		old, err = filesBefore(tx, app, before, perRound)
		return err
	})
	if err != nil {
		return 0, err
	}
	for i := range old {
		for _, name := range []string{old[i].blobName(), old[i].pictureName(thumb), old[i].pictureName(large)} {
			if err := s.blobs.Delete(ctx, name); err != nil {
				return 0, err
			}
		}
	}
	return len(old), s.db.Update(ctx, func(tx *store.Tx) error {
		for i := range old {
			there, err := dropFile(tx, app, old[i].ID)
			if err == nil && there {
				err = addUsage(tx, app, old[i].Account, -old[i].Size)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
