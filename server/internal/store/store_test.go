package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

func open(t *testing.T, dir string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func put(tx *store.Tx, name string, n int) error {
	_, err := store.Exec(tx, `INSERT INTO id_blocks (name, next) VALUES ($1, $2)`, name, n)
	return err
}

func names(t *testing.T, db *store.DB) (all []string) {
	t.Helper()
	err := db.View(t.Context(), func(tx *store.Tx) (err error) {
		all, err = store.All(tx, store.One[string], `SELECT name FROM id_blocks ORDER BY name`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestFailedUpdateLeavesNothing(t *testing.T) {
	db := open(t, t.TempDir())
	var told []any
	db.OnCommit(func(_ context.Context, e any) { told = append(told, e) })
	failure := errors.New("no")
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		tx.Emit("lost")
		if err := put(tx, "a", 1); err != nil {
			return err
		}
		return failure
	})
	if !errors.Is(err, failure) {
		t.Fatalf("got %v", err)
	}
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		tx.Emit("kept")
		return put(tx, "b", 1)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := names(t, db); len(got) != 1 || got[0] != "b" {
		t.Errorf("rows %v, want b alone", got)
	}
	if len(told) != 1 || told[0] != "kept" {
		t.Errorf("events %v, want those of the committed update alone", told)
	}
}

func TestPanicBelongsToItsCaller(t *testing.T) {
	db := open(t, t.TempDir())
	func() {
		defer func() {
			if p := recover(); p != "mine" {
				t.Errorf("recovered %v", p)
			}
		}()
		db.Update(t.Context(), func(tx *store.Tx) error {
			put(tx, "a", 1)
			panic("mine")
		})
	}()
	if err := db.Update(t.Context(), func(tx *store.Tx) error { return put(tx, "b", 1) }); err != nil {
		t.Fatal(err)
	}
	if got := names(t, db); len(got) != 1 {
		t.Errorf("rows %v", got)
	}
}

func TestGatheredUpdatesAreIndependent(t *testing.T) {
	db := open(t, t.TempDir())
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				return put(tx, string(rune('A'+i%100)), i) // every name twice: one of both must fail
			})
			_ = err
		})
	}
	wg.Wait()
	if got := names(t, db); len(got) != 100 {
		t.Errorf("%d rows, want 100", len(got))
	}
}

func TestListParameter(t *testing.T) {
	db := open(t, t.TempDir())
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		return errors.Join(put(tx, "a'b", 1), put(tx, "c", 2), put(tx, "d", 3))
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(t.Context(), func(tx *store.Tx) error {
		byName, err := store.All(tx, store.One[int], `SELECT next FROM id_blocks WHERE name @in(1) ORDER BY next`, []string{"a'b", "d"})
		if err != nil || len(byName) != 2 {
			t.Errorf("by name: %v %v", byName, err)
		}
		byNumber, err := store.All(tx, store.One[string], `SELECT name FROM id_blocks WHERE next @in(1) AND name <> $2`, []uint64{1, 2}, "c")
		if err != nil || len(byNumber) != 1 {
			t.Errorf("by number: %v %v", byNumber, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNumbersAreNeverUsedTwice(t *testing.T) {
	dir := t.TempDir()
	seen := map[uint64]bool{}
	for range 3 { // a restart begins behind the last block
		db, err := store.Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		n := store.NewNumbers(db, "thing", 100, 10)
		for range 15 {
			v, err := n.Next(t.Context())
			if err != nil || v < 100 || seen[v] {
				t.Fatalf("number %d twice or too small: %v", v, err)
			}
			seen[v] = true
		}
		db.Close()
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir)
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		_, err := store.Exec(tx, `INSERT INTO store_schema (version) VALUES (9999)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if again, err := store.Open(t.Context(), dir); err == nil {
		again.Close()
		t.Fatal("a newer schema was opened")
	}
}

func TestClosed(t *testing.T) {
	db := open(t, t.TempDir())
	db.Close()
	if err := db.Update(t.Context(), func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
