//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gobwas/ws"
)

// peer is a server for one who speaks and one who hears. It looks at each request as JSON.
type peer struct {
	t                *testing.T
	speaker, hearer  net.Conn // its ends
	speaks, hears    *member  // the other ends
	answer           string   // the body of each answer
	pushes           func(n int) []int
	requests, frames int
}

const wellBody = `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","MsgTime":1760000000}`

func newPeer(t *testing.T) *peer {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	pair := func(user string) (net.Conn, *member) {
		mine, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		its, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { its.Close() })
		return its, &member{conn: mine, user: user, a2: "ticket"}
	}
	p := &peer{t: t, answer: wellBody, pushes: func(n int) []int { return []int{n} }}
	p.speaker, p.speaks = pair("alice")
	p.hearer, p.hears = pair("bob")
	return p
}

// serve answers until the connection ends. The push comes before the answer, or behind it.
func (p *peer) serve() {
	for {
		f, err := ws.ReadFrame(p.speaker)
		if err != nil {
			return
		}
		if f.Header.OpCode == ws.OpPing {
			continue
		}
		var r struct {
			Head struct {
				Command string `json:"servcmd"`
				Seq     int
				A2      string
			}
			Body struct {
				From   string `json:"From_Account"`
				MsgSeq int
				Random int                                          `json:"MsgRandom"`
				Body   []struct{ MsgContent struct{ Text string } } `json:"MsgBody"`
			}
		}
		if err := json.Unmarshal(f.Payload, &r); err != nil {
			p.t.Errorf("%v: %s", err, f.Payload)
			return
		}
		n := firstNumber + p.requests
		text := r.Body.Body[0].MsgContent.Text
		if r.Head.Seq != n || r.Head.A2 != "ticket" || r.Body.From != "alice" || r.Body.MsgSeq != n || r.Body.Random != 7*n ||
			text != marked(uint32(p.requests)|3<<countBits, len(filler)) {
			p.t.Errorf("message %d: %s", p.requests, f.Payload)
		}
		answer := frameOf(fmt.Sprintf(`{"head":{"servcmd":%q,"seq":%d},"body":%s}`, r.Head.Command, r.Head.Seq, p.answer))
		late := p.requests%3 == 0
		if late {
			p.pieces(p.speaker, answer)
		}
		for _, n := range p.pushes(p.requests) {
			p.pieces(p.hearer, p.push(uint32(n)))
		}
		if !late {
			p.pieces(p.speaker, answer)
		}
		p.requests++
	}
}

// push returns a push of a message of the speaker, in a frame with a header of any length,
// between others.
func (p *peer) push(n uint32) []byte {
	length := []int{20, 200, 70_000}[p.frames%3]
	p.frames++
	push := frameOf(fmt.Sprintf("%s.msg_push%s", pushBegins, marked(n|3<<countBits, length)))
	pong := ws.MustCompileFrame(ws.NewPongFrame(nil))
	return slices.Concat(pong, push, pong)
}

func frameOf(doc string) []byte {
	return ws.MustCompileFrame(ws.NewBinaryFrame([]byte(doc)))
}

func (p *peer) pieces(to io.Writer, b []byte) {
	for len(b) > 0 {
		n := 1 + rand.IntN(len(b))
		to.Write(b[:n])
		b = b[n:]
	}
}

// A loop whose server does what it should ends well; each fault ends it with an error that
// tells of it.
func TestClosedLoop(t *testing.T) {
	for _, test := range []struct {
		name     string
		answer   string
		pushes   func(n int) []int
		patience time.Duration
		want     string
	}{
		{name: "all goes well"},
		{name: "a message is lost", pushes: func(n int) []int { return one(n != 7, n) }, want: "got message 8 of speaker 3, not message 7"},
		{name: "all from one on are lost", pushes: func(n int) []int { return one(n < 7, n) }, patience: 10 * time.Millisecond, want: "7 of "},
		{name: "two are out of order", pushes: func(n int) []int { return []int{n - n%2*2 + 1} }, want: "got message 1 of speaker 3, not message 0"},
		{name: "one comes twice", pushes: func(n int) []int { return append(one(n == 7, n), n) }, want: "got message 7 of speaker 3, not message 8"},
		{name: "one of a stranger comes", pushes: func(n int) []int { return []int{n | 1<<(countBits+2)} }, want: "speaker 7, whom it does not hear"},
		{name: "it refuses", answer: `{"ActionStatus":"FAIL","ErrorCode":20012,"ErrorInfo":"muted"}`, want: `"ErrorInfo":"muted"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := newPeer(t)
			if test.answer != "" {
				p.answer = test.answer
			}
			if test.pushes != nil {
				p.pushes = test.pushes
			}
			c := loopOf(t, p)
			if test.patience != 0 {
				c.patience = test.patience
			}
			done := make(chan struct{})
			go func() { p.serve(); close(done) }()
			err := c.run(time.Second)
			if err == nil && len(c.times) < 10 {
				t.Errorf("%d messages were answered", len(c.times))
			}
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			p.speaker.Close()
			<-done
		})
	}
}

func one(is bool, n int) []int {
	if is {
		return []int{n}
	}
	return nil
}

func loopOf(t *testing.T, p *peer) *closedLoop {
	c, err := newClosedLoop()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	if _, err := c.add(p.hears, 3, 1); err != nil {
		t.Fatal(err)
	}
	err = c.addSpeaker(p.speaks, 0, 0, speaker{index: 3, hearers: 1}, "openim.sendmsg", sendBody("alice", "bob", firstNumber))
	if err != nil {
		t.Fatal(err)
	}
	return c
}
