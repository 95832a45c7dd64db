package message

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkWebhooks sends one-to-one messages, 100 callers at a time, each on disk before it
// is answered: without webhooks, told of afterwards, and asked before. The application's
// server answers at once and is in this process, so its own work counts too. "behind" is how
// many milliseconds after the last answer the last message was told.
func BenchmarkWebhooks(b *testing.B) {
	for _, row := range []struct{ name, events string }{
		{"none", ""}, {"after", "C2C.CallbackAfterSendMsg"}, {"before", "C2C.CallbackBeforeSendMsg"},
	} {
		b.Run(row.name, func(b *testing.B) {
			var called atomic.Int64
			s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				io.Copy(io.Discard, r.Body)
				called.Add(1)
				io.WriteString(rw, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`)
			}))
			b.Cleanup(s.Close)
			benchWebhooks(b, s.URL, row.events, &called)
		})
	}
}

func benchWebhooks(b *testing.B, url, events string, called *atomic.Int64) {
	w := newWorld(b, nil)
	const callers = 100
	clients := make([]*client, callers)
	for i := range clients {
		w.rest("im_open_login_svc.account_import", fmt.Sprintf(`{"UserID":"to%d"}`, i), 0)
		clients[i] = w.login(fmt.Sprintf("from%d", i))
	}
	if events != "" {
		w.must(w.apps.Set(w.ctx, w.app, map[string]string{"webhook_url": url, "webhook_events": events}))
	}
	hooks := w.service.opts.Hooks
	w.must(hooks.Begin(w.ctx))
	ctx, stop := context.WithCancel(w.ctx)
	ended := make(chan error, 1)
	go func() { ended <- hooks.Follow(ctx) }()
	var numbers, next atomic.Int64
	b.SetParallelism((callers + 1) / 2)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		i := int(next.Add(1)-1) % callers
		for pb.Next() {
			n := numbers.Add(1)
			clients[i].do("openim.sendmsg", fmt.Sprintf(`{"From_Account":"from%d","To_Account":"to%[1]d","MsgSeq":%[2]d,"MsgRandom":%[2]d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"%0200d"}}]}`, i, n, n), 0)
		}
	})
	answered := time.Now()
	for events != "" && called.Load() < int64(b.N) {
		time.Sleep(time.Millisecond)
	}
	b.ReportMetric(float64(time.Since(answered).Milliseconds()), "behind-ms")
	b.StopTimer()
	stop()
	w.must(<-ended)
}
