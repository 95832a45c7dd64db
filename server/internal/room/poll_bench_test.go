package room

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
)

// BenchmarkPolls measures a message into a room where many polls wait: one operation
// is that all ask, the message is shown, and all are answered with one shared page.
func BenchmarkPolls(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := start(b, b.TempDir())
			defer w.stop()
			guests := make([]*deliver.Session, n)
			for i := range guests {
				guests[i] = w.hub.Open(sink{}, deliver.Binary, "guest")
			}
			from := w.rooms.BeginPolls(hall)
			b.ReportAllocs()
			for b.Loop() {
				var all sync.WaitGroup
				all.Add(n)
				var next uint64
				for _, s := range guests {
					w.rooms.Poll(hall, Poll{Session: s, From: from, Answer: func(p *Page) {
						s.Aside(p.Encoded(func() []byte { next = p.Next; raw, _ := json.Marshal(p.Items); return raw }))
						all.Done()
					}})
				}
				w.say(hall, "a message of some length, as people write them", 0)
				all.Wait()
				from = next
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/poll")
		})
	}
}
