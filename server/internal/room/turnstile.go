package room

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// lowest is the number of the lowest priority; 1 is the highest.
const lowest = 4

// turnstile limits what is said in a live room. A second has up to four slots, which
// share its limit. What comes while a slot has room passes at once; what comes after
// that waits for the end of the slot. If all that waits then fits into the second, it
// passes. Else as much passes as the next slot has room for: the higher priorities
// first, and among equals chance decides. The rest is dropped. What passes together
// keeps the order in which it came.
//
// So no second, counted from slot to slot, has more than the limit, nothing waits
// longer than a slot, and nothing of a lower priority passes while something of a
// higher one waits.
type turnstile struct {
	begun   time.Time // of the current slot; zero: nothing came lately
	number  int       // of the slot
	used    [4]int    // what passed in this slot and those before it, by number
	limit   int       // of the second
	waiting []waiter
	timer   *time.Timer
	draw    func(n int) int // a number below n; nil: by chance
}

// waiter is a message that waits.
type waiter struct {
	priority int
	decide   func(passes, waited bool)
}

// decision is what became of a message that waited.
type decision struct {
	waiter
	passes bool
}

// mostWaiting is how many messages may wait in a room; more are dropped at once.
const mostWaiting = 10_000

// slots is into how many slots a second is divided: a limit below four has fewer, so
// that each has room for one.
func slots(limit int) int { return min(max(limit, 1), 4) }

func (t *turnstile) length() time.Duration { return time.Second / time.Duration(slots(t.limit)) }

// quota is how much passes in a slot if more wants to.
func (t *turnstile) quota() int {
	n := slots(t.limit)
	i := t.number % n
	return t.limit*(i+1)/n - t.limit*i/n
}

// left is what still fits into the second that ends with this slot.
func (t *turnstile) left() int {
	n := t.limit
	for i := range slots(t.limit) {
		n -= t.used[(t.number-i+4)%4]
	}
	return n
}

// offer lets a message pass (passes), or has it wait until settle says more of it
// (waits), or neither: it is dropped. What waited before is decided upon first.
func (t *turnstile) offer(now time.Time, limit int, w waiter) (passes, waits bool, before []decision) {
	if limit <= 0 {
		return true, false, t.end(now)
	}
	before = t.settle(now)
	if t.begun.IsZero() || t.limit != limit {
		before = append(before, t.end(now)...)
		t.begun, t.limit, t.number, t.used = now, limit, 4, [4]int{}
	}
	if len(t.waiting) == 0 && t.used[t.number%4] < t.quota() && t.left() > 0 {
		t.used[t.number%4]++
		return true, false, before
	}
	if len(t.waiting) >= mostWaiting {
		return false, false, before
	}
	t.waiting = append(t.waiting, w)
	return false, true, before
}

// settle goes on to the slot of the present, and decides upon what waited for it.
func (t *turnstile) settle(now time.Time) (all []decision) {
	for !t.begun.IsZero() && now.Sub(t.begun) >= t.length() {
		t.begun = t.begun.Add(t.length())
		t.number++
		t.used[t.number%4] = 0
		if len(t.waiting) > 0 {
			all = append(all, t.choose()...)
			continue
		}
		if now.Sub(t.begun) >= 2*time.Second { // long quiet
			t.begun = time.Time{}
		}
	}
	return all
}

// end decides upon all that waits, because the limit is another one now.
func (t *turnstile) end(time.Time) []decision {
	if len(t.waiting) == 0 {
		t.begun = time.Time{}
		return nil
	}
	t.number++
	t.used[t.number%4] = 0
	all := t.choose()
	t.begun = time.Time{}
	return all
}

// choose decides upon all that waits.
func (t *turnstile) choose() []decision {
	all := make([]decision, len(t.waiting))
	of := [lowest + 1][]int{}
	for i, w := range t.waiting {
		all[i].waiter = w
		p := min(max(w.priority, 1), lowest)
		of[p] = append(of[p], i)
	}
	t.waiting = nil
	room := max(t.left(), 0)
	if len(all) > room {
		room = min(room, t.quota())
	}
	for _, equals := range of[1:] {
		for n := min(room, len(equals)); n > 0; n-- {
			i := t.chance(len(equals))
			all[equals[i]].passes = true
			equals = slices.Delete(equals, i, i+1)
			room--
			t.used[t.number%4]++
		}
	}
	return all
}

func (t *turnstile) chance(n int) int {
	if t.draw != nil {
		return t.draw(n)
	}
	return rand.IntN(n)
}

// Admit decides whether a message of a priority (1, the highest, to 4) fits into the
// room's limit of messages a second; 0 is no limit. decide is called once: before Admit
// returns, or within a second on another goroutine, and then Admit returns true and decide
// is told that the message waited. Those that pass are told in the order in which they came.
func (r *Rooms) Admit(c id.Conv, priority, limit int, decide func(passes, waited bool)) (waits bool) {
	r.mu.Lock()
	m := r.get(c)
	passes, waits, before := m.talk.offer(r.now(), limit, waiter{priority, decide})
	m.decided = append(m.decided, before...)
	tell := m.telling || len(m.decided) > 0
	r.wakeLater(c, m)
	r.mu.Unlock()
	if tell {
		r.tell(m)
	}
	if !waits {
		if !passes {
			r.dropped.Add(1)
		}
		decide(passes, false)
	}
	return waits
}

// wakeLater makes a room decide when its slot ends.
func (r *Rooms) wakeLater(c id.Conv, m *room) {
	if len(m.talk.waiting) == 0 || m.talk.timer != nil {
		return
	}
	m.talk.timer = time.AfterFunc(m.talk.begun.Add(m.talk.length()).Sub(r.now()), func() {
		r.mu.Lock()
		m.talk.timer = nil
		m.decided = append(m.decided, m.talk.settle(r.now())...)
		r.wakeLater(c, m)
		r.mu.Unlock()
		r.tell(m)
	})
}

// tell tells messages that waited what was decided, after those before them.
func (r *Rooms) tell(m *room) {
	m.teller.Lock()
	defer m.teller.Unlock()
	r.mu.Lock()
	all := m.decided
	m.decided, m.telling = nil, true
	r.mu.Unlock()
	for _, d := range all {
		if !d.passes {
			r.dropped.Add(1)
		}
		d.decide(d.passes, true)
	}
	r.mu.Lock()
	m.telling = false
	r.mu.Unlock()
}

// Dropped returns how many messages were dropped because their room was over its limit.
func (r *Rooms) Dropped() uint64 { return r.dropped.Load() }
