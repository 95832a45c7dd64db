package store_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
	"github.com/teahouse-chat/teahouse/test/postgres"
)

// benchPlaces are on the disk and sync to it.
var benchPlaces = []struct {
	name string
	make func(b *testing.B) string
}{
	{"sqlite", func(b *testing.B) string { return b.TempDir() }},
	{"postgres", func(b *testing.B) string {
		cluster, err := postgres.Synced()
		if err != nil {
			b.Fatal(err)
		}
		url, drop, err := cluster.Database()
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(drop)
		return url
	}},
}

func benchEach(b *testing.B, f func(db *store.DB, n int) error) {
	for _, place := range benchPlaces {
		for _, callers := range []int{1, 100, 1000} {
			b.Run(fmt.Sprintf("%s/callers=%d", place.name, callers), func(b *testing.B) {
				db := storetest.Open(b, place.make(b))
				var left atomic.Int64
				left.Store(int64(b.N))
				b.ResetTimer()
				var wg sync.WaitGroup
				for range callers {
					wg.Go(func() {
						for n := left.Add(-1); n >= 0; n = left.Add(-1) {
							if err := f(db, int(n)); err != nil {
								b.Error(err)
							}
						}
					})
				}
				wg.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
			})
		}
	}
}

// BenchmarkUpdate reads and changes rows of many owners.
func BenchmarkUpdate(b *testing.B) {
	benchEach(b, func(db *store.DB, n int) error {
		account := int(uint32(n) * 2654435761) // neighbours are in each other's way
		return db.Update(b.Context(), func(tx *store.Tx) error {
			_, err := store.Get(tx, store.One[string], `SELECT value FROM profile_fields
				WHERE app = $1 AND account = $2 AND tag = $3`, 1, account, "nick")
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			_, err = store.Exec(tx, `INSERT INTO profile_fields (app, account, tag, value) VALUES ($1, $2, $3, $4)
				ON CONFLICT (app, account, tag) DO UPDATE SET value = $4`, 1, account, "nick", "somebody")
			return err
		})
	})
}

// BenchmarkView reads one row.
func BenchmarkView(b *testing.B) {
	benchEach(b, func(db *store.DB, _ int) error {
		return db.View(b.Context(), func(tx *store.Tx) error {
			_, err := store.All(tx, store.One[int64], `SELECT next FROM id_blocks WHERE name = $1`, "x")
			return err
		})
	})
}
