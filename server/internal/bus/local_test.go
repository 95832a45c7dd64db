package bus_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/id"
)

func TestLocalDeliversBySubjectInOrder(t *testing.T) {
	b := bus.NewLocal()
	var got, other []int
	cancel := b.Subscribe(bus.Account(1, 7), func(m any) { got = append(got, m.(int)) })
	b.Subscribe(bus.Account(1, 8), func(m any) { other = append(other, m.(int)) })
	for i := range 5 {
		b.Publish(bus.Account(1, 7), i)
	}
	cancel()
	cancel()
	b.Publish(bus.Account(1, 7), 5)
	b.Publish(bus.Conversation(id.GroupConv(1, 7)), 6)
	if !slices.Equal(got, []int{0, 1, 2, 3, 4}) || other != nil {
		t.Errorf("got %v and on another subject %v", got, other)
	}
}

func TestLocalMayBeCalledFromASubscriber(t *testing.T) {
	b := bus.NewLocal()
	calls, subject := 0, bus.Account(1, 7)
	var cancel func()
	cancel = b.Subscribe(subject, func(any) {
		calls++
		cancel()
		b.Subscribe(subject, func(any) { calls += 10 })
		b.Publish(subject, nil)
	})
	b.Publish(subject, nil)
	if calls != 11 {
		t.Errorf("calls = %d, want the first subscriber once and the second once", calls)
	}
}

func TestLocalConcurrently(t *testing.T) {
	b, subject := bus.NewLocal(), bus.Account(1, 7)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				cancel := b.Subscribe(subject, func(any) {})
				b.Publish(subject, 1)
				cancel()
			}
		})
	}
	wg.Wait()
}

func TestSubjects(t *testing.T) {
	for _, row := range []struct {
		got  bus.Subject
		want string
	}{
		{bus.Account(1400000001, 7), "acct.1400000001.7"},
		{bus.Conversation(id.GroupConv(1400000001, 9)), "conv.1400000001.9"},
		{bus.Conversation(id.Pair(1, 9, 3)), "conv.1.3-9"},
	} {
		if row.got.String() != row.want {
			t.Errorf("subject %q, want %q", row.got, row.want)
		}
	}
}
