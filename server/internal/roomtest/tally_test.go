package roomtest_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

type cell struct {
	kind, verb string
	role       byte
}

type outcomes struct{ tried, allowed int }

// tally counts what was tried, and what of it was allowed.
type tally struct {
	mu    sync.Mutex
	cells map[cell]*outcomes
}

func (y *tally) count(kind, verb string, role byte, allowed bool) {
	y.mu.Lock()
	defer y.mu.Unlock()
	c := y.cells[cell{kind, verb, role}]
	if c == nil {
		c = &outcomes{}
		y.cells[cell{kind, verb, role}] = c
	}
	c.tried++
	if allowed {
		c.allowed++
	}
}

// cells are all that can be tried.
func cells() []cell {
	var all []cell
	for _, verb := range sorted(law) {
		roles := "oamxr"
		if asks[verb] != "" {
			roles = asks[verb]
		}
		for _, kind := range kinds {
			if (verb == "repeat" || verb == "recall one's own") && kind == "AVChatRoom" {
				continue // nothing is kept there
			}
			for _, role := range []byte(roles) {
				if exists(kind, role) {
					all = append(all, cell{kind, verb, role})
				}
			}
		}
	}
	return all
}

// print shows how often each cell of the matrix was allowed and refused.
func (y *tally) print(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "allowed/refused by role\n%-18s %-10s", "", "")
	for _, role := range "oamxr" {
		fmt.Fprintf(&b, " %11s", roleNames[byte(role)])
	}
	all := cells()
	for _, verb := range sorted(law) {
		for _, kind := range kinds {
			fmt.Fprintf(&b, "\n%-18s %-10s", verb, kind)
			for _, role := range []byte("oamxr") {
				text := "-"
				if c := y.cells[cell{kind, verb, role}]; c != nil {
					text = fmt.Sprintf("%d/%d", c.allowed, c.tried-c.allowed)
				} else if slices.Contains(all, cell{kind, verb, role}) {
					text = "never"
				}
				fmt.Fprintf(&b, " %11s", text)
			}
		}
	}
	t.Log(b.String())
}

// wantAll fails for cells that were never tried.
func (y *tally) wantAll(t *testing.T) {
	for _, c := range cells() {
		if y.cells[c] == nil {
			t.Errorf("never tried: %s in a %s by %s", c.verb, c.kind, roleNames[c.role])
		}
	}
}
