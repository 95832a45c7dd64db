package roster

import (
	"hash/maphash"
	"sync"
)

// cacheShards is the number of locks that the entries of a Cache are spread over.
const cacheShards = 32

// Cache remembers what the database holds, and is exact on this node: whoever
// hears of a committed change puts the new value there before the change is
// answered, and a value that was being read meanwhile does not replace it.
type Cache[K comparable, V any] struct {
	seed   maphash.Seed
	shards [cacheShards]cacheShard[K, V]
	most   int // entries per shard
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
	c := &Cache[K, V]{seed: maphash.MakeSeed(), most: max(most/cacheShards, 1)}
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
		if fresh := s.end(k, l, v, err == nil, c.most); fresh || err != nil {
			return v, err
		}
	}
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
	s.put(k, v, c.most)
}

// Renew says what a key's value is since a change that was committed, and remembers it
// only if it remembered the key before.
func (c *Cache[K, V]) Renew(k K, v V) {
	s := c.shard(k)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outdate(k)
	if _, there := s.entries[k]; there {
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
