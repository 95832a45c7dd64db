package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
)

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

func TestFailedUpdateLeavesNothing(t *testing.T) { storetest.Each(t, testFailedUpdate) }

func testFailedUpdate(t *testing.T, db *store.DB) {
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
	storetest.Each(t, func(t *testing.T, db *store.DB) {
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
	})
}

func TestConcurrentUpdatesAreIndependent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
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
	})
}

// TestUpdatesRunAsIfAlone lets many read something in order to write: with and
// without a lock, the same row and different ones.
func TestUpdatesRunAsIfAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const callers, each = 10, 10
		if err := db.Update(t.Context(), func(tx *store.Tx) error { return put(tx, "counter", 0) }); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var told []any
		db.OnCommit(func(_ context.Context, e any) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, e)
		})
		var wg sync.WaitGroup
		for caller := range callers {
			wg.Go(func() {
				for i := range each {
					if err := db.Update(t.Context(), func(tx *store.Tx) error { return count(tx, caller, i) }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if len(told) != callers*each {
			t.Fatalf("%d events, want %d", len(told), callers*each)
		}
		for i, n := range told {
			if n != i+1 {
				t.Fatalf("event %d says %v: not in the order of the commits", i, n)
			}
		}
		if got := names(t, db); len(got) != callers*each+1 {
			t.Errorf("%d rows", len(got))
		}
	})
}

// count raises a counter by hand, and makes a row whose number nobody else may
// have, which no row lock protects.
func count(tx *store.Tx, caller, i int) error {
	lock := []string{"", " @lock"}[i%2]
	n, err := store.Get(tx, store.One[int], `SELECT next FROM id_blocks WHERE name = $1`+lock, "counter")
	if err != nil {
		return err
	}
	most, err := store.Get(tx, store.One[int], `SELECT MAX(next) FROM id_blocks`)
	if err == nil && most != n {
		err = fmt.Errorf("the newest number is %d, the counter says %d", most, n)
	}
	if err != nil {
		return err
	}
	if err := put(tx, fmt.Sprint(caller, " ", i), n+1); err != nil {
		return err
	}
	tx.Emit(n + 1)
	_, err = store.Exec(tx, `UPDATE id_blocks SET next = $2 WHERE name = $1`, "counter", n+1)
	return err
}

func TestSnapshot(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.View(t.Context(), func(tx *store.Tx) error {
			read := func() int {
				n, err := store.Get(tx, store.One[int], `SELECT COUNT(*) FROM id_blocks`)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			before := read()
			if err := db.Update(t.Context(), func(tx *store.Tx) error { return put(tx, "a", 1) }); err != nil {
				t.Fatal(err)
			}
			if after := read(); after != before {
				t.Errorf("%d rows, then %d", before, after)
			}
			if err := put(tx, "b", 1); err == nil {
				t.Error("a View wrote")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := names(t, db); len(got) != 1 {
			t.Errorf("rows %v", got)
		}
	})
}

func TestBytesOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		want := []string{"", "B", "Z", "a", "b", "ä", "中", "\U0001F375"} // as bytes sort, not as words do
		for i := range want {
			if err := db.Update(t.Context(), func(tx *store.Tx) error { return put(tx, want[len(want)-1-i], i) }); err != nil {
				t.Fatal(err)
			}
		}
		if got := names(t, db); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

type word string
type number uint8

func TestListParameter(t *testing.T) { storetest.Each(t, testListParameter) }

func testListParameter(t *testing.T, db *store.DB) {
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		return errors.Join(put(tx, "a'b", 1), put(tx, "c", 2), put(tx, "d", 3))
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(t.Context(), func(tx *store.Tx) error {
		for list, want := range map[string]struct {
			list any
			n    int
		}{
			"texts":  {[]string{"a'b", "d"}, 2},
			"words":  {[]word{"c"}, 1},
			"none":   {[]string{}, 0},
			"nil":    {[]string(nil), 0},
			"double": {[]string{"c", "c"}, 1},
		} {
			for _, not := range []bool{false, true} {
				sql, n := `SELECT next FROM id_blocks WHERE name @in(1) ORDER BY next`, want.n
				if not {
					sql, n = `SELECT next FROM id_blocks WHERE NOT (name @in(1))`, 3-n
				}
				got, err := store.All(tx, store.One[int], sql, want.list)
				if err != nil || len(got) != n {
					t.Errorf("%s: %v %v, want %d", list, got, err, n)
				}
			}
		}
		for name, list := range map[string]any{"uint64": []uint64{1, 2}, "int": []int{1, 2}, "int64": []int64{1, 2}} {
			got, err := store.All(tx, store.One[string], `SELECT name FROM id_blocks WHERE next @in(1) AND name <> $2`, list, "c")
			if err != nil || len(got) != 1 {
				t.Errorf("%s: %v %v", name, got, err)
			}
		}
		if _, err := store.All(tx, store.One[int], `SELECT next FROM id_blocks WHERE name @in(1)`, [][]byte{{1}}); err == nil {
			t.Error("a list of bytes was taken")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTypes: what Go has goes in and comes out.
func TestTypes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		type row struct {
			id       uint32
			name     word
			key      []byte
			disabled bool
			created  uint64
			version  number
		}
		want := row{1<<32 - 1, "tea\n茶", []byte("bytes"), true, 1<<63 - 1, 255}
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			_, err := store.Exec(tx, `INSERT INTO app_apps (id, name, key, admins, settings, disabled, created, version)
				VALUES ($1, $2, $3, '', '', $4, $5, $6)`, want.id, want.name, string(want.key), want.disabled, want.created, want.version)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.View(t.Context(), func(tx *store.Tx) error {
			got, err := store.Get(tx, func(r store.Row) (got row, err error) {
				err = r.Scan(&got.id, &got.name, &got.key, &got.disabled, &got.created, &got.version)
				return got, err
			}, `SELECT id, name, key, disabled, created, version FROM app_apps WHERE disabled = $1`, true)
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %v, want %v", got, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Update(t.Context(), func(tx *store.Tx) error {
			_, err := store.Exec(tx, `UPDATE app_apps SET created = $1`, uint64(1<<63))
			return err
		})
		if err == nil {
			t.Error("a number above 63 bits was taken")
		}
	})
}

func TestOddTexts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			if err := put(tx, "a\x00b", 1); err != nil {
				return err
			}
			return put(tx, "c\xff", 2)
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.View(t.Context(), func(tx *store.Tx) error {
			_, err := store.Get(tx, store.One[int], `SELECT next FROM id_blocks WHERE name = $1`, "a\x00b")
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestLimit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			return errors.Join(put(tx, "a", 1), put(tx, "b", 2), put(tx, "c", 3))
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range [][3]int{{2, 0, 2}, {-1, 0, 3}, {-1, 1, 2}, {0, 0, 0}, {9, 2, 1}} {
			err := db.View(t.Context(), func(tx *store.Tx) error {
				got, err := store.All(tx, store.One[string], `SELECT name FROM id_blocks ORDER BY name LIMIT $1 OFFSET $2`, c[0], c[1])
				if len(got) != c[2] {
					t.Errorf("limit %d, offset %d: %v", c[0], c[1], got)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
}

func TestNumbersAreNeverUsedTwice(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, where string) {
		seen := map[uint64]bool{}
		for range 3 { // a restart begins behind the last block
			db, err := store.Open(t.Context(), where)
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
	})
}

func TestNewerSchemaIsRefused(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, where string) {
		db := storetest.Open(t, where)
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			_, err := store.Exec(tx, `INSERT INTO store_schema (version) VALUES (9999)`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		db.Close()
		if again, err := store.Open(t.Context(), where); err == nil {
			again.Close()
			t.Fatal("a newer schema was opened")
		} else if said := err.Error(); strings.Contains(said, "\n") || !strings.Contains(said, "9999") || !strings.Contains(said, "newer teahouse") {
			t.Errorf("a newer schema: %s", said)
		}
	})
}

// TestOpenedByManyAtOnce: several nodes that start at the same time migrate once.
func TestOpenedByManyAtOnce(t *testing.T) {
	storetest.EachPlace(t, func(t *testing.T, where string) {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				db, err := store.Open(t.Context(), where)
				if err != nil {
					t.Error(err)
					return
				}
				db.Close()
			})
		}
		wg.Wait()
	})
}

func TestClosed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		db.Close()
		if err := db.Update(t.Context(), func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrClosed) {
			t.Errorf("got %v", err)
		}
	})
}

// TestCloseTidiesUp: what a clean stop leaves is one file, with everything in it.
func TestCloseTidiesUp(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.NewNumbers(db, "a", 1, 1).Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	if drawn, err := db.Drawn(t.Context()); err != nil || !drawn {
		t.Fatalf("%v, %v", drawn, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 1 {
		t.Errorf("%v, %v", left, err)
	}
}

func TestListenerThatPanics(t *testing.T) { storetest.Each(t, testListenerThatPanics) }

// testListenerThatPanics wants the change, and the ones after it.
func testListenerThatPanics(t *testing.T, db *store.DB) {
	db.OnCommit(func(_ context.Context, e any) {
		if e == "odd" {
			panic(e)
		}
	})
	for _, name := range []string{"odd", "even"} {
		if err := db.Update(t.Context(), func(tx *store.Tx) error {
			tx.Emit(name)
			return put(tx, name, 1)
		}); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(t, db); !slices.Equal(got, []string{"even", "odd"}) {
		t.Errorf("stored %v", got)
	}
}

func TestEachRow(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		const add = `INSERT INTO id_blocks (name, next) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`
		rows := [][]any{{"a", 1}, {"b", 2}, {"a", 3}, {"c", 4}}
		for _, begun := range []bool{false, true} { // is it the transaction's first statement?
			var changed []int64
			err := db.Update(t.Context(), func(tx *store.Tx) (err error) {
				if begun {
					if _, err := store.Exec(tx, `DELETE FROM id_blocks`); err != nil {
						return err
					}
				}
				changed, err = store.Each(tx, add, rows)
				return err
			})
			if err != nil || !slices.Equal(changed, []int64{1, 1, 0, 1}) {
				t.Fatalf("changed %v: %v", changed, err)
			}
			if got := names(t, db); !slices.Equal(got, []string{"a", "b", "c"}) {
				t.Errorf("rows %v", got)
			}
			err = db.Update(t.Context(), func(tx *store.Tx) error {
				_, err := store.Each(tx, `INSERT INTO id_blocks (name, next) VALUES ($1, $2)`, [][]any{{"d", 1}, {"a", 1}, {"e", 1}})
				return err
			})
			if err == nil || len(names(t, db)) != 3 {
				t.Errorf("a row that cannot be: %v, rows %v", err, names(t, db))
			}
			if changed, err := store.Each(nil, add, nil); err != nil || changed != nil {
				t.Errorf("no rows: %v, %v", changed, err)
			}
		}
	})
}
