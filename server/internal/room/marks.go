package room

import (
	"errors"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// standInFor is how long an account with the mark MarkOnline counts as in a room
// without a client.
const standInFor = 3 * 24 * time.Hour

// ErrMarks says that there would be more marks in a room than there may be.
var ErrMarks = errors.New("more marks than a room may have, or more members with one of them")

// Marks is an account with marks.
type Marks struct {
	Account id.Account
	Marks   []int
}

// Mark puts marks on members of a room, or takes them off. It returns those with whom
// it did: who is not in the room has no marks, but for MarkOnline, which brings an
// account in. Error: ErrMarks, and then nothing is marked.
func (r *Rooms) Mark(c id.Conv, all []Marks, set bool) (done []Marks, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := r.get(c)
	if set {
		if err := m.mayMark(all); err != nil {
			return nil, err
		}
	}
	for _, one := range all {
		who := m.members[one.Account.ID]
		if who == nil && set && slices.Contains(one.Marks, group.MarkOnline) {
			who = m.add(Member{Account: one.Account, Joined: r.now()})
		}
		if who == nil {
			continue
		}
		for _, mark := range one.Marks {
			m.mark(who, mark, set)
		}
		if slices.Contains(one.Marks, group.MarkOnline) {
			who.standIn = time.Time{}
			if set {
				who.standIn = r.now().Add(standInFor)
			}
			if !who.present(r.now()) {
				m.remove(who)
			}
		}
		done = append(done, one)
	}
	return done, nil
}

// mayMark tells whether a room takes further marks.
func (m *room) mayMark(all []Marks) error {
	more := map[int]int{}
	for _, one := range all {
		who := m.members[one.Account.ID]
		if who == nil && !slices.Contains(one.Marks, group.MarkOnline) {
			continue
		}
		for _, mark := range one.Marks {
			if who == nil || !slices.Contains(who.Marks, mark) {
				more[mark]++
			}
		}
	}
	kinds := len(m.marked)
	for mark, n := range more {
		if m.marked[mark] == 0 {
			kinds++
		}
		if m.marked[mark]+n > group.MaxMarked {
			return ErrMarks
		}
	}
	if kinds > group.MaxLiveMarks {
		return ErrMarks
	}
	return nil
}

func (m *room) mark(who *member, mark int, set bool) {
	has := slices.Contains(who.Marks, mark)
	switch {
	case set && !has:
		who.Marks = append(slices.Clone(who.Marks), mark) // lists that were given out stay as they are
		m.marked[mark]++
	case !set && has:
		who.Marks = slices.DeleteFunc(slices.Clone(who.Marks), func(n int) bool { return n == mark })
		if m.marked[mark]--; m.marked[mark] == 0 {
			delete(m.marked, mark)
		}
	}
}

// present tells whether a member has a client, or stands in without one.
func (one *member) present(now time.Time) bool {
	return len(one.instances) > 0 || now.Before(one.standIn)
}

// listed tells whether a member is listed for those who ask for a mark; 0 is none.
func (one *member) listed(mark int) bool {
	if mark != 0 {
		return slices.Contains(one.Marks, mark)
	}
	return !slices.Contains(one.Marks, group.MarkHidden)
}
