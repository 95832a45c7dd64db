package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
	"github.com/teahouse-chat/teahouse/test/postgres"
)

// TestLostConnections ends connections and the server while two nodes write. What
// was answered is there, once; what was refused is not; and both go on.
func TestLostConnections(t *testing.T) {
	cluster, url := storetest.Cluster(t), storetest.Postgres(t)
	nodes := []*store.DB{storetest.Open(t, url), storetest.Open(t, url)}
	ctx, stop := context.WithCancel(t.Context())
	var mu sync.Mutex
	answers := map[string]error{}
	var rounds atomic.Int64
	var wg sync.WaitGroup
	for caller := range 8 {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				name := fmt.Sprint(caller, "-", i)
				err := nodes[caller%2].Update(context.Background(), func(tx *store.Tx) error {
					if _, err := store.Exec(tx, `UPDATE id_blocks SET next = next + 1 WHERE name = $1`, "sum"); err != nil {
						return err
					}
					return put(tx, name, 0)
				})
				mu.Lock()
				answers[name] = err
				mu.Unlock()
				rounds.Add(1)
			}
		})
	}
	if err := nodes[0].Update(t.Context(), func(tx *store.Tx) error { return put(tx, "sum", 0) }); err != nil {
		t.Fatal(err)
	}
	more := func() {
		for end := rounds.Load() + 50; rounds.Load() < end; {
			time.Sleep(time.Millisecond)
		}
	}
	for range 5 {
		more()
		if err := cluster.Disconnect(t.Context(), url); err != nil {
			t.Fatal(err)
		}
	}
	more()
	if err := cluster.Restart(); err != nil && !errors.Is(err, postgres.ErrGiven) {
		t.Fatal(err)
	}
	more()
	stop()
	wg.Wait()
	there := map[string]bool{}
	for _, name := range names(t, nodes[1]) {
		there[name] = true
	}
	unknown := 0
	for name, err := range answers {
		switch {
		case errors.Is(err, store.ErrUnknown):
			unknown++
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case !there[name]:
			t.Errorf("%s was answered and is not there", name)
		}
	}
	t.Logf("%d updates, of %d nobody knows", len(answers), unknown)
}
