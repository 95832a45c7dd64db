package hostile_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// usage is what a server holds.
type usage struct{ goroutines, descriptors, heap int }

func (s *server) usage(t *testing.T) usage {
	t.Helper()
	fds, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.pid))
	if err != nil {
		t.Fatal(err)
	}
	return usage{s.metric(t, "go_goroutines"), len(fds), s.metric(t, "go_memstats_heap_inuse_bytes")}
}

// metric reads one metric.
func (s *server) metric(t *testing.T, name string) int {
	t.Helper()
	resp, err := http.Get("http://" + s.addr + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			f, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				t.Fatal(err)
			}
			return int(f)
		}
	}
	t.Fatalf("no metric %s", name)
	return 0
}

// settle waits until the server has noticed that all sockets are gone.
func (s *server) settle(t *testing.T) {
	t.Helper()
	http.DefaultClient.CloseIdleConnections()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if s.metric(t, "teahouse_sockets") == 0 && s.metric(t, "teahouse_sessions") == 0 {
			return
		}
	}
	t.Fatalf("%d sockets and %d sessions are left over", s.metric(t, "teahouse_sockets"), s.metric(t, "teahouse_sessions"))
}
