package room

import (
	"testing"
	"time"
)

func TestGate(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	pass := func(g *Gate, at time.Duration, priority, n, limit int) (passed int) {
		for range n {
			if g.Admit(start.Add(at), priority, limit) {
				passed++
			}
		}
		return passed
	}
	t.Run("within the limit all pass", func(t *testing.T) {
		if n := pass(&Gate{}, 0, 4, 40, 40); n != 40 {
			t.Error(n)
		}
	})
	t.Run("beyond it none of the same priority", func(t *testing.T) {
		if n := pass(&Gate{}, 0, 2, 100, 40); n != 40 {
			t.Error(n)
		}
	})
	t.Run("no limit", func(t *testing.T) {
		if n := pass(&Gate{}, 0, 4, 1000, 0); n != 1000 {
			t.Error(n)
		}
	})
	t.Run("low messages take nothing from high ones, and pay for it later", func(t *testing.T) {
		var g Gate
		if n := pass(&g, 0, 3, 100, 40); n != 40 {
			t.Errorf("%d low", n)
		}
		if n := pass(&g, 100*time.Millisecond, 1, 30, 40); n != 30 {
			t.Errorf("%d high", n)
		}
		if n := pass(&g, time.Second, 3, 100, 40); n != 10 {
			t.Errorf("%d low in the next second", n)
		}
		if n := pass(&g, time.Second, 1, 100, 40); n != 40 {
			t.Errorf("%d high in the next second", n)
		}
	})
	t.Run("high messages leave no room for low ones", func(t *testing.T) {
		var g Gate
		pass(&g, 0, 1, 40, 40)
		if n := pass(&g, 0, 2, 10, 40); n != 0 {
			t.Error(n)
		}
	})
	t.Run("among equals it is chance, not who comes first", func(t *testing.T) {
		var g Gate
		const senders, seconds = 200, 100
		var passed [senders]int
		for second := range seconds {
			total := 0
			for s := range senders { // each always at the same moment of the second
				if pass(&g, time.Duration(second)*time.Second+time.Duration(s)*time.Second/senders, 2, 1, 40) == 1 {
					passed[s]++
					total++
				}
			}
			if total > 40 || second > 0 && total < 35 {
				t.Fatalf("%d passed in second %d", total, second)
			}
		}
		for s, n := range passed[:] {
			if n < 3 || n > 45 {
				t.Errorf("sender %d was heard in %d of %d seconds", s, n, seconds)
			}
		}
	})
	t.Run("high ones do not draw lots with low ones", func(t *testing.T) {
		var g Gate
		for second := range 5 {
			at := time.Duration(second) * time.Second
			pass(&g, at, 3, 300, 40)
			if n := pass(&g, at+time.Millisecond, 1, 30, 40); n != 30 {
				t.Errorf("%d high ones in second %d", n, second)
			}
		}
	})
	t.Run("when the crowd is gone, all pass", func(t *testing.T) {
		var g Gate
		pass(&g, 0, 2, 1000, 40)
		n := 0
		for i := range 20 {
			n += pass(&g, time.Second+time.Duration(i)*50*time.Millisecond, 2, 1, 40)
		}
		if n < 18 {
			t.Errorf("%d of 20", n)
		}
	})
	t.Run("after a quiet time all is as new", func(t *testing.T) {
		var g Gate
		pass(&g, 0, 3, 100, 40)
		pass(&g, 0, 1, 40, 40)
		if n := pass(&g, 5*time.Second, 3, 100, 40); n != 40 {
			t.Error(n)
		}
	})
}
