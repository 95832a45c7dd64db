package job_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
)

// TestBadJobsKeepNobodyFromTheOthers leaves more jobs that fail than are read at a
// time, and one that panics, before a good one.
func TestBadJobsKeepNobodyFromTheOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		add := func(kind string, n int) {
			for range n {
				if err := db.Update(t.Context(), func(tx *store.Tx) error {
					_, err := job.Add(tx, 7, kind, "x")
					return err
				}); err != nil {
					t.Fatal(err)
				}
			}
		}
		add("panics", 1)
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			for range 1500 {
				if _, err := job.Add(tx, 7, "fails", "x"); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		add("good", 1)
		var done, failed int
		jobs := job.New(db, slog.New(slog.DiscardHandler), nil)
		jobs.Handle("panics", func(context.Context, job.Job) error { panic("odd") })
		jobs.Handle("fails", func(context.Context, job.Job) error { failed++; return errors.New("no") })
		jobs.Handle("good", func(context.Context, job.Job) error { done++; return nil })
		if err := jobs.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		jobs.Close()
		if done != 1 || failed != 1500 {
			t.Errorf("%d good ones carried out, %d others tried", done, failed)
		}
	})
}
