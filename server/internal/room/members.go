package room

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// Enter puts a session of an account into a room; quiet says that it polls, and so
// is shown nothing. It reports whether the account
// was not there before, and how many accounts are there then.
func (r *Rooms) Enter(c id.Conv, a id.Account, instance uint64, session *deliver.Session, quiet bool) (fresh bool, total int) {
	r.mu.Lock()
	m := r.get(c)
	one := m.members[a.ID]
	if fresh = one == nil; fresh {
		one = m.add(Member{Account: a, Joined: r.now()})
		r.tellChange(c, a, true)
	}
	one.instances[instance] = time.Time{}
	if r.instances[instance] == nil {
		r.instances[instance] = &presence{account: a.ID, rooms: map[id.Conv]bool{}}
	}
	r.instances[instance].rooms[c] = true
	total = len(m.members)
	r.mu.Unlock()

	if !quiet {
		session.Join(c, false)
	}
	if !session.Bound() || session.Instance() != instance {
		r.cutOff(instance) // it went away meanwhile, and nobody will tell
	}
	return fresh, total
}

// Leave takes an instance out of a room. It reports whether its account was there
// and is not any more, and how many accounts remain.
func (r *Rooms) Leave(c id.Conv, instance uint64) (gone bool, total int) {
	var polls release
	r.mu.Lock()
	if p := r.instances[instance]; p != nil && p.rooms[c] {
		m := r.rooms[c]
		one := m.members[p.account]
		delete(one.instances, instance)
		r.unlink(instance, c)
		if gone = !one.present(r.now()); gone {
			m.remove(one)
			r.tellChange(c, one.Account, false)
		}
		total = len(m.members)
		polls = r.take(c, m, func(p Poll) bool { return p.Instance == instance })
	}
	r.mu.Unlock()
	polls.answer()
	if session := r.hub.SessionOf(instance); session != nil {
		session.Leave(c)
	}
	return gone, total
}

// Expel takes all instances of an account out of a room. It reports whether the
// account was there, and how many accounts remain.
func (r *Rooms) Expel(c id.Conv, account uint64) (gone bool, total int) {
	var polls release
	r.mu.Lock()
	if m := r.rooms[c]; m != nil {
		if one := m.members[account]; one != nil {
			for instance := range one.instances {
				r.unlink(instance, c)
			}
			m.remove(one)
			r.tellChange(c, one.Account, false)
			gone = true
		}
		total = len(m.members)
		polls = r.take(c, m, func(p Poll) bool { return p.Account == account })
	}
	r.mu.Unlock()
	polls.answer()
	r.hub.LeaveAccount(c.App, account, c)
	return gone, total
}

// Of returns the rooms where an account is.
func (r *Rooms) Of(a id.Account) []id.Conv {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []id.Conv
	for c, m := range r.rooms {
		if c.App == a.App && m.members[a.ID] != nil {
			all = append(all, c)
		}
	}
	return all
}

// Joined returns since when an account is in a room; the zero time if it is not.
func (r *Rooms) Joined(c id.Conv, account uint64) (at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m := r.rooms[c]; m != nil && m.members[account] != nil {
		at = m.members[account].Joined
	}
	return at
}

// Drop ends a room that is no more. It returns who was in it; their sessions are
// taken out.
func (r *Rooms) Drop(c id.Conv, name string) []Member {
	r.mu.Lock()
	m := r.rooms[c]
	delete(r.rooms, c)
	var all []Member
	var last release
	if m != nil {
		for _, one := range m.members {
			all = append(all, one.Member)
			for instance := range one.instances {
				r.unlink(instance, c)
			}
		}
		r.ended[c] = ended{name, r.now()}
		last = r.take(c, m, func(Poll) bool { return true })
	}
	r.mu.Unlock()
	last.answer()
	for _, one := range all {
		r.hub.LeaveAccount(c.App, one.Account.ID, c)
	}
	return all
}

// cutOff notes that an instance lost its connection.
func (r *Rooms) cutOff(instance uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.instances[instance]
	if p == nil {
		return
	}
	now := r.now()
	for c := range p.rooms {
		r.rooms[c].members[p.account].instances[instance] = now
	}
	r.cuts = append(r.cuts, cut{instance, now})
}

// expire takes an instance out of the rooms where it was cut since, and is still.
func (r *Rooms) expire(ctx context.Context, d cut) {
	r.takeOut(ctx, d.instance, func(cutAt time.Time) bool { return cutAt.Equal(d.at) })
}

// goneFrom takes an instance that logged out or was kicked out of its rooms.
func (r *Rooms) goneFrom(ctx context.Context, instance uint64) {
	r.takeOut(ctx, instance, func(time.Time) bool { return true })
}

func (r *Rooms) takeOut(ctx context.Context, instance uint64, due func(cutAt time.Time) bool) {
	var left []Left
	r.mu.Lock()
	if p := r.instances[instance]; p != nil {
		for c := range p.rooms {
			m := r.rooms[c]
			one := m.members[p.account]
			if !due(one.instances[instance]) {
				continue
			}
			delete(one.instances, instance)
			r.unlink(instance, c)
			if !one.present(r.now()) {
				m.remove(one)
				r.tellChange(c, one.Account, false)
				left = append(left, Left{Conv: c, Account: one.Account, Members: len(m.members)})
			}
		}
	}
	r.mu.Unlock()
	for _, l := range left {
		r.events.Publish(ctx, l)
	}
}

func (r *Rooms) unlink(instance uint64, c id.Conv) {
	p := r.instances[instance]
	delete(p.rooms, c)
	if len(p.rooms) == 0 {
		delete(r.instances, instance)
	}
}

// add adds a member, which has no instance yet.
func (m *room) add(who Member) *member {
	one := &member{Member: who, place: len(m.order), instances: map[uint64]time.Time{}}
	m.members[who.Account.ID] = one
	m.order = append(m.order, one)
	return one
}

// endStandIns removes those whose time without a client is over.
func (m *room) endStandIns(now time.Time) {
	if m.marked[group.MarkOnline] == 0 {
		return
	}
	for _, one := range m.members {
		if one.standIn.IsZero() || now.Before(one.standIn) {
			continue
		}
		one.standIn = time.Time{}
		m.mark(one, group.MarkOnline, false)
		if !one.present(now) {
			m.remove(one)
		}
	}
}

// remove removes a member with its marks.
func (m *room) remove(one *member) {
	for _, mark := range one.Marks {
		m.mark(one, mark, false)
	}
	delete(m.members, one.Account.ID)
	m.order[one.place] = nil
	if m.gone++; m.gone > 64 && m.gone > len(m.order)/2 {
		m.pack()
	}
}

// pack closes the gaps in order.
func (m *room) pack() {
	packed := make([]*member, 0, len(m.members))
	for _, one := range m.order {
		if one != nil {
			one.place = len(packed)
			packed = append(packed, one)
		}
	}
	m.order, m.gone = packed, 0
}
