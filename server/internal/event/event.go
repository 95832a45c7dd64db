// Package event carries what rooms say happened, after it was committed, to
// whoever wants to react. An event may be lost in a crash: what must happen is a
// job row or a cursor, what should happen now is an event.
package event

import (
	"context"
	"reflect"
	"sync"
)

// Hub hands events to subscribers. The zero value is ready for use.
type Hub struct {
	mu   sync.RWMutex
	subs map[reflect.Type][]func(context.Context, any)
}

// On subscribes to the events of type T. Subscribers run one after the other in
// the order they subscribed, on the publisher's goroutine: they must be quick
// and must not call back into what published.
func On[T any](h *Hub, f func(ctx context.Context, e T)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs == nil {
		h.subs = map[reflect.Type][]func(context.Context, any){}
	}
	t := reflect.TypeFor[T]()
	h.subs[t] = append(h.subs[t], func(ctx context.Context, e any) { f(ctx, e.(T)) })
}

// Publish hands e to the subscribers of its type and returns when they have
// seen it.
func (h *Hub) Publish(ctx context.Context, e any) {
	h.mu.RLock()
	subs := h.subs[reflect.TypeOf(e)]
	h.mu.RUnlock()
	for _, f := range subs {
		f(ctx, e)
	}
}
