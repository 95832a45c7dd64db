package account

import (
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// mostKnown is about how many accounts are kept in memory by each of their names: some
// hundred bytes each.
const mostKnown = 200_000

// known remembers accounts by a key. When there are many, those that nobody asked for
// are forgotten.
type known[K comparable] struct {
	mu         sync.RWMutex
	most       int
	young, old map[K]*id.Account // each is in one of them; maps of different keys share accounts
}

func newKnown[K comparable](most int) *known[K] {
	return &known[K]{most: most, young: map[K]*id.Account{}}
}

func (n *known[K]) get(k K) (id.Account, bool) {
	n.mu.RLock()
	a := n.young[k]
	aged := false
	if a == nil {
		a, aged = n.old[k]
	}
	n.mu.RUnlock()
	if a == nil {
		return id.Account{}, false
	}
	if aged {
		n.mu.Lock()
		if _, still := n.old[k]; still { // and was not forgotten meanwhile
			n.keep(k, a)
		}
		n.mu.Unlock()
	}
	return *a, true
}

func (n *known[K]) put(k K, a *id.Account) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.keep(k, a)
}

func (n *known[K]) keep(k K, a *id.Account) {
	delete(n.old, k)
	if len(n.young) >= n.most/2 {
		n.young, n.old = map[K]*id.Account{}, n.young
		delete(n.old, k)
	}
	n.young[k] = a
}

func (n *known[K]) drop(k K) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.young, k)
	delete(n.old, k)
}
