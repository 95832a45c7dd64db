package room

import (
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
type Gate struct {
	begun  time.Time
	passed [lowest + 1]int
}

// Admit tells whether a message passes and, if so, counts it. limit 0 lets all
// pass.
func (g *Gate) Admit(now time.Time, priority, limit int) bool {
	if limit <= 0 {
		return true
	}
	priority = min(max(priority, 1), lowest)
	if age := now.Sub(g.begun); age >= time.Second || age < 0 {
		surplus := 0
		if age >= 0 && age < 2*time.Second {
			surplus = max(g.upTo(lowest)-limit, 0)
		}
		*g = Gate{begun: now}
		g.passed[2] = surplus
	}
	if g.upTo(priority) >= limit {
		return false
	}
	g.passed[priority]++
	return true
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
