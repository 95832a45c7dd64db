package room

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// throng offers messages to a turnstile and notes what becomes of them.
type throng struct {
	t     *testing.T
	gate  turnstile
	start time.Time
	at    time.Duration
	limit int
	all   []*said
}

type said struct {
	number, priority int
	offered, shown   time.Duration
	decided, passed  bool
}

func newThrong(t *testing.T, limit int) *throng {
	return &throng{t: t, start: time.Unix(1_700_000_000, 0), limit: limit,
		gate: turnstile{draw: rand.New(rand.NewPCG(1, 2)).IntN}}
}

func (c *throng) says(priority int) *said {
	m := &said{number: len(c.all), priority: priority, offered: c.at}
	c.all = append(c.all, m)
	decide := func(passes, waited bool) {
		if m.decided {
			c.t.Fatalf("message %d is decided upon twice", m.number)
		}
		m.decided, m.passed, m.shown = true, passes, c.at
	}
	passes, waits, before := c.gate.offer(c.start.Add(c.at), c.limit, waiter{priority, decide})
	tell(before)
	if !waits {
		decide(passes, false)
	}
	return m
}

// goes lets time pass; the turnstile is asked every millisecond, as by its timer.
func (c *throng) goes(d time.Duration) {
	for end := c.at + d; c.at < end; {
		c.at += min(time.Millisecond, end-c.at)
		tell(c.gate.settle(c.start.Add(c.at)))
	}
}

func tell(all []decision) {
	for _, d := range all {
		d.decide(d.passes, true)
	}
}

// passed counts what passed in a second, by priority; 0 is all.
func (c *throng) passed(from time.Duration) (n [lowest + 1]int) {
	for _, m := range c.all {
		if m.passed && m.shown >= from && m.shown < from+time.Second {
			n[0]++
			n[m.priority]++
		}
	}
	return n
}

// 400 messages a second, of which 100 are high, 200 normal and 100 low, into a room
// that takes 40.
func TestHigherPrioritiesPassFirst(t *testing.T) {
	c := newThrong(t, 40)
	for i := range 400 * 30 {
		c.says([]int{1, 2, 3, 2}[i%4])
		c.goes(2500 * time.Microsecond)
	}
	c.goes(time.Second)
	for second := range 30 {
		n := c.passed(time.Duration(second) * time.Second)
		if n[0] != 40 {
			t.Errorf("%d passed in second %d", n[0], second)
		}
		if second > 0 && n[1] != 40 { // in the first quarter of a second nothing waits yet
			t.Errorf("second %d: high %d, normal %d, low %d", second, n[1], n[2], n[3])
		}
	}
	for _, m := range c.all {
		if !m.decided || m.passed && m.shown-m.offered > 250*time.Millisecond {
			t.Fatalf("message %d: %+v", m.number, *m)
		}
	}
	for i, m := range c.all { // none passes while a higher one waits
		for _, other := range c.all[max(0, i-110):min(i+110, len(c.all))] {
			waited := other.decided && other.offered < m.shown && (!other.passed || other.shown > m.shown) && other.offered >= m.shown-250*time.Millisecond
			if m.passed && m.shown > m.offered && other.priority < m.priority && waited {
				t.Fatalf("%+v passed while %+v waited", *m, *other)
			}
		}
	}
}

// What passes of equals is a fair sample: of those from each moment of a second, and of
// each sender. The seed is fixed; 175 is what chi-square of 99 degrees of freedom exceeds
// with a probability of one in a million.
func TestAmongEqualsChanceDecides(t *testing.T) {
	c := newThrong(t, 40)
	var offered, passed [100]float64
	const seconds = 400
	for range seconds * 100 {
		c.says(2)
		c.goes(10 * time.Millisecond)
	}
	c.goes(time.Second)
	for _, m := range c.all[100:] { // less the first second
		offered[m.number%100]++
		if m.passed {
			passed[m.number%100]++
		}
	}
	sum := 0.0
	for i := range passed {
		want := offered[i] * 0.4
		sum += (passed[i] - want) * (passed[i] - want) / want
	}
	if sum > 175 {
		t.Errorf("chi-square is %.0f: %v", sum, passed)
	}
}

func TestWhatFitsPasses(t *testing.T) {
	for _, row := range []struct {
		name         string
		limit, burst int
		every        time.Duration
		want         int // of three seconds
	}{
		{"a burst of as much as a second takes", 40, 40, 0, 40},
		{"more than that", 40, 45, 0, 20},
		{"evenly", 40, 120, 25 * time.Millisecond, 120},
		{"a limit of one", 1, 3, time.Second, 3},
		{"a limit of five", 5, 15, 200 * time.Millisecond, 15},
		{"no limit", 0, 1000, 0, 1000},
	} {
		c := newThrong(t, row.limit)
		for range row.burst {
			c.says(2)
			c.goes(row.every)
		}
		c.goes(2 * time.Second)
		n := 0
		for i, m := range c.all {
			if m.passed {
				n++
			}
			if !m.decided {
				t.Errorf("%s: %d is undecided", row.name, i)
			}
		}
		if n != row.want {
			t.Errorf("%s: %d passed, want %d", row.name, n, row.want)
		}
	}
}

func TestALimitThatChanges(t *testing.T) {
	c := newThrong(t, 1)
	c.says(2)
	waits := c.says(2)
	c.limit = 100
	if m := c.says(2); !m.passed || !waits.decided {
		t.Errorf("%+v, and the one before %+v", *m, *waits)
	}
	c.limit = 0
	if !c.says(4).passed {
		t.Error("dropped without a limit")
	}
}

// Messages that waited are told in the order in which they came, one after the other,
// and before those that come later.
func TestThoseThatWaitedAreToldInOrder(t *testing.T) {
	w := start(t, t.TempDir())
	defer w.stop()
	w.rooms.now = time.Now
	var mu sync.Mutex
	var order []int
	var all sync.WaitGroup
	for i := range 40 {
		all.Add(1)
		w.rooms.Admit(hall, 2, 40, func(passes, waited bool) {
			defer all.Done()
			mu.Lock()
			defer mu.Unlock()
			if !passes {
				t.Errorf("message %d is dropped", i)
			}
			order = append(order, i)
		})
	}
	all.Wait()
	for i, n := range order {
		if n != i {
			t.Fatalf("told %v", order)
		}
	}
	for range 100 {
		all.Add(1)
		w.rooms.Admit(hall, 2, 1, func(bool, bool) { all.Done() })
	}
	all.Wait()
	if w.rooms.Dropped() < 98 {
		t.Errorf("%d dropped", w.rooms.Dropped())
	}
}
