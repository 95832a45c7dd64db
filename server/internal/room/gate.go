package room

import (
	"math/rand/v2"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// lowest is the number of the lowest priority; 1 is the highest.
const lowest = 4

// Gate limits messages a second. Within a second, messages of a lower priority
// never take the room of a higher one: a message passes if those of its own and
// of higher priorities leave room for it. What passes beyond the limit that way is
// taken from the lower priorities of the next second.
//
// While more come than pass, it is left to chance which of the same priority do, over
// the whole second: the first ones would else always be those of the same senders. A
// burst after a quiet second passes in the order in which it comes.
type Gate struct {
	begun   time.Time
	passed  [lowest + 1]int
	offered [lowest + 1]int
	before  [lowest + 1]int // offered in the second before
}

// Admit tells whether a message passes and, if so, counts it. limit 0 lets all
// pass.
func (g *Gate) Admit(now time.Time, priority, limit int) bool {
	if limit <= 0 {
		return true
	}
	priority = min(max(priority, 1), lowest)
	if age := now.Sub(g.begun); age >= time.Second || age < 0 {
		next := Gate{begun: now}
		if age >= 0 && age < 2*time.Second {
			next.passed[2] = max(g.upTo(lowest)-limit, 0)
			next.before = g.offered
		}
		*g = next
	}
	g.offered[priority]++
	if g.upTo(priority) >= limit || !g.lucky(now, priority, limit) {
		return false
	}
	g.passed[priority]++
	return true
}

// lucky draws lots among the messages of a priority: as many win as there is room for,
// each with the same chance, if as many come as in the second before. If the crowd has
// gone, nobody is held back for it.
func (g *Gate) lucky(now time.Time, priority, limit int) bool {
	room, rivals := limit, g.before[priority]
	for _, n := range g.before[1:priority] {
		room -= n
	}
	const noise = 3
	due := float64(rivals) * now.Sub(g.begun).Seconds()
	if rivals <= room || float64(g.offered[priority]) < due/2-noise {
		return true
	}
	if left := rivals - g.offered[priority] + 1; left > 0 {
		return rand.IntN(left) < room-g.passed[priority]
	}
	return rand.IntN(rivals) < room
}

// upTo counts what passed of a priority and of those above it.
func (g *Gate) upTo(priority int) int {
	n := 0
	for _, passed := range g.passed[1 : priority+1] {
		n += passed
	}
	return n
}

// Gates are the gates of conversations that are no live rooms. The zero value is
// ready for use.
type Gates struct {
	mu    sync.Mutex
	gates map[id.Conv]*Gate
}

// mostGates bounds the gates that are remembered; beyond it, those that have let
// nothing pass in the last second are forgotten.
const mostGates = 10_000

// Admit tells whether a message fits into a conversation's limit of messages a
// second; 0 is no limit.
func (g *Gates) Admit(c id.Conv, now time.Time, limit int) bool {
	if limit <= 0 {
		return true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.gates == nil {
		g.gates = map[id.Conv]*Gate{}
	}
	one := g.gates[c]
	if one == nil {
		if len(g.gates) >= mostGates {
			for c, old := range g.gates {
				if now.Sub(old.begun) >= time.Second {
					delete(g.gates, c)
				}
			}
		}
		one = &Gate{}
		g.gates[c] = one
	}
	return one.Admit(now, 1, limit)
}
