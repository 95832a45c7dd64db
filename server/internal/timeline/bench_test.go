package timeline_test

import (
	"bytes"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/test/postgres"
)

var benchBody = fmt.Appendf(nil, `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"%s"}}]`, bytes.Repeat([]byte("x"), 200))

// benchEngines are opened on the disk and sync to it.
var benchEngines = []struct {
	name string
	open func(b *testing.B) timeline.Engine
}{
	{"pebble", func(b *testing.B) timeline.Engine {
		engine, err := timeline.OpenPebble(b.TempDir(), nil)
		if err != nil {
			b.Fatal(err)
		}
		return engine
	}},
	{"postgres", func(b *testing.B) timeline.Engine {
		cluster, err := postgres.Synced()
		if err != nil {
			b.Fatal(err)
		}
		url, drop, err := cluster.Database()
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(drop)
		return openPostgres(b, url, nil, 0)
	}},
}

func benchLog(b *testing.B, engine timeline.Engine) *timeline.Log {
	l, err := timeline.Open(engine, nil, timeline.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = l.Close() })
	return l
}

// BenchmarkAppend stores messages on the disk, each caller in conversations of
// its own, acknowledged after the sync.
func BenchmarkAppend(b *testing.B) {
	for _, engine := range benchEngines {
		for _, kind := range []string{"pair", "group"} {
			for _, callers := range []int{1, 100, 1000} {
				b.Run(fmt.Sprintf("%s/%s/callers=%d", engine.name, kind, callers), func(b *testing.B) {
					benchAppend(b, benchLog(b, engine.open(b)), kind, callers)
				})
			}
		}
	}
}

func benchAppend(b *testing.B, l *timeline.Log, kind string, callers int) {
	var left, drawn atomic.Int64
	left.Store(int64(b.N))
	b.ReportAllocs()
	b.ResetTimer()
	parallel(callers, func(caller int) {
		conv := id.Pair(1, uint64(10_000+caller), uint64(20_000+caller))
		if kind == "group" {
			conv = id.GroupConv(1, uint64(1+caller%10))
		}
		for left.Add(-1) >= 0 {
			n := uint32(drawn.Add(1))
			m := timeline.Message{Conv: conv, From: uint64(10_000 + caller), FromAccount: "sender", Random: n, Body: benchBody}
			if kind == "pair" {
				m.Seq, m.ReqSeq, m.ToAccount = uint64(n), uint64(n), "receiver"
			}
			if _, _, err := l.Append(b.Context(), m, timeline.Repeat{}); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

func parallel(callers int, f func(caller int)) {
	done := make(chan struct{})
	for caller := range callers {
		go func() {
			f(caller)
			done <- struct{}{}
		}()
	}
	for range callers {
		<-done
	}
}

// BenchmarkEngine is the bare engine with about the bytes and keys of a
// one-to-one message, a thousand to a synced batch: what Append can at best reach.
func BenchmarkEngine(b *testing.B) {
	for _, engine := range benchEngines {
		b.Run(engine.name, func(b *testing.B) { benchEngine(b, engine.open(b)) })
	}
}

func benchEngine(b *testing.B, engine timeline.Engine) {
	const perBatch = 1000
	defer func() { _ = engine.Close() }()
	sizes := []int{350, 400, 60, 50, 60, 40, 40} // message, log, head, arrival, repeat, two notices
	value := make([]byte, 400)
	b.ResetTimer()
	wait := func() error { return nil }
	for n := 0; n < b.N; {
		batch, err := engine.Begin(nil)
		if err != nil {
			b.Fatal(err)
		}
		for range min(perBatch, b.N-n) {
			n++
			for kind, size := range sizes {
				if err := batch.Set(fmt.Appendf(nil, "%d-%024d", kind, n), value[:size]); err != nil {
					b.Fatal(err)
				}
			}
		}
		next, err := batch.Apply() // while the one before is on its way to the disk
		if err != nil {
			b.Fatal(err)
		}
		if err := wait(); err != nil {
			b.Fatal(err)
		}
		wait = next
	}
	if err := wait(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// BenchmarkDropAccount forgets accounts that have a notice each: what one costs does
// not grow with how many were forgotten before.
func BenchmarkDropAccount(b *testing.B) {
	for _, engine := range benchEngines {
		b.Run(engine.name, func(b *testing.B) {
			l, account := benchLog(b, engine.open(b)), uint64(0)
			for b.Loop() {
				account++
				err := l.Update(b.Context(), []timeline.Touch{timeline.OfAccount(1, account)}, func(tx *timeline.Tx) error {
					if _, err := tx.Notice(1, account, timeline.Notice{Kind: 1, Payload: benchBody}); err != nil {
						return err
					}
					return tx.DropAccount(1, account)
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
