package bus

import (
	"slices"
	"sync"
)

// stripes is the number of locks that subjects are spread over.
const stripes = 64

// Local is the bus of a single node: publishing is a function call. It loses
// nothing, and m arrives as the value it is.
type Local struct{ stripes [stripes]stripe }

type stripe struct {
	mu   sync.RWMutex
	subs map[Subject][]*subscription // lists are replaced, never changed
}

type subscription struct{ call func(m any) }

// NewLocal returns an empty bus.
func NewLocal() *Local {
	l := &Local{}
	for i := range l.stripes {
		l.stripes[i].subs = map[Subject][]*subscription{}
	}
	return l
}

// Publish calls the subscribers of subject one after the other and returns when
// they have seen m. No lock is held meanwhile.
func (l *Local) Publish(subject Subject, m any) {
	st := l.stripe(subject)
	st.mu.RLock()
	subs := st.subs[subject]
	st.mu.RUnlock()
	for _, s := range subs {
		s.call(m)
	}
}

// Subscribe adds f to the subscribers of subject.
func (l *Local) Subscribe(subject Subject, f func(m any)) (cancel func()) {
	st, s := l.stripe(subject), &subscription{f}
	st.mu.Lock()
	defer st.mu.Unlock()
	st.subs[subject] = append(slices.Clip(st.subs[subject]), s)
	return func() { st.remove(subject, s) }
}

func (st *stripe) remove(subject Subject, s *subscription) {
	st.mu.Lock()
	defer st.mu.Unlock()
	subs := slices.DeleteFunc(slices.Clone(st.subs[subject]), func(x *subscription) bool { return x == s })
	if len(subs) == 0 {
		delete(st.subs, subject)
		return
	}
	st.subs[subject] = subs
}

func (l *Local) stripe(subject Subject) *stripe {
	return &l.stripes[(subject.a^subject.b<<3)%stripes]
}
