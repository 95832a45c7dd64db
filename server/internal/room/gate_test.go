package room

import (
	"testing"
	"time"
)

func TestGate(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	pass := func(g *Gate, at time.Duration, n, limit int) (passed int) {
		for range n {
			if g.Admit(start.Add(at), limit) {
				passed++
			}
		}
		return passed
	}
	var g Gate
	for _, row := range []struct {
		at               time.Duration
		n, limit, passes int
	}{
		{0, 30, 40, 30}, {time.Second / 2, 30, 40, 10}, {time.Second, 50, 40, 40},
		{time.Second, 1000, 0, 1000}, {5 * time.Second, 3, 1, 1},
	} {
		if n := pass(&g, row.at, row.n, row.limit); n != row.passes {
			t.Errorf("%d of %d passed at %v, want %d", n, row.n, row.at, row.passes)
		}
	}
}
