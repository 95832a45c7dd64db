package hostile_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// usage is what a server holds.
type usage struct{ goroutines, descriptors, heap int }

// usage measures an idle server. The heap is what is left after two collections.
func (s *server) usage(t *testing.T) usage {
	t.Helper()
	http.DefaultClient.CloseIdleConnections()
	await(t, "all sockets and sessions are gone", func() bool {
		return s.metric(t, "teahouse_sockets") == 0 && s.metric(t, "teahouse_sessions") == 0
	})
	u := usage{heap: 1 << 60}
	for until := s.metric(t, "go_gc_duration_seconds_count") + 3; s.metric(t, "go_gc_duration_seconds_count") < until; {
		s.state(t) // honest work, which makes garbage
		// What the engine keeps of all that was written has a limit of its own.
		u.heap = min(u.heap, s.metric(t, "go_memstats_heap_alloc_bytes")-s.metric(t, "teahouse_timeline_memory_bytes"))
	}
	http.DefaultClient.CloseIdleConnections()
	fds, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.pid))
	if err != nil {
		t.Fatal(err)
	}
	u.goroutines, u.descriptors = s.metric(t, "go_goroutines"), len(fds)
	return u
}

// metric reads one metric, 0 if there is none.
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

// comesBack waits until the server holds no more than it did before.
func (s *server) comesBack(t *testing.T, before usage) {
	t.Helper()
	var after usage
	for range 10 {
		after = s.usage(t)
		if after.goroutines <= before.goroutines+2 && after.descriptors <= before.descriptors+2 && after.heap <= before.heap+4<<20 {
			t.Logf("before %+v, after %+v", before, after)
			return
		}
	}
	t.Errorf("before %+v, after %+v\n%s", before, after, s.descriptors())
}

// descriptors lists what the server has open.
func (s *server) descriptors() (list string) {
	dir := fmt.Sprintf("/proc/%d/fd", s.pid)
	fds, _ := os.ReadDir(dir)
	for _, fd := range fds {
		to, _ := os.Readlink(dir + "/" + fd.Name())
		list += fd.Name() + " " + to + "\n"
	}
	return list
}

// warmUp does much honest work at once, so that pools are as large as they get.
func (s *server) warmUp(t *testing.T) {
	t.Helper()
	var users sync.WaitGroup
	for i := range 64 {
		c := s.login(t, s.c, fmt.Sprintf("warm%d", i))
		users.Go(func() {
			for range 20 {
				s.admin(t, s.c, "openim.get_c2c_unread_msg_num", `{"To_Account":"warm0"}`)
				c.ask(t, "recentcontact.page_get", c.as(), `{"From_Account":""}`)
			}
			c.Close()
		})
	}
	users.Wait()
}

// TestTable runs all rows against one server, which must be afterwards what it was
// before.
func TestTable(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.populate(t)
	s.warmUp(t)
	before := s.usage(t)
	slow := make(chan struct{})
	go func() { // it waits most of the time
		defer close(slow)
		t.Run("slow", s.slow)
	}()
	for _, part := range []struct {
		name string
		run  func(t *testing.T)
	}{
		{"requests", s.requests}, {"fields", s.fields}, {"operations", s.operations}, {"http", s.http}, {"upgrades", s.upgrades}, {"logins", s.logins},
		{"tickets", s.tickets}, {"clients", s.clients}, {"messages", s.messages}, {"protocol", s.protocol},
		{"names", s.names}, {"commands", s.commands}, {"floods", s.floods}, {"masses", s.masses},
	} {
		t.Run(part.name, func(t *testing.T) {
			part.run(t)
			s.unchanged(t)
		})
	}
	<-slow
	s.comesBack(t, before)
	t.Logf("%d rows", s.rows.Load())
}
