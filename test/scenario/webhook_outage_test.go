package scenario_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

var outage = flag.Duration("outage", 8*time.Second, "how long the application's server is away")

// TestOutage: the application's server is away while messages are sent and the server is
// killed twice. Afterwards it is told of every message that was acknowledged, in order per
// conversation; what comes twice has the same identity. Another application notices
// nothing.
func TestOutage(t *testing.T) {
	b, other := world.NewBackend(t), world.NewBackend(t)
	w := world.Start(t, world.HookedUp(b, "C2C.CallbackAfterSendMsg"))
	second := w.NewApp()
	second.Set("webhook_url="+other.URL, "webhook_events=C2C.CallbackAfterSendMsg")
	const pairs, rate = 10, 200
	for i := range pairs {
		w.Login(fmt.Sprintf("to%d", i)).Leave()
	}
	w.Until("the other application to be known", func() error {
		u, err := second.TryLogin("bob")
		if err == nil {
			u.Leave()
		}
		return err
	})
	eve := second.Login("eve")
	b.Down()

	var acknowledged sync.Map // text -> true
	var sent atomic.Int64
	var running sync.WaitGroup
	until := time.Now().Add(*outage)
	for i := range pairs {
		from := w.Login(fmt.Sprintf("from%d", i))
		running.Go(func() {
			tick := time.NewTicker(time.Second * pairs / rate)
			defer tick.Stop()
			for n := 1; time.Now().Before(until); n++ {
				<-tick.C
				text := fmt.Sprintf("%d/%d", i, n)
				m := from.Client().NewMessage(fmt.Sprintf("to%d", i), wire.NewText(text))
				for begun := time.Now(); ; { // a client sends again until it has an answer
					if _, err := world.Try(from, openim.SendMsg, m); err == nil {
						acknowledged.Store(text, true)
						sent.Add(1)
						break
					} else if wire.CodeOf(err) > 0 || time.Since(begun) > time.Minute {
						t.Errorf("%s: %v; the client: %v", text, err, from.Client().Err())
						return
					}
				}
			}
		})
	}
	for range 2 {
		time.Sleep(*outage / 4)
		w.Kill()
		w.Restart()
	}
	w.Until("the other application to be told", func() error {
		if _, err := world.Try(eve, openim.SendMsg, eve.Client().NewMessage("bob", wire.NewText("meanwhile"))); err != nil {
			return err
		}
		return nil
	})
	other.Hears("C2C.CallbackAfterSendMsg", nil, "meanwhile")
	running.Wait()
	b.Up()

	t.Logf("%d messages", sent.Load())
	inOrder := func() error { return toldInOrder(b.All("C2C.CallbackAfterSendMsg"), &acknowledged, sent.Load()) }
	w.UntilWithin(2*time.Minute, "all to be told", inOrder)
}

// toldInOrder tests that each message came first behind those before it of its
// conversation, and again only with the same identity.
func toldInOrder(all []world.Hooked, acknowledged *sync.Map, want int64) error {
	ids, last, came := map[string]string{}, map[string]int{}, int64(0)
	for _, h := range all {
		var m webhook.C2CAfterSendMsgBody
		var c struct{ Text string }
		if json.Unmarshal(h.Body, &m) != nil || json.Unmarshal(m.MsgBody[0].MsgContent, &c) != nil {
			return fmt.Errorf("told %s", h.Body)
		}
		if first, again := ids[c.Text]; again {
			if first != h.ID() {
				return fmt.Errorf("%s came as %s and %s", c.Text, first, h.ID())
			}
			continue
		}
		ids[c.Text] = h.ID()
		conv, number, _ := strings.Cut(c.Text, "/")
		n, _ := strconv.Atoi(number)
		if n <= last[conv] {
			return fmt.Errorf("%s came behind %s/%d", c.Text, conv, last[conv])
		}
		last[conv] = n
		if _, ok := acknowledged.Load(c.Text); ok {
			came++
		}
	}
	if came != want {
		return fmt.Errorf("%d of %d came", came, want)
	}
	return nil
}

// TestLetters: what is refused is put aside, listed, and told again.
func TestLetters(t *testing.T) {
	b := world.NewBackend(t)
	w := world.Start(t, world.HookedUp(b, "C2C.CallbackAfterSendMsg"))
	ann := w.Login("ann")
	w.Login("bob")
	var mend atomic.Bool
	b.Answer(func(h world.Hooked) any {
		if strings.Contains(string(h.Body), "poison") && !mend.Load() {
			return 500
		}
		return webhook.OK()
	})
	ann.Send("bob", "poison")
	ann.Send("bob", "behind it")
	first := b.Hears("C2C.CallbackAfterSendMsg", nil, "poison")
	w.UntilWithin(time.Minute, "it to be put aside", func() error {
		for _, h := range b.Got("") {
			if strings.Contains(string(h.Body), "behind it") {
				return nil
			}
		}
		return fmt.Errorf("nothing came behind it")
	})
	app := strconv.FormatUint(uint64(w.ID), 10)
	list := string(w.Teahouse("webhook", "list", app))
	if !strings.Contains(list, first.ID()) || !strings.Contains(list, "HTTP status 500") {
		t.Errorf("listed\n%s", list)
	}
	mend.Store(true)
	before := len(b.All("C2C.CallbackAfterSendMsg"))
	if said := string(w.Teahouse("webhook", "replay", app, first.ID())); said != "1 events are told again\n" {
		t.Errorf("said %q", said)
	}
	w.Until("it to be told again", func() error {
		all := b.All("C2C.CallbackAfterSendMsg")
		if len(all) == before || all[len(all)-1].ID() != first.ID() {
			return fmt.Errorf("%d requests", len(all)-before)
		}
		return nil
	})
	w.Until("nothing to be left", func() error {
		if list := string(w.Teahouse("webhook", "list", app)); strings.Contains(list, first.ID()) {
			return fmt.Errorf("listed\n%s", list)
		}
		return nil
	})
}
