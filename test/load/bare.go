//go:build linux

package main

import (
	"context"
	"encoding/binary"
	"net"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/gobwas/ws"
	"golang.org/x/sys/unix"
)

// bareArg makes this program a bare loop: bareArg, address, connections, flush.
const bareArg = "bare-loop"

// bareLoop is the least that a server can do: it takes messages from the connection
// that came last and writes each to all others. With a flush time it gathers what
// comes meanwhile and writes that at once. It does nothing else: no chat, no
// accounts, no waiting for slow ones (what a full socket does not take is kept, up to
// mostKept of all; what comes then is lost to it, and so the rate is not kept).
type bareLoop struct {
	members []bareMember
	flush   time.Duration
	due     []byte
	full    bool // a socket did not take all
}

const mostKept = 4 << 30 // bytes

type bareMember struct {
	fd   int
	rest []byte
}

// runBare is the main function of the process.
func runBare(args []string) error {
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	flush, err := time.ParseDuration(args[2])
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", args[0])
	if err != nil {
		return err
	}
	b := &bareLoop{flush: flush}
	for len(b.members) < n {
		fd, err := acceptSocket(l)
		if err != nil {
			return err
		}
		b.members = append(b.members, bareMember{fd: fd})
	}
	sender, err := acceptSocket(l)
	if err != nil {
		return err
	}
	return b.serve(sender)
}

func acceptSocket(l net.Listener) (int, error) {
	c, err := l.Accept()
	if err != nil {
		return 0, err
	}
	if _, err := ws.Upgrade(c); err != nil {
		return 0, err
	}
	return takeOver(c)
}

func (b *bareLoop) serve(sender int) error {
	if err := unix.SetNonblock(sender, true); err != nil {
		return err
	}
	in := make([]byte, 0, 1<<20)
	next := time.Now()
	for {
		wait := -1
		if len(b.due) > 0 || b.full {
			wait = int(max(0, time.Until(next).Milliseconds()+1))
		}
		ready, err := unix.Poll([]unix.PollFd{{Fd: int32(sender), Events: unix.POLLIN}}, wait)
		if err != nil && err != unix.EINTR {
			return err
		}
		if ready > 0 {
			n, err := unix.Read(sender, in[len(in):cap(in)])
			if n == 0 || err != nil && err != unix.EAGAIN {
				return err // the load is over
			}
			in = b.take(in[:len(in)+max(n, 0)])
		}
		if (len(b.due) > 0 || b.full) && !time.Now().Before(next) {
			b.writeAll()
			if next = time.Now().Add(b.flush); b.full {
				next = time.Now().Add(max(b.flush, time.Millisecond))
			}
		}
	}
}

// take takes the whole frames of the sender, and returns the rest.
func (b *bareLoop) take(in []byte) []byte {
	at := 0
	for {
		_, payload, size := clientFrameIn(in[at:])
		if size == 0 {
			return in[:copy(in, in[at:])]
		}
		b.due = append(b.due, serverFrame(payload)...)
		at += size
		if b.flush == 0 {
			b.writeAll()
		}
	}
}

// clientFrameIn returns the frame that data begins with, as clientFrame makes it of less
// than 64 KiB, and how long it is: 0 if it is not all there.
func clientFrameIn(data []byte) (op byte, payload []byte, size int) {
	if len(data) < 4 {
		return 0, nil, 0
	}
	head, length := 6, int(data[1]&0x7f) // the mask is zero
	if length == 126 {
		head, length = 8, int(binary.BigEndian.Uint16(data[2:]))
	}
	if size = head + length; size > len(data) {
		return 0, nil, 0
	}
	return data[0] & 0x0f, data[head:size], size
}

func serverFrame(payload []byte) []byte { return ws.MustCompileFrame(ws.NewBinaryFrame(payload)) }

func (b *bareLoop) writeAll() {
	b.full = false
	for i := range b.members {
		m := &b.members[i]
		if len(m.rest) == 0 {
			if n, _ := unix.Write(m.fd, b.due); n < len(b.due) {
				m.rest = append(m.rest, b.due[max(n, 0):]...)
				b.full = true
			}
			continue
		}
		if len(m.rest) <= mostKept/len(b.members) {
			m.rest = append(m.rest, b.due...)
		}
		n, _ := unix.Write(m.fd, m.rest)
		if m.rest = m.rest[max(n, 0):]; len(m.rest) > 0 {
			b.full = true
		} else {
			m.rest = nil
		}
	}
	b.due = b.due[:0]
}

// bareLoops are the main functions of processes that this program starts of itself, by
// their first argument.
var bareLoops = map[string]func(args []string) error{bareArg: runBare, pairsArg: runPairs}

// loop is a bare loop that runs.
type loop struct{ cmd *exec.Cmd }

// startLoop starts this program again as one of bareLoops.
func startLoop(kind string, args ...string) (l loop, addr string, err error) {
	if addr, err = freeAddress(); err != nil {
		return l, addr, err
	}
	self, err := os.Executable()
	if err != nil {
		return l, addr, err
	}
	l.cmd = exec.Command(self, append([]string{kind, addr}, args...)...)
	l.cmd.Stderr = os.Stderr
	return l, addr, startPinned(l.cmd)
}

func dialLoop(addr string) (c net.Conn, err error) {
	for range 100 { // it listens soon
		if c, _, _, err = ws.DefaultDialer.Dial(context.Background(), "ws://"+addr); err == nil {
			return c, nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return nil, err
}

func (l loop) stop() {
	l.cmd.Process.Kill()
	l.cmd.Wait()
}

func (l loop) cpu() time.Duration { return cpuOf(l.cmd.Process.Pid) }

// bare is a running loop with its connections.
type bare struct {
	loop
	swarm  *swarm
	sender net.Conn
}

func startBare(members int, flush time.Duration) (*bare, error) {
	l, addr, err := startLoop(bareArg, strconv.Itoa(members), flush.String())
	if err != nil {
		return nil, err
	}
	b := &bare{loop: l}
	if b.swarm, err = newSwarm(); err != nil {
		return nil, err
	}
	for range members {
		c, err := dialLoop(addr)
		if err == nil {
			err = b.swarm.add(c)
		}
		if err != nil {
			b.stop()
			return nil, err
		}
	}
	if b.sender, err = dialLoop(addr); err != nil {
		b.stop()
		return nil, err
	}
	return b, nil
}

func (b *bare) stop() {
	if b.sender != nil {
		b.sender.Close()
	}
	b.loop.stop()
	b.swarm.close()
}

// send implements target: a document of a given size.
func (b *bare) send(n uint32, size int) error {
	doc := marked(n, size)
	_, err := b.sender.Write(clientFrame(opBinary, doc))
	return err
}

func (b *bare) readers() *swarm { return b.swarm }
