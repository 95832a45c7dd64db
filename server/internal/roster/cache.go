package roster

import (
	"hash/maphash"
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// cacheShards is the number of locks that the entries of a Cache are spread over.
const cacheShards = 32

// Cache remembers what the database holds, and is exact on this node: whoever
// hears of a committed change puts the new value there before the change is
// answered, and a value that was being read meanwhile does not replace it.
type Cache[K comparable, V any] struct {
	seed   maphash.Seed
	shards [cacheShards]cacheShard[K, V]
	most   int          // entries per shard
	keeps  func(V) bool // whether a value is remembered
}

type cacheShard[K comparable, V any] struct {
	mu      sync.RWMutex
	entries map[K]V
	loads   map[K]*cacheLoad
}

// cacheLoad is one reading of the database. It is stale when the value changed
// since it began.
type cacheLoad struct {
	stale bool
	users int
}

// NewCache returns a cache of about most entries; which are given up when there
// are more is left to chance.
func NewCache[K comparable, V any](most int) *Cache[K, V] {
	return newCache[K](most, func(V) bool { return true })
}

// NewExact returns a cache for answers that have to be exact on all nodes: it remembers
// nothing of a database that other processes write to as well. Values that are not light
// are read each time.
func NewExact[K comparable, V any](db *store.DB, most int, light func(V) bool) *Cache[K, V] {
	if !db.Alone() {
		light = func(V) bool { return false }
	}
	return newCache[K](most, light)
}

func newCache[K comparable, V any](most int, keeps func(V) bool) *Cache[K, V] {
	c := &Cache[K, V]{seed: maphash.MakeSeed(), most: max(most/cacheShards, 1), keeps: keeps}
	for i := range c.shards {
		c.shards[i].entries, c.shards[i].loads = map[K]V{}, map[K]*cacheLoad{}
	}
	return c
}

func (c *Cache[K, V]) shard(k K) *cacheShard[K, V] {
	return &c.shards[maphash.Comparable(c.seed, k)%cacheShards]
}

// Get returns the value of a key: from memory, or as load reads it from the
// database. An error of load is returned and nothing remembered.
func (c *Cache[K, V]) Get(k K, load func() (V, error)) (V, error) {
	s := c.shard(k)
	for {
		s.mu.RLock()
		v, ok := s.entries[k]
		s.mu.RUnlock()
		if ok {
			return v, nil
		}
		l := s.begin(k)
		v, err := load()
		if fresh := s.end(k, l, v, err == nil && c.keeps(v), c.most); fresh || err != nil {
			return v, err
		}
	}
}

// GetAll is Get for several keys: load reads those that are not in memory, together. What
// it does not return has the zero value.
func (c *Cache[K, V]) GetAll(keys []K, load func(keys []K) (map[K]V, error)) (map[K]V, error) {
	found := make(map[K]V, len(keys))
	for {
		if keys = c.remembered(keys, found); len(keys) == 0 {
			return found, nil
		}
		loads := make([]*cacheLoad, len(keys))
		for i, k := range keys {
			loads[i] = c.shard(k).begin(k)
		}
		read, err := load(keys)
		var stale []K
		for i, k := range keys {
			v := read[k]
			if c.shard(k).end(k, loads[i], v, err == nil && c.keeps(v), c.most) {
				found[k] = v
			} else {
				stale = append(stale, k)
			}
		}
		if keys = stale; err != nil {
			return nil, err
		}
	}
}

// remembered puts what is in memory into found and returns the other keys.
func (c *Cache[K, V]) remembered(keys []K, found map[K]V) (rest []K) {
	for _, k := range keys {
		s := c.shard(k)
		s.mu.RLock()
		v, ok := s.entries[k]
		s.mu.RUnlock()
		if ok {
			found[k] = v
		} else {
			rest = append(rest, k)
		}
	}
	return rest
}

func (s *cacheShard[K, V]) begin(k K) *cacheLoad {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.loads[k]
	if l == nil {
		l = &cacheLoad{}
		s.loads[k] = l
	}
	l.users++
	return l
}

// end keeps what was loaded unless it is stale, and reports whether it is not.
func (s *cacheShard[K, V]) end(k K, l *cacheLoad, v V, ok bool, most int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.users--; l.users == 0 && s.loads[k] == l {
		delete(s.loads, k)
	}
	if l.stale || !ok {
		return !l.stale
	}
	s.put(k, v, most)
	return true
}

func (s *cacheShard[K, V]) put(k K, v V, most int) {
	if _, there := s.entries[k]; !there && len(s.entries) >= most {
		for old := range s.entries {
			delete(s.entries, old)
			break
		}
	}
	s.entries[k] = v
}

// Put says what a key's value is since a change that was committed.
func (c *Cache[K, V]) Put(k K, v V) {
	s := c.shard(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outdate(k)
	if delete(s.entries, k); c.keeps(v) {
		s.put(k, v, c.most)
	}
}

// Renew says what a key's value is since a change that was committed, and remembers it
// only if it remembered the key before.
func (c *Cache[K, V]) Renew(k K, v V) {
	s := c.shard(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outdate(k)
	if _, there := s.entries[k]; !there {
		return
	}
	if delete(s.entries, k); c.keeps(v) {
		s.entries[k] = v
	}
}

// Drop says that a key's value changed; the next Get reads it.
func (c *Cache[K, V]) Drop(k K) {
	s := c.shard(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outdate(k)
	delete(s.entries, k)
}

// outdate makes the loads that are running stale; later ones see the change.
func (s *cacheShard[K, V]) outdate(k K) {
	if l := s.loads[k]; l != nil {
		l.stale = true
		delete(s.loads, k)
	}
}
