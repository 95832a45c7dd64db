//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"time"

	"github.com/gobwas/ws"
	"golang.org/x/sys/unix"
)

// member is a client that logged in and may be in a room, without a goroutine.
type member struct {
	conn net.Conn
	user string
	a2   string
	seq  int
}

// enter opens a socket and logs in: anew, or as the client that had the ticket a2.
func enter(s *server, user, a2 string) (*member, error) {
	url := fmt.Sprintf("ws://%s/binfo?sdkappid=%d&instanceid=%032x&random=0.5&platform=7&host=unknown&version=-1&sdkversion=3.6.6&compress=gzip",
		s.addr, s.app, []byte(user))
	dialer := ws.Dialer{ReadBufferSize: 512, WriteBufferSize: 512}
	conn, buffered, _, err := dialer.Dial(context.Background(), url)
	if err != nil {
		return nil, err
	}
	if buffered != nil {
		ws.PutReader(buffered)
	}
	m := &member{conn: conn, user: user}
	head := fmt.Sprintf(`,"identifier":%q,"usersig":%q`, user, s.sig(user))
	if a2 != "" {
		head = fmt.Sprintf(`,"a2":%q`, a2)
	}
	var login struct{ A2Key string }
	if err := m.ask("im_open_status.wslogin", head, `{"State":"Online"}`, &login); err != nil {
		conn.Close()
		return nil, err
	}
	m.a2 = login.A2Key
	return m, nil
}

// do runs a command of a client that is logged in.
func (m *member) do(command, body string, into any) error {
	return m.ask(command, fmt.Sprintf(`,"a2":%q`, m.a2), body, into)
}

func (m *member) request(command, head, body string) []byte {
	m.seq++
	return clientFrame(opBinary, fmt.Sprintf(`{"head":{"servcmd":%q,"seq":%d%s},"body":%s}`, command, m.seq, head, body))
}

// ask sends a request and reads until its answer; pushes that come before are lost.
func (m *member) ask(command, head, body string, into any) error {
	m.conn.SetDeadline(time.Now().Add(60 * time.Second))
	defer m.conn.SetDeadline(time.Time{})
	if _, err := m.conn.Write(m.request(command, head, body)); err != nil {
		return err
	}
	want := fmt.Appendf(nil, `{"head":{"servcmd":%q,"seq":%d}`, command, m.seq)
	for {
		f, err := ws.ReadFrame(m.conn)
		if err != nil {
			return fmt.Errorf("%s of %s: %w", command, m.user, err)
		}
		if !bytes.HasPrefix(f.Payload, want) {
			continue
		}
		var answer struct {
			Body json.RawMessage `json:"body"`
		}
		var e struct {
			ErrorCode int
			ErrorInfo string
		}
		if err := json.Unmarshal(f.Payload, &answer); err != nil {
			return err
		}
		if err := json.Unmarshal(answer.Body, &e); err != nil {
			return err
		}
		if e.ErrorCode != 0 {
			return fmt.Errorf("%s of %s: %d %s", command, m.user, e.ErrorCode, e.ErrorInfo)
		}
		if into == nil {
			return nil
		}
		return json.Unmarshal(answer.Body, into)
	}
}

// enterAll lets n users called prefix0, prefix1, ... in, some at a time, and into a
// live room if one is named.
func enterAll(s *server, prefix, room string, n int) ([]*member, error) {
	all := make([]*member, n)
	return all, someAtOnce(n, 16, func(i int) error {
		m, err := enter(s, fmt.Sprintf("%s%d", prefix, i), "")
		if err != nil {
			return err
		}
		all[i] = m
		if room == "" {
			return nil
		}
		return m.do("group_open_http_svc.apply_join_group", fmt.Sprintf(`{"GroupId":%q,"WebPushFlag":1}`, room), nil)
	})
}

// someAtOnce calls f for 0 to n-1, some at a time, and returns the last error.
func someAtOnce(n, atOnce int, f func(i int) error) (last error) {
	errs := make(chan error, n)
	slots := make(chan struct{}, atOnce)
	for i := range n {
		slots <- struct{}{}
		go func() {
			errs <- f(i)
			<-slots
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			last = err
		}
	}
	return last
}

// hall is a live room of a server with readers and one who speaks. It implements
// target.
type hall struct {
	s       *server
	swarm   *swarm
	members []*member
	speaker *member
	fd      int // of the speaker
	failed  []byte
}

const hallID = "load"

func openHall(b *bench, members int) (*hall, error) {
	s, err := b.start()
	if err != nil {
		return nil, err
	}
	h := &hall{s: s}
	if err := h.fill(members); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *hall) fill(members int) (err error) {
	if h.swarm, err = newSwarm(); err != nil {
		return err
	}
	h.swarm.fixed = clientFrame(opPing, "")
	if err := h.s.rest("group_open_http_svc.create_group", fmt.Sprintf(`{"Type":"AVChatRoom","GroupId":%q,"Name":"load"}`, hallID)); err != nil {
		return err
	}
	if h.members, err = enterAll(h.s, "m", hallID, members); err != nil {
		return err
	}
	speakers, err := enterAll(h.s, "speaker", hallID, 1)
	if err != nil {
		return err
	}
	h.speaker = speakers[0]
	time.Sleep(2 * time.Second) // the tips of joining are through
	for _, m := range h.members {
		if err := h.swarm.add(m.conn); err != nil {
			return err
		}
	}
	if h.fd, err = takeOver(h.speaker.conn); err != nil {
		return err
	}
	h.swarm.beside(h.fd, h.answered)
	h.swarm.begin()
	quiet(h)
	return nil
}

// answered looks at what the speaker gets: a refusal is remembered.
func (h *hall) answered(data []byte) {
	if i := bytes.Index(data, []byte(`"ActionStatus":"FAIL"`)); i >= 0 && h.failed == nil {
		h.failed = bytes.Clone(data[i:min(len(data), i+200)])
	}
}

func (h *hall) send(n uint32, size int) error {
	if h.failed != nil {
		return fmt.Errorf("refused: %s", h.failed)
	}
	h.speaker.seq++
	body := fmt.Sprintf(`{"GroupId":%q,"From_Account":%q,"Random":%d,"ClientSeq":%d,"MsgPriority":"Normal","MsgClientTime":1760000000,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]}`,
		hallID, h.speaker.user, h.speaker.seq, h.speaker.seq, marked(n, 160))
	return sendAll(h.fd, h.speaker.request("group_open_http_svc.send_group_msg", fmt.Sprintf(`,"a2":%q`, h.speaker.a2), body))
}

func (h *hall) cpu() time.Duration { return h.s.cpu() }

func (h *hall) readers() *swarm { return h.swarm }

func (h *hall) close() {
	if h.swarm != nil {
		h.swarm.close()
	}
	if h.fd != 0 {
		unix.Close(h.fd)
	}
	h.s.stop()
}
