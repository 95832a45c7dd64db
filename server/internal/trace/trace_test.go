package trace

import (
	"fmt"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

func TestTheLatestMessagesAreFound(t *testing.T) {
	l := New()
	for i := range mostMessages + 5 {
		l.Add(Message{App: 1, To: "g", From: fmt.Sprint("u", i%2), Random: uint32(i), Seq: uint64(i)})
	}
	if found := l.Find(Query{App: 1, To: "g"}, 3); len(found) != 3 || found[0].Seq != mostMessages+4 || found[2].Seq != mostMessages+2 {
		t.Errorf("%+v", found)
	}
	for _, q := range []Query{{App: 1, Random: 3}, {App: 2}, {From: "u7"}, {To: "h"}} {
		if found := l.Find(q, 1); len(found) != 0 {
			t.Errorf("%+v finds %+v", q, found)
		}
	}
	if found := l.Find(Query{Seq: 5}, 9); len(found) != 1 || found[0].From != "u1" {
		t.Errorf("the oldest is %+v", found)
	}
}

func TestWhoWasNotThere(t *testing.T) {
	l := New()
	hall := id.GroupConv(1, 5)
	who := func(name string) id.Account { return id.Account{App: 1, ID: uint64(name[0]), Name: name} }
	l.Changed(hall, who("ann"), true)
	l.Changed(hall, who("bob"), true)
	l.Changed(hall, who("bob"), false)
	l.Changed(id.GroupConv(1, 6), who("eve"), false)
	l.Changed(hall, who("dan"), true)
	time.Sleep(2 * time.Millisecond)
	at := time.Now()
	time.Sleep(2 * time.Millisecond)
	l.Changed(hall, who("carol"), true)
	l.Changed(hall, who("dan"), false)
	l.Changed(hall, who("dan"), true)
	all, complete := l.Around(hall, 1, at)
	ann, bob, carol, dan := all['a'], all['b'], all['c'], all['d']
	if len(all) != 4 || !complete || !ann.There || bob.There || bob.Left <= 0 || bob.Came != 0 || carol.There || carol.Left != 0 || carol.Came <= 0 || !dan.There {
		t.Errorf("%+v, complete %v", all, complete)
	}
	for range mostChanges {
		l.Changed(hall, who("zoe"), true)
	}
	if _, complete := l.Around(hall, 1, at); complete {
		t.Error("what was forgotten counts as known")
	}
}
