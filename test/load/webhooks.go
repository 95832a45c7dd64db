//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	hookPairs   = 20
	hookEach    = 100 * time.Millisecond // between two messages of a sender: 200 a second in all
	hookTimeout = 500 * time.Millisecond
)

// webhooks measures what a customer's server that hangs costs: the messages of its own
// application, which is asked before each, and what another application is told afterwards.
// Questions to a server that hangs are cut short after a few (the breaker); now and then one
// is tried.
func webhooks(b *bench) error {
	os.Setenv("TEAHOUSE_WEBHOOK_PRIVATE", "127.0.0.0/8")
	defer os.Unsetenv("TEAHOUSE_WEBHOOK_PRIVATE")
	s, err := b.start()
	if err != nil {
		return err
	}
	defer s.stop()
	h, err := newHooking(s)
	if err != nil {
		return err
	}
	defer h.close()
	load := func() (times, told []time.Duration, err error) { return h.load(b.lasts(20 * time.Second)) }
	none, toldThen, err := load()
	if err != nil {
		return err
	}
	if err := h.ask(h.hanging.URL); err != nil {
		return err
	}
	hanging, toldMeanwhile, err := load()
	if err != nil {
		return err
	}
	resting, _, err := load()
	if err == nil {
		err = h.ask("")
	}
	if err != nil {
		return err
	}
	again, toldAfter, err := load() // before and after: a noisy machine is noisy for both
	if err != nil {
		return err
	}
	none, toldThen = append(none, again...), append(toldThen, toldAfter...)
	const name = "webhooks, 200 messages a second"
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.report(name, "no webhook: p99", ms(at(none, 99)), "ms")
	b.report(name, "it hangs, from the first question on: p99", ms(at(hanging, 99)), "ms")
	b.report(name, "it hangs: longest : time-out", ms(at(hanging, 100))/ms(hookTimeout), "")
	b.report(name, "it hung before (the breaker is open): p99", ms(at(resting, 99)), "ms")
	b.report(name, "it hung before: p99 : no webhook", ms(at(resting, 99))/ms(at(none, 99)), "")
	b.report(name, "another application is told: p99", ms(at(toldThen, 99)), "ms")
	b.report(name, "another application is told, while it hangs: p99", ms(at(toldMeanwhile, 99)), "ms")
	if h.asked.Load() == 0 {
		return errors.New("nobody was asked")
	}
	return nil
}

// at returns the value below which so many percent lie; 100 is the largest.
func at(all []time.Duration, percent int) time.Duration {
	slices.Sort(all)
	return all[min(len(all)*percent/100, len(all)-1)]
}

// hooking is two applications on one server: of the first a customer's server is asked
// before each message, and the second's is told of each afterwards.
type hooking struct {
	first, second  *server
	pairs, others  [][2]*conn
	hanging, other *httptest.Server
	asked          atomic.Int64

	n    atomic.Int64
	mu   sync.Mutex
	sent map[string]time.Time // of messages of the second application that were not told
	told []time.Duration
}

func newHooking(s *server) (*hooking, error) {
	h := &hooking{first: s, sent: map[string]time.Time{}}
	raw, err := exec.Command(s.bin, append([]string{"app", "create", "--json"}, s.args...)...).Output()
	if err != nil {
		return nil, fmt.Errorf("app create: %w", err)
	}
	var made struct {
		SDKAppID uint32
		Key      string
	}
	if err := json.Unmarshal(raw, &made); err != nil {
		return nil, err
	}
	second := *s
	second.app, second.key = made.SDKAppID, made.Key
	h.second = &second
	h.hanging = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		h.asked.Add(1)
		io.Copy(io.Discard, r.Body) // the server notices then that the caller gave up
		<-r.Context().Done()
	}))
	h.other = httptest.NewServer(http.HandlerFunc(h.hear))
	time.Sleep(time.Second) // the running server knows the application
	err = h.set(h.second, "webhook_url", h.other.URL, "webhook_events", "C2C.CallbackAfterSendMsg")
	if err == nil {
		err = h.ask("")
	}
	if err == nil {
		h.pairs, err = dialPairs(h.first, hookPairs)
	}
	if err == nil {
		h.others, err = dialPairs(h.second, hookPairs/10)
	}
	if err != nil {
		h.close()
	}
	return h, err
}

func dialPairs(s *server, n int) (pairs [][2]*conn, err error) {
	from, err := dialAll(s, "from", n)
	if err != nil {
		return nil, err
	}
	to, err := dialAll(s, "to", n)
	for i := range to {
		pairs = append(pairs, [2]*conn{from[i], to[i]})
	}
	return pairs, err
}

func (h *hooking) close() {
	for _, p := range slices.Concat(h.pairs, h.others) {
		p[0].close()
		p[1].close()
	}
	h.hanging.CloseClientConnections()
	h.hanging.Close()
	h.other.Close()
}

// ask has the first application asked at an address, "" nowhere.
func (h *hooking) ask(url string) error {
	return h.set(h.first, "webhook_url", url, "webhook_events", "C2C.CallbackBeforeSendMsg",
		"webhook_timeout_ms", strconv.Itoa(int(hookTimeout.Milliseconds())))
}

func (h *hooking) set(s *server, namesAndValues ...string) error {
	var list []string
	for pair := range slices.Chunk(namesAndValues, 2) {
		list = append(list, fmt.Sprintf(`{"Name":%q,"Value":%q}`, pair[0], pair[1]))
	}
	return s.rest("teahouse_setting_svc.set_settings", `{"Settings":[`+strings.Join(list, ",")+`]}`)
}

// hear notes how long after it was sent a message of the second application is told.
func (h *hooking) hear(w http.ResponseWriter, r *http.Request) {
	var m struct {
		From string `json:"From_Account"`
		Seq  int64  `json:"MsgSeq"`
	}
	json.NewDecoder(r.Body).Decode(&m)
	h.mu.Lock()
	key := fmt.Sprint(m.From, m.Seq)
	if at, ok := h.sent[key]; ok {
		h.told = append(h.told, time.Since(at))
		delete(h.sent, key)
	}
	h.mu.Unlock()
	io.WriteString(w, `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`)
}

// load has both applications send for a while. It returns how long the first one's messages
// took to their answers, and the second one's to be told.
func (h *hooking) load(lasts time.Duration) (times, told []time.Duration, err error) {
	h.mu.Lock()
	h.told = nil
	h.mu.Unlock()
	end := time.Now().Add(lasts)
	var mu sync.Mutex
	var running sync.WaitGroup
	send := func(p [2]*conn, note func(key string, at time.Time), done func(took time.Duration)) {
		tick := time.NewTicker(hookEach)
		defer tick.Stop()
		for time.Now().Before(end) {
			<-tick.C
			n, begun := int(h.n.Add(1)), time.Now()
			note(fmt.Sprint(p[0].user, n), begun)
			failed := p[0].do("openim.sendmsg", sendBody(p[0].user, p[1].user, n))
			mu.Lock()
			err = errors.Join(err, failed)
			done(time.Since(begun))
			mu.Unlock()
			if failed != nil {
				return
			}
		}
	}
	for _, p := range h.pairs {
		running.Go(func() {
			send(p, func(string, time.Time) {}, func(took time.Duration) { times = append(times, took) })
		})
	}
	for _, p := range h.others {
		running.Go(func() {
			send(p, func(key string, at time.Time) { h.mu.Lock(); h.sent[key] = at; h.mu.Unlock() }, func(time.Duration) {})
		})
	}
	running.Wait()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		h.mu.Lock()
		left := len(h.sent)
		told = slices.Clone(h.told)
		h.mu.Unlock()
		if left == 0 {
			return times, told, err
		}
	}
	return nil, nil, errors.Join(err, errors.New("not all of another application's messages were told"))
}
