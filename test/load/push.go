//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/push"
)

// pushSize says how many accounts an application has, how many of them are online,
// and how many come while a push waits for them, and as many after it is over.
type pushSize struct {
	accounts, online, late int
	life                   time.Duration // of the push that ends
}

var (
	pushInFull  = pushSize{1_000_000, 10_000, 500, 2 * time.Minute}
	pushInShort = pushSize{20_000, 500, 50, 30 * time.Second}
)

// pushToAll pushes to all accounts and to some, kills the server while it tells them,
// and counts what everybody got.
func pushToAll(b *bench) error {
	size := pushInShort
	if b.full {
		size = pushInFull
	}
	s, err := b.start()
	if err != nil {
		return err
	}
	defer s.stop()
	p := &pushing{pushSize: size, b: b, s: s, im: newImporting(s, importSize{accounts: size.accounts}), pushed: map[string]*atomic.Int64{}}
	defer p.close()
	for _, step := range []func() error{p.populate, p.besideOthers, p.toSome, p.overCrash, p.afterwards} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// pushing is a server with many accounts, and clients that count what they get.
type pushing struct {
	pushSize
	b       *bench
	s       *server
	im      *importing
	clients []*receiver
	sent    uint32
	pushed  map[string]*atomic.Int64 // by text: how often anybody got it
	peak    float64                  // memory of processes that are gone
}

// receiver is a client of an account, in the Go SDK.
type receiver struct {
	c     *client.Client
	n     int
	ended chan struct{}
	mu    sync.Mutex
	got   map[string]int
}

// The texts of the pushes.
const (
	toEverybody = "to all who are there, and to those who come in an hour"
	toTagged    = "to those with a tag"
	toAttribute = "to those with an attribute"
	overCrash   = "to all, while the server is killed"
)

// isFor says which accounts get a push.
var isFor = map[string]func(n int) bool{
	toEverybody: func(int) bool { return true },
	toTagged:    func(n int) bool { return n%10 == 0 },
	toAttribute: func(n int) bool { return n%10 == 1 },
	overCrash:   func(int) bool { return true },
}

func (p *pushing) populate() error {
	p.b.report("push", "memory, no account", p.s.resident()/1e6, "MB")
	if err := p.im.measure(p.b, p.im.stages()[0]); err != nil {
		return err
	}
	if _, err := post(p.im, push.ImSetAttrName, &push.ImSetAttrNameRequest{AttrNames: map[string]string{"0": "city"}}); err != nil {
		return err
	}
	if err := inParallel(p.accounts/1000, p.mark); err != nil {
		return err
	}
	for text := range isFor {
		p.pushed[text] = new(atomic.Int64)
	}
	p.b.report("push", fmt.Sprintf("memory, %d accounts", p.accounts), p.s.resident()/1e6, "MB")
	if err := p.come(0, p.online); err != nil {
		return err
	}
	p.b.report("push", fmt.Sprintf("memory, %d of them online", p.online), p.s.resident()/1e6, "MB")
	return nil
}

// mark gives tags and attributes to those of a thousand accounts who have them.
func (p *pushing) mark(thousand int) error {
	tags, attrs := &push.ImAddTagRequest{}, &push.ImSetAttrRequest{}
	for n := thousand * 1000; n < (thousand+1)*1000; n++ {
		if isFor[toTagged](n) {
			tags.UserTags = append(tags.UserTags, push.UserTags{To: user(n), Tags: []string{"tenth"}})
		}
		if isFor[toAttribute](n) {
			attrs.UserAttrs = append(attrs.UserAttrs, push.UserAttrs{To: user(n), Attrs: map[string]string{"city": "Lisbon"}})
		}
	}
	_, err := post(p.im, push.ImAddTag, tags)
	if err == nil {
		_, err = post(p.im, push.ImSetAttr, attrs)
	}
	return err
}

// come logs in accounts from one number up to another.
func (p *pushing) come(from, to int) error {
	all := make([]*receiver, to-from)
	err := inParallel(len(all), func(i int) (err error) {
		all[i], err = p.receive(from + i)
		return err
	})
	for _, r := range all {
		if r != nil {
			p.clients = append(p.clients, r)
		}
	}
	return err
}

func (p *pushing) receive(n int) (*receiver, error) {
	c, err := client.Dial(context.Background(), "ws://"+p.s.addr, client.Options{App: p.s.app, User: user(n), UserSig: p.s.sig(user(n)), Ping: time.Minute})
	if err != nil {
		return nil, err
	}
	r := &receiver{c: c, n: n, got: map[string]int{}, ended: make(chan struct{})}
	go func() {
		defer close(r.ended)
		for e := range c.Events() {
			if m, ok := e.(client.Message); ok && p.pushed[m.Text()] != nil {
				r.mu.Lock()
				r.got[m.Text()]++
				r.mu.Unlock()
				p.pushed[m.Text()].Add(1)
			}
		}
	}()
	return r, nil
}

func (p *pushing) close() {
	_ = inParallel(len(p.clients), func(i int) error {
		p.clients[i].c.Close()
		<-p.clients[i].ended
		return nil
	})
}

// all sends a push.
func (p *pushing) all(text string, life time.Duration, to *push.Condition) (task string, err error) {
	p.sent++
	random, seconds := openim.Random(p.sent), int64(life/time.Second)
	resp, err := post(p.im, push.ImPush, &push.ImPushRequest{MsgRandom: &random, MsgBody: wire.NewText(text), MsgLifeTime: &seconds, Condition: to})
	if err != nil {
		return "", err
	}
	return resp.TaskId, nil
}

// counted waits until the audience of a push is counted.
func (p *pushing) counted(task string) (total int64, err error) {
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		resp, err := post(p.im, push.ImGetPushReport, &push.ImGetPushReportRequest{TaskIds: []string{task}})
		if err != nil {
			return 0, err
		}
		if r := resp.Reports[0]; r.Status == push.Done {
			return r.Total, nil
		}
	}
	return 0, errors.New("a push is not counted")
}

// arrived waits until those who are online and for whom it is have got a push.
func (p *pushing) arrived(text string, from, to int) error {
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if !slices.ContainsFunc(p.clients[from:to], func(r *receiver) bool { return isFor[text](r.n) && r.count(text) == 0 }) {
			return nil
		}
	}
	return fmt.Errorf("%q: some of %d clients did not get it", text, to-from)
}

func (r *receiver) count(text string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.got[text]
}

// besideOthers pushes to all while others write to each other.
func (p *pushing) besideOthers() error {
	o, err := newOthers(p)
	if err != nil {
		return err
	}
	defer o.close()
	calm, err := o.during(func() error { time.Sleep(p.b.seconds); return nil })
	if err != nil {
		return err
	}
	var told time.Duration
	busy, err := o.during(func() error {
		begun := time.Now()
		task, err := p.all(toEverybody, time.Hour, nil)
		if err == nil {
			err = p.arrived(toEverybody, 0, p.online)
		}
		if told = time.Since(begun); err != nil {
			return err
		}
		total, err := p.counted(task)
		if want := p.accounts + o.accounts(); err == nil && int(total) != want {
			err = fmt.Errorf("a push to all is for %d, and there are %d", total, want)
		}
		p.b.report("push", "until the audience is counted", time.Since(begun).Seconds(), "s")
		return err
	})
	if err != nil {
		return err
	}
	p.b.report("push", fmt.Sprintf("until %d online have it", p.online), told.Seconds(), "s")
	p.b.report("push", "messages of others, before", calm.rate, "/s")
	p.b.report("push", "messages of others, meanwhile", busy.rate, "/s")
	p.b.report("push", "slowest write of records, before", calm.slowest.Seconds()*1000, "ms")
	p.b.report("push", "slowest write of records, meanwhile", busy.slowest.Seconds()*1000, "ms")
	if p.s.database != "" {
		p.b.report("push", "longest transaction, meanwhile", busy.longest*1000, "ms")
	}
	p.b.report("push", "memory after a push to all", p.s.resident()/1e6, "MB")
	return nil
}

// toSome pushes by tags and by attributes.
func (p *pushing) toSome() error {
	for text, to := range map[string]*push.Condition{
		toTagged:    {TagsOr: []string{"tenth", "nobody"}},
		toAttribute: {AttrsAnd: map[string]string{"city": "Lisbon"}},
	} {
		task, err := p.all(text, time.Hour, to)
		if err == nil {
			err = p.arrived(text, 0, p.online)
		}
		if err != nil {
			return err
		}
		if total, err := p.counted(task); err != nil || int(total) != p.accounts/10 {
			return fmt.Errorf("%q is for %d: %w", text, total, err)
		}
	}
	return nil
}

// overCrash kills the server when some have got a push. Then more come.
func (p *pushing) overCrash() error {
	sent := time.Now()
	if _, err := p.all(overCrash, p.life, nil); err != nil {
		return err
	}
	got := p.pushed[overCrash]
	for got.Load() < int64(p.online/4) {
		time.Sleep(time.Millisecond)
	}
	p.peak = p.s.peak()
	p.b.report("push", "had it when the server was killed", float64(got.Load()), "")
	killed := time.Now()
	if err := p.s.crash(); err != nil {
		return err
	}
	if err := p.arrived(overCrash, 0, p.online); err != nil {
		return err
	}
	p.b.report("push", "from the kill until all have it", time.Since(killed).Seconds(), "s")
	if err := p.come(p.online, p.online+p.late); err != nil {
		return err
	}
	if left := p.life - time.Since(sent); left < 0 {
		return fmt.Errorf("this took longer than the push lives: %s", -left)
	}
	for text := range isFor {
		if err := p.arrived(text, p.online, p.online+p.late); err != nil {
			return err
		}
	}
	time.Sleep(time.Until(sent.Add(p.life + time.Second)))
	return nil
}

// afterwards lets accounts come for whom a push is too old, and counts.
func (p *pushing) afterwards() error {
	if err := p.come(p.online+p.late, p.online+2*p.late); err != nil {
		return err
	}
	for _, text := range []string{toEverybody, toTagged, toAttribute} {
		if err := p.arrived(text, p.online+p.late, len(p.clients)); err != nil {
			return err
		}
	}
	time.Sleep(3 * time.Second) // what comes twice would be there
	for i, r := range p.clients {
		for text, is := range isFor {
			want := 0
			if is(r.n) && (text != overCrash || i < p.online+p.late) {
				want = 1
			}
			if n := r.count(text); n != want {
				return fmt.Errorf("%s got %q %d times, not %d", user(r.n), text, n, want)
			}
		}
	}
	p.b.report("push", "clients that got each push as often as they should", float64(len(p.clients)), "")
	p.b.report("push", "memory, highest", max(p.peak, p.s.peak())/1e6, "MB")
	return nil
}

// probe writes a record again and again; it returns how long the slowest took.
func (p *pushing) probe(ctx context.Context) (slowest time.Duration, err error) {
	for ctx.Err() == nil {
		begun := time.Now()
		if _, err := post(p.im, account.AccountImport, &account.AccountImportRequest{UserID: user(0), Nick: begun.String()[:20]}); err != nil {
			return slowest, err
		}
		slowest = max(slowest, time.Since(begun))
		time.Sleep(5 * time.Millisecond)
	}
	return slowest, nil
}
