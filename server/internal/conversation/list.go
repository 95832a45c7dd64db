package conversation

import (
	"cmp"
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// Limits of a page. The second keeps it well below what a session may queue.
const (
	pageItems = 100
	pageBytes = 256 << 10 // of last messages
)

// entry is a conversation of a list.
type entry struct {
	timeline.Conversation
	peer  id.Account // of a one-to-one conversation
	group GroupFacts // of a group
}

// time is when something last happened in it, in seconds.
func (e *entry) time() uint32 {
	if e.Last != nil {
		return e.Last.Time
	}
	return 0
}

// lists returns the account's list: pinned ones first, the newest pin first, then
// by the time of the last message, newest first.
func (s *Service) lists(ctx context.Context, owner id.Account) ([]entry, error) {
	convs, err := s.log.Conversations(ctx, owner.App, owner.ID)
	if err != nil {
		return nil, err
	}
	var peers []uint64
	var asked []GroupAsk
	for i := range convs {
		if convs[i].Conv.Kind == id.Group {
			asked = append(asked, ask(&convs[i]))
		} else {
			peers = append(peers, convs[i].Conv.Peer(owner.ID))
		}
	}
	names, err := s.accounts.ByID(ctx, owner.App, peers)
	if err != nil {
		return nil, err
	}
	facts, err := s.groupFacts(ctx, owner, asked)
	if err != nil {
		return nil, err
	}
	var all []entry
	for i := range convs {
		e := entry{Conversation: convs[i]}
		shown := false
		if e.Conv.Kind == id.Group {
			e.group, shown = facts[e.Conv]
		} else {
			e.peer, shown = names[e.Conv.Peer(owner.ID)]
			shown = shown && begun(&convs[i])
		}
		if shown {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, order)
	return all, nil
}

// begun tells whether a one-to-one conversation is one for lists: messages that
// may not be shown there do not begin it, but one that was cleared stays.
func begun(c *timeline.Conversation) bool {
	return c.Last != nil || c.Place.Pinned != 0 || c.Head.HasLast
}

func order(a, b entry) int {
	return cmp.Or(cmp.Compare(b.Place.Pinned, a.Place.Pinned), cmp.Compare(b.time(), a.time()),
		cmp.Compare(a.Conv.A, b.Conv.A), cmp.Compare(a.Conv.B, b.Conv.B))
}

func ask(c *timeline.Conversation) GroupAsk {
	q := GroupAsk{Conv: c.Conv}
	if c.Last != nil {
		q.Sender = c.Last.From
	}
	return q
}

func (s *Service) groupFacts(ctx context.Context, owner id.Account, asked []GroupAsk) (map[id.Conv]GroupFacts, error) {
	if len(asked) == 0 || s.opts.GroupFacts == nil {
		return nil, nil
	}
	return s.opts.GroupFacts(ctx, owner, asked)
}

// at is where a page begins: behind index conversations of a time (in seconds,
// plus 1), or at the beginning of the list if the time is 0. So what moves to the
// front between two pages, and is pushed then, makes no other one be missed.
type at struct {
	time  int64
	index int
}

// page cuts a page out of a list. next is zero if it is the last one: a client
// that keeps it and asks again is given the list from its beginning.
func page(all []entry, from at) (items []entry, next at) {
	size := 0
	for i := range all {
		t := int64(all[i].time()) + 1
		pinned := all[i].Place.Pinned != 0
		if from.time != 0 && (pinned || t > from.time) {
			continue
		}
		if from.time != 0 && t == from.time && from.index > 0 {
			from.index--
			next = count(next, t)
			continue
		}
		if !pinned && len(items) > 0 && (len(items) >= pageItems || size > pageBytes) {
			return items, next
		}
		items = append(items, all[i])
		if all[i].Last != nil {
			size += len(all[i].Last.Body) + len(all[i].Last.CloudCustomData)
		}
		if !pinned {
			next = count(next, t)
		}
	}
	return items, at{}
}

// count moves a position behind a conversation of time t.
func count(p at, t int64) at {
	if p.time == t {
		return at{t, p.index + 1}
	}
	return at{t, 1}
}
