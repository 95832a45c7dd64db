package deliver

import (
	"slices"
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// stripes is the number of locks that accounts and conversations are spread over.
const stripes = 64

// What is published on an account's subject besides frames for all its sessions.
type (
	toInstance struct {
		instance uint64
		frame    *Frame
	}
	late struct {
		except uint64
		make   func() *Frame // called for the first session that it reaches
		once   sync.Once
		made   *Frame
	}
	kick   toInstance
	joined struct {
		conv    id.Conv
		discard bool
	}
	left   struct{ conv id.Conv }
	wished struct {
		conv id.Conv
		part uint64
		wish Wish
	}
	opened struct {
		conv id.Conv
		part uint64
	}
)

// Instance is one session of an account as Online lists it.
type Instance struct {
	ID      uint64 // InstId
	Session *Session
}

type accountKey struct {
	app uint32
	id  uint64
}

// accountStripe holds the bound sessions of some accounts, and some instances.
type accountStripe struct {
	mu        sync.RWMutex
	accounts  map[accountKey]*presence
	instances map[uint64]*Session
}

// presence is an account with sessions on this node.
type presence struct {
	sessions []Instance // replaced, never changed
	cancel   func()     // ends the subscription
}

// Online lists the sessions of an account on this node. Whether the account is
// online anywhere is for the instance rows to say.
func (h *Hub) Online(app uint32, account uint64) []Instance {
	st := h.accountStripe(account)
	st.mu.RLock()
	defer st.mu.RUnlock()
	if p := st.accounts[accountKey{app, account}]; p != nil {
		return slices.Clone(p.sessions)
	}
	return nil
}

// Accounts lists the accounts of an application with sessions on this node.
func (h *Hub) Accounts(app uint32) []uint64 {
	var all []uint64
	for i := range h.accounts {
		st := &h.accounts[i]
		st.mu.RLock()
		for key := range st.accounts {
			if key.app == app {
				all = append(all, key.id)
			}
		}
		st.mu.RUnlock()
	}
	return all
}

// SessionOf returns the session of an instance on this node, or nil.
func (h *Hub) SessionOf(instance uint64) *Session {
	st := h.accountStripe(instance)
	st.mu.RLock()
	defer st.mu.RUnlock()
	return st.instances[instance]
}

// index makes a session reachable by account and instance, and returns the older
// session of the instance, if any.
func (h *Hub) index(s *Session, account id.Account, instance uint64) (older *Session) {
	st := h.accountStripe(account.ID)
	key := accountKey{account.App, account.ID}
	st.mu.Lock()
	p := st.accounts[key]
	if p == nil {
		p = &presence{}
		st.accounts[key] = p
		p.cancel = h.bus.Subscribe(bus.Account(account.App, account.ID), func(m any) { h.heard(key, m) })
	}
	p.sessions = append(slices.Clip(p.sessions), Instance{instance, s})
	st.mu.Unlock()

	st = h.accountStripe(instance)
	st.mu.Lock()
	defer st.mu.Unlock()
	if older = st.instances[instance]; older != nil {
		older.replaced.Store(true)
	}
	st.instances[instance] = s
	return older
}

// unindex undoes index.
func (h *Hub) unindex(s *Session, account id.Account, instance uint64) {
	st := h.accountStripe(account.ID)
	key := accountKey{account.App, account.ID}
	st.mu.Lock()
	if p := st.accounts[key]; p != nil {
		p.sessions = slices.DeleteFunc(slices.Clone(p.sessions), func(i Instance) bool { return i.Session == s })
		if len(p.sessions) == 0 {
			p.cancel()
			delete(st.accounts, key)
		}
	}
	st.mu.Unlock()

	st = h.accountStripe(instance)
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.instances[instance] == s {
		delete(st.instances, instance)
	}
}

// heard carries out what was published for an account.
func (h *Hub) heard(key accountKey, m any) {
	st := h.accountStripe(key.id)
	st.mu.RLock()
	p := st.accounts[key]
	var sessions []Instance
	if p != nil {
		sessions = p.sessions
	}
	st.mu.RUnlock()
	for _, i := range sessions {
		switch m := m.(type) {
		case *Frame:
			i.Session.push(m)
		case *late:
			if i.ID == m.except {
				continue
			}
			if f := m.frame(); f != nil {
				i.Session.push(f)
			}
		case toInstance:
			if i.ID == m.instance {
				i.Session.push(m.frame)
			}
		case kick:
			if i.ID == m.instance {
				i.Session.push(m.frame)
				i.Session.Unbind()
			}
		case joined:
			i.Session.join(m.conv, m.discard, key.id)
		case left:
			i.Session.leave(m.conv, key.id)
		case wished:
			i.Session.Wish(m.conv, m.part, m.wish)
		case opened:
			i.Session.Open(m.conv, m.part)
		}
	}
}

func (l *late) frame() *Frame {
	l.once.Do(func() { l.made = l.make() })
	return l.made
}

func (h *Hub) accountStripe(n uint64) *accountStripe { return &h.accounts[n%stripes] }
