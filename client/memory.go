package client

import "slices"

// memory remembers the newest of the keys that it was given, and something about
// each.
type memory[K comparable, V any] struct {
	max   int
	known map[K]*V
	order []K // oldest first
}

func newMemory[K comparable, V any](max int) *memory[K, V] {
	return &memory[K, V]{max: max, known: map[K]*V{}}
}

// add remembers a key; false: it is known already.
func (m *memory[K, V]) add(k K, v V) bool {
	if m.known[k] != nil {
		return false
	}
	m.known[k] = &v
	if m.order = append(m.order, k); len(m.order) > m.max {
		delete(m.known, m.order[0])
		m.order = m.order[1:]
	}
	return true
}

// get returns what is known of a key, nil if nothing is.
func (m *memory[K, V]) get(k K) *V { return m.known[k] }

// newest returns at most n keys, oldest first.
func (m *memory[K, V]) newest(n int) []K { return m.order[max(0, len(m.order)-n):] }

// drop forgets a key.
func (m *memory[K, V]) drop(k K) {
	if m.known[k] != nil {
		delete(m.known, k)
		m.order = slices.DeleteFunc(m.order, func(old K) bool { return old == k })
	}
}
