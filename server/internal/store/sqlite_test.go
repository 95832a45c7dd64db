package store

import (
	"sync"
	"testing"
)

func TestSpareReadersAreClosed(t *testing.T) {
	opened, err := openSQLite(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer opened.close()
	db := opened.(*sqlite)
	view := func(within func()) {
		t.Helper()
		if err := db.view(t.Context(), func(tx *Tx) error {
			within()
			_, err := All(tx, One[string], `SELECT name FROM id_blocks`)
			return err
		}); err != nil {
			t.Error(err)
		}
	}
	var atOnce, done sync.WaitGroup
	atOnce.Add(3)
	for range 3 {
		done.Go(func() {
			view(func() {
				atOnce.Done()
				atOnce.Wait()
			})
		})
	}
	done.Wait()
	for _, want := range []int{3, 1, 1} { // the first look only begins to watch
		db.dropSpare()
		if got := db.read.Stats().OpenConnections; len(db.readers) != want || got != want {
			t.Errorf("%d readers and %d connections, want %d", len(db.readers), got, want)
		}
		view(func() {})
	}
}
