package scenario_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

const (
	senders  = 64
	perGroup = 8   // members of each Work group
	crashes  = 3   // SIGKILLs
	perCrash = 900 // acknowledged messages before each of them and after the last
)

// acked is a message whose sender got an answer.
type acked struct {
	text string
	key  string // of a one-to-one message
	seq  uint64 // of a group message
}

// sender sends to the next sender, into its Work group and into the live room in
// turn, and notes what was acknowledged.
type sender struct {
	*world.User
	next, work, room     string
	direct, group, lives []acked
	heard                []string // what others said in the group, by its history
}

func (s *sender) send(n int, count *atomic.Int64) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	text := fmt.Sprintf("%s %d", s.Name, n)
	err := s.sendTo(ctx, n%3, text)
	if err != nil {
		return fmt.Errorf("%s: %w", text, err)
	}
	count.Add(1)
	return nil
}

func (s *sender) sendTo(ctx context.Context, where int, text string) error {
	if where == 0 {
		got, err := s.Client().Send(ctx, s.next, wire.NewText(text))
		if err == nil {
			s.direct = append(s.direct, acked{text: text, key: got.MsgKey})
		}
		return err
	}
	id, into := s.work, &s.group
	if where == 1 {
		id, into = s.room, &s.lives
	}
	got, err := s.Client().SendGroup(ctx, id, wire.NewText(text))
	if err == nil {
		*into = append(*into, acked{text: text, seq: got.MsgSeq})
	}
	return err
}

// TestCrash kills the server again and again while 64 clients send. They send
// again what was not answered, as the SDK does; afterwards everything that was
// acknowledged is there, once and in order, and everybody was told of it.
func TestCrash(t *testing.T) {
	w := world.Start(t, world.Settings("group_rate=0", "client_rate=0"))
	all := gather(w)
	var count atomic.Int64
	var wait sync.WaitGroup
	stop := make(chan struct{})
	for _, s := range all {
		wait.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				if err := s.send(n, &count); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	enough := func(n int64) {
		target := count.Load() + n
		w.Until(fmt.Sprintf("%d more messages are acknowledged", n), func() error {
			if got := count.Load(); got < target && !t.Failed() {
				return fmt.Errorf("%d are missing", target-got)
			}
			return nil
		})
	}
	for range crashes {
		enough(perCrash)
		w.Kill()
		w.Restart()
	}
	enough(perCrash)
	close(stop)
	wait.Wait()
	if t.Failed() {
		return
	}
	stored := 0
	for _, s := range all {
		stored += len(s.direct)
		checkDirect(t, s)
		checkLive(t, s)
	}
	for n := 0; n < senders; n += perGroup {
		stored += checkGroup(t, all[n:n+perGroup])
	}
	w.Until("all messages are counted", func() error {
		if got := w.Metric("teahouse_messages_total"); got < float64(stored) {
			return fmt.Errorf("%v of %d", got, stored)
		}
		return nil
	})
	for n, s := range all {
		checkTold(t, s, all[(n+1)%senders])
		checkToldGroup(t, s)
	}
	t.Logf("%d messages acknowledged, %d stored", count.Load(), stored)
}

// gather logs the senders in and puts them into their groups.
func gather(w *world.World) []*sender {
	var all []*sender
	for n := range senders {
		all = append(all, &sender{User: w.Login(fmt.Sprintf("sender%02d", n))})
	}
	room := all[0].CreateGroup(group.AVChatRoom)
	for n := 0; n < senders; n += perGroup {
		var members []string
		for _, s := range all[n+1 : n+perGroup] {
			members = append(members, s.Name)
		}
		work := all[n].CreateGroup(group.Private, members...)
		for m, s := range all[n : n+perGroup] {
			s.work, s.room, s.next = work, room, all[(n+m+1)%senders].Name
			s.Join(room)
		}
	}
	return all
}

// checkDirect compares the history with the next sender, who sends to others.
func checkDirect(t *testing.T, s *sender) {
	t.Helper()
	var got []acked
	for _, m := range s.Messages(s.next) {
		key := openim.Key{Seq: uint32(m.MsgSeq), Random: m.MsgRandom, Time: m.MsgTimeStamp}
		got = append(got, acked{text: client.Message{C2CMessage: m}.Text(), key: key.String()})
	}
	if !slices.Equal(got, s.direct) {
		t.Errorf("%s: the history with %s differs from what was acknowledged:\n%v\n%v", s.Name, s.next, got, s.direct)
	}
}

// checkGroup compares a group's history and returns how long it is.
func checkGroup(t *testing.T, members []*sender) int {
	t.Helper()
	history := members[0].GroupHistory(members[0].work)
	said := map[string][]acked{}
	for n, m := range history {
		if m.MsgSeq != uint64(n+1) {
			t.Errorf("%s: entry %d has number %d", m.GroupID, n+1, m.MsgSeq)
		}
		if text := (client.GroupMessage{Message: m}).Text(); text != "" {
			said[m.From] = append(said[m.From], acked{text: text, seq: m.MsgSeq})
		}
	}
	for _, s := range members {
		s.heard = nil
		for _, m := range history {
			if text := (client.GroupMessage{Message: m}).Text(); text != "" && m.From != s.Name {
				s.heard = append(s.heard, text)
			}
		}
		if !slices.Equal(said[s.Name], s.group) {
			t.Errorf("%s: the group's history differs from what was acknowledged:\n%v\n%v", s.Name, said[s.Name], s.group)
		}
	}
	return len(history)
}

// checkLive tests the numbers of the live room: they may jump, but never go back,
// neither in the answers nor in what the members see.
func checkLive(t *testing.T, s *sender) {
	t.Helper()
	for n := 1; n < len(s.lives); n++ {
		if s.lives[n].seq <= s.lives[n-1].seq {
			t.Errorf("%s: the room's number %d after %d", s.Name, s.lives[n].seq, s.lives[n-1].seq)
		}
	}
	last := uint64(0)
	for _, e := range s.Seen() {
		if m, is := e.(client.GroupMessage); is && m.ToGroupID == s.room {
			if m.MsgSeq <= last {
				t.Errorf("%s was told number %d of the room after %d", s.Name, m.MsgSeq, last)
				return // one is enough to know
			}
			last = m.MsgSeq
		}
	}
}

// checkTold waits until the receiver was told of all messages of a sender, and
// tests that each was told once, in order.
func checkTold(t *testing.T, s, receiver *sender) {
	t.Helper()
	if len(s.direct) == 0 {
		t.Fatalf("%s sent nothing", s.Name)
	}
	receiver.Sees(s.direct[len(s.direct)-1].text)
	var want []string
	for _, m := range s.direct {
		want = append(want, m.text)
	}
	if got := receiver.Texts(world.Direct()); !slices.Equal(got, want) {
		t.Errorf("%s was told %q, not %q", receiver.Name, got, want)
	}
}

// checkToldGroup does so for what others said in the sender's group.
func checkToldGroup(t *testing.T, s *sender) {
	t.Helper()
	s.Sees(s.heard[len(s.heard)-1], world.In(s.work))
	if got := s.Texts(world.In(s.work)); !slices.Equal(got, s.heard) {
		t.Errorf("%s was told in the group %q, not %q", s.Name, got, s.heard)
	}
}
