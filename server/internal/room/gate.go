package room

import (
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Gate counts what passes in a second.
type Gate struct {
	begun  time.Time
	passed int
}

// Admit tells whether one more passes within a limit a second and, if so, counts it.
// limit 0 lets all pass.
func (g *Gate) Admit(now time.Time, limit int) bool {
	if limit <= 0 {
		return true
	}
	if age := now.Sub(g.begun); age >= time.Second || age < 0 {
		*g = Gate{begun: now}
	}
	if g.passed >= limit {
		return false
	}
	g.passed++
	return true
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
	return one.Admit(now, limit)
}
