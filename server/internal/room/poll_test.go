package room

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// say shows a room something with a text.
func (w *world) say(c id.Conv, text string, keep int) {
	w.t.Helper()
	err := w.rooms.InTurn(w.t.Context(), c, func(seq uint64) {
		f, err := deliver.Push(text)
		if err != nil {
			w.t.Fatal(err)
		}
		w.rooms.Show(c, f, Item{Seq: seq, Body: text, Keep: keep})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// poll polls for a session and returns where the page comes.
func (w *world) poll(c id.Conv, s *deliver.Session, from uint64) <-chan *Page {
	pages := make(chan *Page, 1)
	w.rooms.Poll(c, Poll{Session: s, From: from, Answer: func(p *Page) { pages <- p }})
	return pages
}

func texts(docs []json.RawMessage) string { return fmt.Sprintf("%s", docs) }

func TestAPollWaitsAboutTenSeconds(t *testing.T) {
	w := start(t, t.TempDir())
	defer w.stop()
	guest := w.hub.Open(sink{}, deliver.Binary, "guest")
	from := w.rooms.BeginPolls(hall)
	pages := w.poll(hall, guest, from)
	w.later.Store(int64(holdPolls - time.Second))
	w.rooms.sweep(t.Context())
	select {
	case p := <-pages:
		t.Fatalf("answered early: %v", p)
	default:
	}
	w.later.Store(int64(holdPolls))
	w.rooms.sweep(t.Context())
	if p := <-pages; len(p.Items) != 0 || p.Next != from {
		t.Errorf("page %v", p)
	}
}

func TestWhatPollsMissedIsKeptForAWhile(t *testing.T) {
	w := start(t, t.TempDir())
	defer w.stop()
	guest := w.hub.Open(sink{}, deliver.Binary, "guest")
	w.say(hall, "before anybody polls", 0)
	from := w.rooms.BeginPolls(hall)
	for i := range tailItems + 10 {
		w.say(hall, fmt.Sprint(i), 0)
	}
	p := <-w.poll(hall, guest, from)
	if len(p.Items) != tailItems || string(p.Items[0]) != `"10"` || p.Next != from+tailItems+10 {
		t.Errorf("%d items from %s, next %d", len(p.Items), p.Items[0], p.Next)
	}
	if again := w.rooms.rooms[hall].tail.bytes; again > tailBytes || again <= 0 {
		t.Errorf("%d bytes", again)
	}
	w.later.Store(int64(tailFor))
	w.rooms.sweep(t.Context())
	w.say(hall, "nobody polls any more", 0)
	if n := len(w.rooms.rooms[hall].tail.items); n != 0 {
		t.Errorf("%d items are kept for nobody", n)
	}
}

func TestTheHistoryOfARoomHasItsBounds(t *testing.T) {
	w := start(t, t.TempDir())
	defer w.stop()
	for i := range 30 {
		w.say(hall, fmt.Sprint(i), MostKept)
		w.say(hall, "a tip", 0)
	}
	if all := w.rooms.Latest(hall, MostKept, 0); len(all) != MostKept || texts(all[:1]) != `["10"]` {
		t.Errorf("%s", all)
	}
	if all := w.rooms.Latest(hall, 2, 0); texts(all) != `["28" "29"]` {
		t.Errorf("%s", all)
	}
	w.later.Store(int64(idleAfter))
	w.rooms.sweep(t.Context())
	if len(w.rooms.Latest(hall, 20, 0)) == 0 {
		t.Error("forgotten with the last member")
	}
	w.later.Store(int64(KeptFor))
	w.rooms.sweep(t.Context())
	if len(w.rooms.Latest(hall, 20, 0)) != 0 || len(w.rooms.rooms) != 0 {
		t.Error("older than a day, and there")
	}
}

func TestStandInsGoAfterThreeDays(t *testing.T) {
	w := start(t, t.TempDir())
	defer w.stop()
	robot := id.Account{App: 1, ID: 9, Name: "robot"}
	if done, err := w.rooms.Mark(hall, []Marks{{robot, []int{500}}}, true); err != nil || len(done) != 1 {
		t.Fatal(done, err)
	}
	w.later.Store(int64(standInFor - time.Second))
	w.rooms.sweep(t.Context())
	if !w.rooms.Has(hall, robot.ID) {
		t.Fatal("gone early")
	}
	w.later.Store(int64(standInFor))
	w.rooms.sweep(t.Context())
	if w.rooms.Has(hall, robot.ID) || len(w.rooms.instances) != 0 {
		t.Fatal("there for ever")
	}
}
