package timeline_test

import (
	"math/rand/v2"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/timeline/timelinetest"
)

// TestPebble runs the contract on a file system in memory that forgets at a crash
// what was not synced, or keeps a random part of it.
func TestPebble(t *testing.T) {
	timelinetest.Run(t, func(t testing.TB) timelinetest.Store {
		fs := vfs.NewCrashableMem()
		return timelinetest.Store{
			Open: func(t testing.TB) timeline.Engine {
				e, err := timeline.OpenPebble("timelines", fs)
				if err != nil {
					t.Fatal(err)
				}
				return e
			},
			Crash: func(t testing.TB) {
				seed := rand.Uint64()
				t.Logf("crash with seed %d", seed)
				r := rand.New(rand.NewPCG(seed, 0))
				fs = fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: r.IntN(101), RNG: r})
			},
		}
	})
}
