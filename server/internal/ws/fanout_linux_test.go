package ws_test

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/ws"
)

// The readers of BenchmarkFanout are a process of their own, so that the CPU time
// of this one is the server's.
func TestMain(m *testing.M) {
	if addr := os.Getenv("FANOUT_READERS_OF"); addr != "" {
		readers(addr)
		return
	}
	os.Exit(m.Run())
}

// BenchmarkFanout publishes 200-byte frames in one room with 1,000 sessions on
// real sockets, at several rates and as fast as they go, and reports deliveries
// per second of CPU time.
func BenchmarkFanout(b *testing.B) {
	for _, rate := range []int{1, 40, 400, 4000, 0} {
		name := fmt.Sprintf("%d a second", rate)
		if rate == 0 {
			name = "no limit"
		}
		b.Run(name, func(b *testing.B) { fanout(b, 1000, rate) })
	}
}

func fanout(b *testing.B, sessions, rate int) {
	w := start(b, ws.Options{}, false)
	room := id.GroupConv(w.app.ID, 5)
	progress := startReaders(b, strings.TrimPrefix(w.url, "ws://"), sessions)
	w.until("all are connected", func() bool { return w.hub.Stats().Sessions == sessions })
	w.hub.Each(func(s *deliver.Session) { s.Join(room, false) })
	f, err := deliver.NewFrame("im_open_push.msg_push", strings.Repeat("x", 135))
	w.must(err)
	size := uint64(len(f.Payload()) + 4) // and the WebSocket header
	before := w.hub.Stats()
	b.ResetTimer()
	cpu := cpuTime(b)
	for i := range b.N {
		w.hub.ToConversation(room, f)
		switch {
		case rate > 0:
			time.Sleep(time.Duration(i+1)*time.Second/time.Duration(rate) - b.Elapsed())
		case i%1000 == 999: // not faster than it is read
			progress(uint64(i-500) * size * uint64(sessions))
		}
	}
	progress(uint64(b.N) * size * uint64(sessions))
	spent := cpuTime(b) - cpu
	after := w.hub.Stats()
	b.ReportMetric(float64(after.Deliveries-before.Deliveries)/spent.Seconds(), "deliveries/cpu-s")
	b.ReportMetric(float64(after.Deliveries-before.Deliveries)/float64(after.Writes-before.Writes), "deliveries/write")
}

// startReaders starts the other process and returns a function that waits until
// it has read so many bytes.
func startReaders(b *testing.B, addr string, n int) (wait func(bytes uint64)) {
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), "FANOUT_READERS_OF="+addr+" "+fmt.Sprint(n))
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { c.Process.Kill(); c.Wait() })
	return func(bytes uint64) {
		for read := uint64(0); read < bytes; {
			var word [8]byte
			if _, err := io.ReadFull(out, word[:]); err != nil {
				b.Fatal(err)
			}
			read = binary.LittleEndian.Uint64(word[:])
		}
	}
}

// readers connects and reads all sockets in one loop, as cheaply as can be, and
// writes how many bytes there were to the standard output.
func readers(target string) {
	addr, count, _ := strings.Cut(target, " ")
	host, path, _ := strings.Cut(addr, "/")
	var n int
	fmt.Sscan(count, &n)
	epoll, _ := unix.EpollCreate1(0)
	var keep []*os.File
	for range n {
		f := upgrade(host, path)
		unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, int(f.Fd()), &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(f.Fd())})
		keep = append(keep, f)
	}
	events, buf := make([]unix.EpollEvent, 256), make([]byte, 1<<20)
	var word [8]byte
	for total := uint64(0); ; {
		ready, _ := unix.EpollWait(epoll, events, -1)
		for _, e := range events[:max(ready, 0)] {
			got, _ := unix.Read(int(e.Fd), buf)
			total += uint64(max(got, 0))
		}
		binary.LittleEndian.PutUint64(word[:], total)
		if _, err := os.Stdout.Write(word[:]); err != nil || len(keep) == 0 {
			return
		}
	}
}

// upgrade opens a WebSocket and returns its descriptor, non-blocking.
func upgrade(host, path string) *os.File {
	conn, err := net.Dial("tcp", host)
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(conn, "GET /%s/binfo HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", path)
	var head []byte
	for one := make([]byte, 1); !strings.HasSuffix(string(head), "\r\n\r\n"); {
		if _, err := conn.Read(one); err != nil {
			panic(err)
		}
		head = append(head, one[0])
	}
	f, err := conn.(*net.TCPConn).File()
	conn.Close()
	if err != nil {
		panic(err)
	}
	unix.SetNonblock(int(f.Fd()), true)
	return f
}

// cpuTime is what this process has used.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
