package server

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	gobwas "github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"github.com/teahouse-chat/teahouse/usersig"
)

// tourClient is a logged-in client that notes what it is told.
type tourClient struct {
	net.Conn
	ticket  string
	seq     int
	answers chan json.RawMessage
	mu      sync.Mutex
	told    []string
}

func dialTour(t *testing.T, s *Server, name string) *tourClient {
	t.Helper()
	a := s.apps.List()[0]
	conn, _, _, err := gobwas.Dial(context.Background(), fmt.Sprintf("ws://%s/binfo?sdkappid=%d&instanceid=%032x&platform=7", s.listener.Addr(), a.ID, len(name)+int(name[0])))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	c := &tourClient{Conn: conn, answers: make(chan json.RawMessage, 1)}
	go c.listen()
	login := c.ask(t, fmt.Sprintf(`"servcmd":"im_open_status.wslogin","identifier":%q,"usersig":%q`, name, usersig.Make(a.ID, a.Key, name, time.Hour)), `{"State":"Online"}`)
	var in struct{ A2Key string }
	if err := json.Unmarshal(login, &in); err != nil || in.A2Key == "" {
		t.Fatalf("login of %s: %s", name, login)
	}
	c.ticket = in.A2Key
	return c
}

// do calls a command.
func (c *tourClient) do(t *testing.T, command, body string) []byte {
	t.Helper()
	return c.ask(t, fmt.Sprintf(`"servcmd":%q,"a2":%q`, command, c.ticket), body)
}

func (c *tourClient) ask(t *testing.T, head, body string) json.RawMessage {
	t.Helper()
	c.seq++
	if err := wsutil.WriteClientBinary(c, fmt.Appendf(nil, `{"head":{"seq":%d,%s},"body":%s}`, c.seq, head, body)); err != nil {
		t.Fatal(err)
	}
	select {
	case answer := <-c.answers:
		return answer
	case <-time.After(10 * time.Second):
		t.Fatalf("no answer to %s", head)
		return nil
	}
}

// listen reads frames until the socket ends.
func (c *tourClient) listen() {
	for {
		raw, _, err := wsutil.ReadServerData(c)
		if err != nil {
			return
		}
		var f struct {
			Head struct{ Seq int } // 0: a push
			Body json.RawMessage
		}
		if json.Unmarshal(raw, &f) != nil {
			continue
		}
		var push struct{ EventArray []map[string]any }
		if f.Head.Seq != 0 || json.Unmarshal(f.Body, &push) != nil {
			c.answers <- f.Body
			continue
		}
		c.mu.Lock()
		for _, e := range push.EventArray {
			c.told = append(c.told, wordOf(e))
		}
		c.mu.Unlock()
	}
}

// take returns what came since the last call.
func (c *tourClient) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	told := c.told
	c.told = nil
	return told
}

// wordOf names an event of a push: its array and, of its first entry, the number that
// tells its kind, or the field that does.
func wordOf(event map[string]any) string {
	for _, array := range slices.Sorted(maps.Keys(event)) {
		list, ok := event[array].([]any)
		if !ok || len(list) == 0 {
			continue
		}
		entry, _ := list[0].(map[string]any)
		if entry["GroupAtTips"] != nil {
			return array + " GroupAtTips"
		}
		if body, ok := entry["MsgBody"].(map[string]any); ok {
			entry = body
		}
		for _, kind := range []string{"OpType", "ReportType", "PushType"} {
			if n, ok := entry[kind]; ok {
				return fmt.Sprintf("%s %s %v", array, kind, n)
			}
		}
		for _, kind := range slices.Sorted(maps.Keys(entry)) {
			if _, ok := entry[kind].(map[string]any); ok && array == "C2cNotifyMsgArray" {
				return array + " " + kind
			}
			if _, ok := entry[kind].([]any); ok && array == "GroupTips" {
				return array + " " + kind
			}
		}
		return array
	}
	for _, field := range slices.Sorted(maps.Keys(event)) {
		if field != "Event" {
			return field
		}
	}
	return fmt.Sprint("event ", event["Event"])
}
