package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

func TestJobsAreCarriedOutAfterACrash(t *testing.T) {
	dir, ctx, quiet := t.TempDir(), t.Context(), slog.New(slog.DiscardHandler)
	open := func() *store.DB {
		db, err := store.Open(ctx, dir)
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := open()
	var first job.Job
	add := func(name string) job.Job {
		var j job.Job
		if err := db.Update(ctx, func(tx *store.Tx) (err error) {
			j, err = job.Add(tx, 7, "greet", map[string]string{"name": name})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return j
	}
	first = add("alice")
	add("bob")
	jobs := job.New(db, quiet, nil)
	jobs.Forget(first)
	jobs.Close()
	db.Update(ctx, func(tx *store.Tx) error {
		job.Add(tx, 7, "greet", map[string]string{"name": "nobody"})
		return errors.New("the change failed")
	})
	db.Close()

	db = open()
	defer db.Close()
	var greeted, dropped []string
	fail := true
	jobs = job.New(db, quiet, func(_ context.Context, done []job.Job) error {
		for _, d := range done {
			dropped = append(dropped, d.ID)
		}
		return nil
	})
	jobs.Handle("greet", func(_ context.Context, j job.Job) error {
		greeted = append(greeted, fmt.Sprintf("%d %s", j.App, j.Payload))
		if fail {
			return errors.New("not now")
		}
		return nil
	})
	for range 2 {
		if err := jobs.Recover(ctx); err != nil {
			t.Fatal(err)
		}
		fail = false
	}
	jobs.Close()
	if err := jobs.Recover(ctx); err != nil {
		t.Fatal(err)
	}
	if want := `[7 {"name":"bob"} 7 {"name":"bob"}]`; fmt.Sprint(greeted) != want {
		t.Errorf("greeted %v, want %s", greeted, want)
	}
	if len(dropped) != 1 {
		t.Errorf("dropped the keys of %v", dropped)
	}
}
