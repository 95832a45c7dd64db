package webhook

import (
	"sync"
	"time"
)

const (
	// trips is how many questions in a row fail before none is put for a while.
	trips = 5
	// firstRest and lastRest bound that while, which doubles each time.
	firstRest, lastRest = time.Second, 30 * time.Second
)

// breaker keeps questions from a server that does not answer: after some failures in
// a row it lets one through now and then, until that is answered.
type breaker struct {
	mu     sync.Mutex
	failed int // in a row
	rest   time.Duration
	until  time.Time // no question before
}

// allows tells whether a question is put, and whether it is one to see if the server
// is back. Who was allowed says how it ended.
func (b *breaker) allows(now time.Time) (pass, trial bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed < trips {
		return true, false
	}
	if now.Before(b.until) {
		return false, false
	}
	b.until = now.Add(lastRest) // the others wait for this one
	return true, true
}

func (b *breaker) ended(ok, trial bool, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ok {
		b.failed, b.rest = 0, 0
		return
	}
	b.failed++
	if trial || b.failed == trips { // not those that were under way when it tripped
		b.rest = min(max(2*b.rest, firstRest), lastRest)
		b.until = now.Add(b.rest)
	}
}
