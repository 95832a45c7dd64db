package operate_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/operate"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// server is a timeline with a counter, on a disk that outlives it.
type server struct {
	t       *testing.T
	dir     string
	fs      vfs.FS // of the timelines; nil: the disk
	db      *store.DB
	log     *timeline.Log
	counter *operate.Counter
	stop    context.CancelFunc
	ended   chan error
}

func (s *server) start() {
	s.t.Helper()
	ctx, quiet := context.Background(), slog.New(slog.DiscardHandler)
	var err error
	s.db, err = store.Open(ctx, s.dir)
	s.must(err)
	engine, err := timeline.OpenPebble(s.dir+"/timelines", s.fs)
	s.must(err)
	s.log, err = timeline.Open(engine, &event.Hub{}, timeline.Options{Log: quiet})
	s.must(err)
	s.counter, err = operate.NewCounter(ctx, s.db)
	s.must(err)
}

func (s *server) follow() {
	ctx, stop := context.WithCancel(context.Background())
	s.stop, s.ended = stop, make(chan error, 1)
	counter, log, ended := s.counter, s.log, s.ended
	s.must(counter.Begin(ctx, log))
	go func() { ended <- counter.Follow(ctx, log) }()
}

func (s *server) unfollow() {
	s.t.Helper()
	s.stop()
	s.must(<-s.ended)
}

func (s *server) close() {
	s.t.Helper()
	s.must(s.log.Close())
	s.must(s.db.Close())
}

func (s *server) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// says appends messages, each twice: a repeat is not stored.
func (s *server) says(first, n int) {
	s.t.Helper()
	for i := range n {
		m := timeline.Message{Conv: id.Pair(1, 10, 11), From: 10, FromAccount: "alice", ToAccount: "bob",
			Seq: uint64(first + i), ReqSeq: uint64(first + i), Random: 7, Body: []byte(`[]`)}
		for range 2 {
			_, _, err := s.log.Append(s.t.Context(), m, timeline.Repeat{})
			s.must(err)
		}
	}
}

func (s *server) counts(want uint64) {
	s.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for s.counter.Value() != want && time.Now().Before(deadline) {
		time.Sleep(2 * time.Millisecond)
	}
	if got := s.counter.Value(); got != want {
		s.t.Fatalf("counted %d, want %d", got, want)
	}
}

// TestCountOverRestarts: what is appended while nobody counts is counted later,
// and nothing twice.
func TestCountOverRestarts(t *testing.T) {
	s := &server{t: t, dir: t.TempDir()}
	s.start()
	s.follow()
	s.says(1, 5)
	s.counts(5)
	s.says(6, 1)
	s.unfollow() // perhaps before it was counted
	s.says(7, 3)
	s.close()

	s.start()
	if n := s.counter.Value(); n < 5 || n > 6 {
		t.Errorf("%d after the restart", n)
	}
	s.follow()
	s.counts(9)
	s.says(10, 150) // more than are counted without a pause
	s.counts(159)
	s.close()
	s.must(<-s.ended) // a log that is closed ends it without an error

	s.start()
	s.follow()
	s.says(160, 1)
	s.counts(160)
	s.unfollow()
	s.close()
}

// TestCountOverACrash: the count is stored with its place in the log, the cursor
// of the log later. Entries that come again are not counted again.
func TestCountOverACrash(t *testing.T) {
	disk := vfs.NewCrashableMem()
	s := &server{t: t, dir: t.TempDir(), fs: disk}
	s.start()
	s.follow()
	s.says(1, 5)
	s.counts(5)
	s.fs = disk.CrashClone(vfs.CrashCloneCfg{}) // only what was synced
	s.unfollow()
	s.close()

	s.start()
	if n := s.counter.Value(); n != 5 {
		t.Errorf("%d after the crash, want 5", n)
	}
	s.follow()
	s.says(6, 3)
	s.counts(8)
	s.unfollow()
	s.close()
}

// TestOnlyMessagesCount: what else happens to messages is in the log too.
func TestOnlyMessagesCount(t *testing.T) {
	s := &server{t: t, dir: t.TempDir()}
	s.start()
	s.follow()
	s.says(1, 2)
	conv := id.Pair(1, 10, 11)
	s.must(s.log.Update(t.Context(), []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		head, err := tx.Head(conv)
		if err != nil {
			return err
		}
		if _, err := tx.Recall(conv, head.Top, "alice", ""); err != nil {
			return err
		}
		if _, _, err := tx.Read(conv, 11, timeline.UpTo{All: true}, 0); err != nil {
			return err
		}
		return tx.Pass(timeline.Message{Conv: conv, From: 10, FromAccount: "alice", ToAccount: "bob", Body: []byte(`[]`)})
	}))
	s.says(3, 1)
	s.counts(3)
	s.unfollow()
	s.close()
}
