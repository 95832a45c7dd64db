package roster_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
)

func start(t *testing.T) (*store.DB, *event.Hub, *roster.Roster) {
	db, err := store.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	events := &event.Hub{}
	db.OnCommit(events.Publish)
	return db, events, roster.New(db, events)
}

func member(g, account uint64, role roster.Role) roster.Member {
	return roster.Member{App: 1, Group: g, Account: account, Role: role, Joined: time.Unix(1_700_000_000+int64(account), 0), MsgFlag: group.Discard}
}

func TestMemberships(t *testing.T) {
	db, events, r := start(t)
	ctx := t.Context()
	var heard []string
	event.On(events, func(_ context.Context, e roster.Changed) {
		heard = append(heard, fmt.Sprintf("%d %s>%s", e.After.Account, e.Before.Role, e.After.Role))
	})
	if m, err := r.Member(ctx, 5, 1); err != nil || m.Role != roster.None {
		t.Fatal(m, err) // cached, and must not stay
	}
	update := func(f func(tx *store.Tx) error) {
		t.Helper()
		if err := db.Update(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	update(func(tx *store.Tx) error {
		added, total, err := roster.Add(tx, []roster.Member{member(5, 1, roster.Owner), member(5, 2, roster.Plain), member(5, 2, roster.Plain), member(5, 3, roster.Admin)})
		if len(added) != 3 || total != 3 {
			t.Errorf("added %d of %d", len(added), total)
		}
		return err
	})
	m, err := r.Member(ctx, 5, 1)
	if err != nil || m.Role != roster.Owner || m.MsgFlag != group.Discard || m.Joined.Unix() != 1_700_000_001 {
		t.Fatal(m, err)
	}
	update(func(tx *store.Tx) error {
		_, err := roster.Mute(tx, 5, 2, 2_000_000_000)
		return err
	})
	failed := errors.New("no")
	if err := db.Update(ctx, func(tx *store.Tx) error {
		if _, _, err := roster.Remove(tx, 1, 5, []uint64{2}); err != nil {
			return err
		}
		return failed
	}); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	if m, _ := r.Member(ctx, 5, 2); m.Role != roster.Plain || !m.Muted(time.Now()) {
		t.Fatalf("a change that failed is seen: %v", m)
	}
	update(func(tx *store.Tx) error {
		removed, total, err := roster.Remove(tx, 1, 5, []uint64{2, 9})
		if len(removed) != 1 || total != 2 {
			t.Errorf("removed %d, %d remain", len(removed), total)
		}
		return err
	})
	if m, _ := r.Member(ctx, 5, 2); m.Role != roster.None || !m.Muted(time.Now()) {
		t.Fatalf("a mute outlives the membership: %v", m)
	}
	update(func(tx *store.Tx) error {
		_, _, err := roster.Add(tx, []roster.Member{member(5, 2, roster.Plain)})
		return err
	})
	if m, _ := r.Member(ctx, 5, 2); !m.Muted(time.Now()) {
		t.Fatal("coming back ends a mute")
	}
	if page, err := r.Page(ctx, 5, []roster.Role{roster.Plain, roster.Admin}, 1, 5); err != nil || len(page) != 1 || page[0].Account != 3 {
		t.Fatal(page, err)
	}
	if n, _ := r.Count(ctx, 5); n != 3 {
		t.Fatalf("%d members", n)
	}
	update(func(tx *store.Tx) error {
		all, err := roster.Clear(tx, 5)
		if len(all) != 3 {
			t.Errorf("cleared %d", len(all))
		}
		return err
	})
	if m, _ := r.Member(ctx, 5, 2); m.Role != roster.None || m.MutedUntil != 0 {
		t.Fatalf("after the end: %v", m)
	}
	if all, err := r.Of(ctx, 1); err != nil || len(all) != 0 {
		t.Fatal(all, err)
	}
	want := "[1 NotMember>Owner 2 NotMember>Member 3 NotMember>Admin 2 Member>Member 2 Member>NotMember 2 NotMember>Member 1 Owner>NotMember 2 Member>NotMember 3 Admin>NotMember]"
	if fmt.Sprint(heard) != want {
		t.Errorf("heard %v", heard)
	}
}

// TestTheCacheIsExact lets readers race with changes: what a reader sees after a
// change was answered is never older.
func TestTheCacheIsExact(t *testing.T) {
	db, _, r := start(t)
	ctx := t.Context()
	var stop sync.WaitGroup
	done := make(chan struct{})
	for range 4 {
		stop.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					r.Member(ctx, 1, rand.Uint64N(3))
					r.Count(ctx, 1)
				}
			}
		})
	}
	for i := range 300 {
		account := uint64(i % 3)
		in := rand.IntN(2) == 0
		err := db.Update(ctx, func(tx *store.Tx) (err error) {
			if in {
				_, _, err = roster.Add(tx, []roster.Member{member(1, account, roster.Plain)})
			} else {
				_, _, err = roster.Remove(tx, 1, 1, []uint64{account})
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if m, err := r.Member(ctx, 1, account); err != nil || (m.Role == roster.Plain) != in {
			t.Fatalf("round %d: %v %v, want member %v", i, m, err, in)
		}
	}
	close(done)
	stop.Wait()
}

func TestCacheForgetsTheRest(t *testing.T) {
	c := roster.NewCache[int, int](64)
	loads := 0
	get := func(k int) int {
		v, err := c.Get(k, func() (int, error) { loads++; return k * 2, nil })
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for k := range 10_000 {
		if get(k) != 2*k {
			t.Fatal(k)
		}
	}
	c.Put(3, 7)
	if get(3) != 7 {
		t.Fatal("what was put is not there")
	}
	c.Renew(3, 8)
	if get(3) != 8 {
		t.Fatal("what was renewed is old")
	}
	c.Renew(-2, 8)
	if loads = 0; get(-2) != -4 || loads != 1 {
		t.Fatal("what nobody asked for is remembered")
	}
	c.Drop(3)
	if get(3) != 6 {
		t.Fatal("what was dropped is there")
	}
	if _, err := c.Get(-1, func() (int, error) { return 0, errors.New("no") }); err == nil {
		t.Fatal("an error was remembered")
	}
	if get(-1) != -2 {
		t.Fatal("an error was remembered")
	}
}

func TestWhatIsHeavyIsNotRemembered(t *testing.T) {
	db, _, _ := start(t)
	c := roster.NewExact[int](db, 100, func(v int) bool { return v < 10 })
	value, loads := 3, 0
	get := func() int {
		v, err := c.Get(1, func() (int, error) { loads++; return value, nil })
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if get(); get() != 3 || loads != 1 {
		t.Errorf("what is light was read %d times", loads)
	}
	for _, tell := range []func(int, int){c.Put, c.Renew} {
		c.Put(1, 3)
		value, loads = 30, 0
		tell(1, value)
		if get(); get() != 30 || loads != 2 {
			t.Errorf("what became heavy: %d, read %d times", get(), loads)
		}
	}
}

func TestSeveralKeysAtOnce(t *testing.T) {
	c := roster.NewCache[int, int](100)
	c.Put(1, 10)
	var asked [][]int
	got, err := c.GetAll([]int{1, 2, 3, 4}, func(keys []int) (map[int]int, error) {
		asked = append(asked, keys)
		if len(asked) == 1 {
			c.Drop(3) // it changes while it is read
		}
		return map[int]int{2: 20 * len(asked), 3: 30 * len(asked)}, nil
	})
	if fmt.Sprint(got, err) != "map[1:10 2:20 3:60 4:0] <nil>" || fmt.Sprint(asked) != "[[2 3 4] [3]]" {
		t.Errorf("%v %v, asked for %v", got, err, asked)
	}
	if got, err = c.GetAll([]int{4, 3}, nil); fmt.Sprint(got, err) != "map[3:60 4:0] <nil>" {
		t.Errorf("%v %v", got, err)
	}
	failed := errors.New("no")
	if _, err = c.GetAll([]int{1, 5}, func([]int) (map[int]int, error) { return map[int]int{5: 1}, failed }); !errors.Is(err, failed) {
		t.Error(err)
	}
	if got, err = c.GetAll([]int{5}, func([]int) (map[int]int, error) { return nil, nil }); fmt.Sprint(got, err) != "map[5:0] <nil>" {
		t.Errorf("%v %v: an error was remembered", got, err)
	}
}
