package scenario_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/gobwas/ws"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// TestAcceptedIsOnDisk traces the server's system calls while one message is
// sent: between reading the request and writing the acknowledgement it writes the
// message to the timelines' log and syncs that file. A kill would not show this:
// the kernel keeps what a killed process wrote.
func TestAcceptedIsOnDisk(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		t.Fatal("this story needs strace: apt-get install strace")
	}
	w := world.Start(t, world.Own())
	alice, bob := w.Login("alice", plainly), w.Login("bob")
	alice.Send("bob", "the conversation begins") // and all that a first message needs

	m := alice.Client().NewMessage(bob.Name, wire.NewText("traced-message-4711"))
	calls := trace(t, w, func() { world.Call(alice, openim.SendMsg, m) })
	steps := []struct {
		what string
		is   func(c call) bool
	}{
		{"the request is read", func(c call) bool { return c.reads() && strings.Contains(c.text, "traced-message-4711") }},
		{"the message is written to the timelines' log", func(c call) bool {
			return c.writes() && c.onLog() && strings.Contains(c.text, "traced-message-4711")
		}},
		{"the log is synced", func(c call) bool { return c.syncs() && c.onLog() && c.ok() }},
		{"the acknowledgement is written", func(c call) bool {
			return c.writes() && strings.Contains(c.text, fmt.Sprintf(`MsgKey\":\"%d_%d_`, *m.MsgSeq, *m.MsgRandom))
		}},
	}
	next := 0
	for _, c := range calls {
		if next < len(steps) && steps[next].is(c) {
			t.Logf("%-45s %.60s", steps[next].what, c.text)
			next++
		}
		if next < len(steps)-1 && steps[len(steps)-1].is(c) {
			t.Fatalf("acknowledged before %s", steps[next].what)
		}
	}
	if next < len(steps) {
		t.Fatalf("never seen: %s", steps[next].what)
	}
	bob.Sees("traced-message-4711")
}

// call is a system call that has ended, in the order in which calls ended; but a
// call that writes stands where it began.
type call struct{ name, text string }

func (c call) reads() bool { return strings.HasPrefix(c.name, "re") }
func (c call) writes() bool {
	return strings.Contains(c.name, "write") || strings.HasPrefix(c.name, "send")
}
func (c call) syncs() bool { return c.name == "fsync" || c.name == "fdatasync" }
func (c call) onLog() bool {
	return strings.Contains(c.text, "/timelines/") && strings.Contains(c.text, ".log>")
}
func (c call) ok() bool { return strings.HasSuffix(c.text, "= 0") }

const traced = "read,readv,recvfrom,recvmsg,write,writev,pwrite64,sendto,sendmsg,fsync,fdatasync"

// trace returns the server's system calls while f runs.
func trace(t *testing.T, w *world.World, f func()) []call {
	t.Helper()
	file := filepath.Join(t.TempDir(), "trace")
	strace := exec.Command("strace", "-f", "-y", "-s", "65536", "-e", "trace="+traced, "-o", file, "-p", strconv.Itoa(w.Pid()))
	said, err := strace.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := strace.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	if !lines.Scan() || !strings.Contains(lines.Text(), "attached") {
		strace.Wait()
		t.Fatalf("strace may not trace the server: %s", lines.Text())
	}
	go func() {
		for lines.Scan() { // one line for each thread
		}
	}()
	f()
	strace.Process.Signal(os.Interrupt) // it detaches and lets the server go on
	strace.Wait()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return parseTrace(raw)
}

var (
	traceLine  = regexp.MustCompile(`^(\d+) +(?:<\.\.\. )?(\w+)(?: resumed>|\()(.*)$`)
	unfinished = " <unfinished ...>"
)

func parseTrace(raw []byte) (calls []call) {
	begun := map[string]string{} // by thread
	for line := range bytes.Lines(raw) {
		parts := traceLine.FindStringSubmatch(strings.TrimRight(string(line), "\n"))
		if parts == nil {
			continue // a signal, or the end of a thread
		}
		thread, c := parts[1], call{parts[2], parts[3]}
		if before, cut := strings.CutSuffix(c.text, unfinished); cut {
			begun[thread] = before
			if c.writes() {
				calls = append(calls, call{c.name, before})
			}
			continue
		}
		if before, was := begun[thread]; was {
			delete(begun, thread)
			if c.writes() {
				continue
			}
			c.text = before + c.text
		}
		calls = append(calls, c)
	}
	return calls
}

// plainly masks frames with zeros, so that a trace shows what they say.
func plainly(o *client.Options) {
	dial := o.NetDial
	o.NetDial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		return plain{conn}, err
	}
}

type plain struct{ net.Conn }

// Write takes a whole frame, as the SDK writes them, or the handshake.
func (p plain) Write(b []byte) (int, error) {
	f, err := ws.ReadFrame(bytes.NewReader(b))
	if err != nil || !f.Header.Masked {
		return p.Conn.Write(b)
	}
	raw, err := ws.CompileFrame(ws.MaskFrameWith(ws.UnmaskFrame(f), [4]byte{}))
	if err != nil {
		return 0, err
	}
	if _, err := p.Conn.Write(raw); err != nil {
		return 0, err
	}
	return len(b), nil
}
