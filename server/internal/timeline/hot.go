package timeline

import (
	"container/list"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// caches are what the builder remembers from one batch to the next, so that an
// append to a hot conversation reads next to nothing. Only the builder uses them.
type caches struct {
	heads   lru[id.Conv, Head]
	places  lru[placeID, Place]
	notices lru[accountID, uint64] // last number of the notice log
	owns    lru[placeID, uint64]   // countable messages of a sender in a group
}

type placeID struct {
	conv    id.Conv
	account uint64
}

type accountID struct {
	app     uint32
	account uint64
}

func newCaches(limit int) caches {
	return caches{
		heads:   newLRU[id.Conv, Head](limit),
		places:  newLRU[placeID, Place](limit),
		notices: newLRU[accountID, uint64](limit),
		owns:    newLRU[placeID, uint64](limit),
	}
}

// lru is a map that forgets what was not used for longest.
type lru[K comparable, V any] struct {
	limit int
	byKey map[K]*list.Element
	order *list.List // front: used last
}

type lruEntry[K comparable, V any] struct {
	key   K
	value V
}

func newLRU[K comparable, V any](limit int) lru[K, V] {
	return lru[K, V]{limit: limit, byKey: map[K]*list.Element{}, order: list.New()}
}

func (c *lru[K, V]) get(k K) (v V, ok bool) {
	e, ok := c.byKey[k]
	if !ok {
		return v, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*lruEntry[K, V]).value, true
}

func (c *lru[K, V]) put(k K, v V) {
	if e, ok := c.byKey[k]; ok {
		e.Value.(*lruEntry[K, V]).value = v
		c.order.MoveToFront(e)
		return
	}
	c.byKey[k] = c.order.PushFront(&lruEntry[K, V]{k, v})
	if c.order.Len() > c.limit {
		oldest := c.order.Back()
		delete(c.byKey, oldest.Value.(*lruEntry[K, V]).key)
		c.order.Remove(oldest)
	}
}

func (c *lru[K, V]) drop(k K) {
	if e, ok := c.byKey[k]; ok {
		delete(c.byKey, k)
		c.order.Remove(e)
	}
}
