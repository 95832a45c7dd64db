// Package crash_test kills the real binary while it is written to, and looks
// what became of what it had acknowledged.
package crash_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

const (
	pairs   = 40 // senders to one other user each
	groups  = 4  // Work groups ...
	perRoom = 5  // ... and senders in each
	inLive  = 4  // senders in one live room
	kills   = 2
)

// sender writes numbered texts, one after the other, and remembers the numbers
// that the server gave them.
type sender struct {
	user *world.User
	to   string // a user, or a group
	send func(ctx context.Context, text string, n uint32) (uint64, error)
	acks []uint64 // MsgSeq in groups, MsgTime otherwise
}

// run sends until told to stop. A message without an answer is sent again with
// the same numbers until it has one.
func (s *sender) run(stop *atomic.Bool) error {
	for n := uint32(1); !stop.Load(); n++ {
		text := fmt.Sprintf("%s %d", s.user.Name, n)
		for tries := 0; ; tries++ {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			ack, err := s.send(ctx, text, n)
			cancel()
			if err == nil {
				s.acks = append(s.acks, ack)
				break
			}
			if code := wire.CodeOf(err); code > 0 || tries > 20 {
				return fmt.Errorf("%s, message %d: %w", s.user.Name, n, err)
			}
		}
	}
	return nil
}

func (s *sender) texts() (all []string) {
	for n := range s.acks {
		all = append(all, fmt.Sprintf("%s %d", s.user.Name, n+1))
	}
	return all
}

func toUser(u *world.User, peer string) *sender {
	return &sender{user: u, to: peer, send: func(ctx context.Context, text string, n uint32) (uint64, error) {
		random := openim.Random(n * 31)
		resp, err := client.Call(ctx, u.Client(), openim.SendMsg, &openim.SendMsgRequest{To: peer,
			MsgSeq: &n, MsgRandom: &random, MsgClientTime: 1760000000, MsgBody: openim.Body(wire.NewText(text))})
		if err != nil {
			return 0, err
		}
		return uint64(resp.MsgTime), nil
	}}
}

func toGroup(u *world.User, id string) *sender {
	return &sender{user: u, to: id, send: func(ctx context.Context, text string, n uint32) (uint64, error) {
		random := n * 31
		resp, err := client.Call(ctx, u.Client(), group.SendGroupMsg, &group.SendGroupMsgRequest{GroupID: id,
			Random: &random, ClientSeq: uint64(n), MsgClientTime: 1760000000, MsgBody: wire.NewText(text)})
		if err != nil {
			return 0, err
		}
		return resp.MsgSeq, nil
	}}
}

// TestKill kills the server under 64 senders. Afterwards each acknowledged
// message is there exactly once and in its sender's order; numbers of stored
// groups have no gap, those of a live room never go back; and the cursor on the
// arrival log has counted each stored message once.
func TestKill(t *testing.T) {
	w := world.Start(t, world.Own())
	w.Set("group_rate=0", "client_rate=0", "rest_rate=0", "hello_seconds=1")
	one, stored, live := cast(w)
	all := slices.Concat(one, stored, live)
	if len(all) != 64 {
		t.Fatalf("%d senders", len(all))
	}
	var stop atomic.Bool
	var wg sync.WaitGroup
	errs := make(chan error, len(all))
	for _, s := range all {
		wg.Go(func() { errs <- s.run(&stop) })
	}
	for range kills {
		time.Sleep(1500 * time.Millisecond) // the load itself, not a wait for an effect
		w.Kill()
		w.Restart()
	}
	time.Sleep(1500 * time.Millisecond)
	stop.Store(true)
	wg.Wait()
	for range all {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if t.Failed() {
		return
	}
	messages := checkPairs(t, one) + checkGroups(t, stored)
	checkLive(t, live)
	counted(t, w, messages)
	t.Logf("%d messages stored under %d kills", messages, kills)
}

// cast logs the senders in and makes the groups.
func cast(w *world.World) (one, stored, live []*sender) {
	for i := range pairs {
		peer := fmt.Sprintf("peer%d", i)
		world.Admin(w.App, account.AccountImport, &account.AccountImportRequest{UserID: w.Name(peer)})
		one = append(one, toUser(w.Login(fmt.Sprintf("one%d", i)), w.Name(peer)))
	}
	for g := range groups {
		var users []*world.User
		var names []string
		for i := range perRoom {
			u := w.Login(fmt.Sprintf("work%d-%d", g, i))
			users, names = append(users, u), append(names, u.Name)
		}
		id := users[0].CreateGroup("Private", names[1:]...)
		for _, u := range users {
			stored = append(stored, toGroup(u, id))
		}
	}
	var room string
	for i := range inLive {
		u := w.Login(fmt.Sprintf("live%d", i))
		if i == 0 {
			room = u.CreateGroup("AVChatRoom")
		}
		u.Join(room)
		live = append(live, toGroup(u, room))
	}
	return one, stored, live
}

// checkPairs returns how many messages there are.
func checkPairs(t *testing.T, senders []*sender) (n int) {
	for _, s := range senders {
		got, want := s.user.History(s.to), s.texts()
		if !slices.Equal(got, want) {
			t.Errorf("%s has %d messages, %d were acknowledged; first difference at %d", s.user.Name, len(got), len(want), differ(got, want))
		}
		if !slices.IsSorted(s.acks) {
			t.Errorf("times of %s go back", s.user.Name)
		}
		n += len(got)
	}
	return n
}

func differ(a, b []string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// checkGroups returns how many messages and tips there are.
func checkGroups(t *testing.T, senders []*sender) (n int) {
	for g := range groups {
		members := senders[g*perRoom : (g+1)*perRoom]
		history := members[0].user.GroupHistory(members[0].to)
		n += len(history)
		at := map[string][]uint64{}
		var seqs []uint64
		for i, m := range history {
			seqs = append(seqs, m.MsgSeq)
			if i > 0 && seqs[i] != seqs[i-1]+1 {
				t.Errorf("group %d: number %d follows %d", g, seqs[i], seqs[i-1])
			}
			if m.From != "@TIM#SYSTEM" {
				at[m.From] = append(at[m.From], m.MsgSeq)
			}
		}
		if len(seqs) == 0 || seqs[0] != 1 {
			t.Errorf("group %d does not begin with number 1", g)
		}
		texts := members[0].user.GroupTexts(members[0].to)
		for _, s := range members {
			if !slices.Equal(at[s.user.Name], s.acks) {
				t.Errorf("%s: numbers in the history are not those that were acknowledged", s.user.Name)
			}
			own := slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return !strings.HasPrefix(text, s.user.Name+" ") })
			if want := s.texts(); !slices.Equal(own, want) {
				t.Errorf("%s has %d messages in the group, %d were acknowledged", s.user.Name, len(own), len(want))
			}
		}
	}
	return n
}

// checkLive looks at numbers alone: nothing of a live room is stored.
func checkLive(t *testing.T, senders []*sender) {
	used := map[uint64]string{}
	for _, s := range senders {
		for i, seq := range s.acks {
			if i > 0 && seq <= s.acks[i-1] {
				t.Errorf("%s: number %d follows %d in the live room", s.user.Name, seq, s.acks[i-1])
			}
			if by := used[seq]; by != "" {
				t.Errorf("number %d of the live room was given to %s and to %s", seq, by, s.user.Name)
			}
			used[seq] = s.user.Name
		}
	}
}

// counted waits until the cursor has counted all, and no more.
func counted(t *testing.T, w *world.World, messages int) {
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		if int(w.Metric("teahouse_messages_total")) >= messages {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if got := int(w.Metric("teahouse_messages_total")); got != messages {
		t.Errorf("the cursor counted %d messages, there are %d", got, messages)
	}
}
