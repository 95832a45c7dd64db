package relation

import (
	"context"
	"encoding/json"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) groupAdd(ctx context.Context, c *api.Caller, req *sns.GroupAddRequest) (*sns.GroupAddResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	found, err := s.accounts.LookupAll(ctx, from.App, req.ToAccount)
	if err != nil {
		return nil, err
	}
	var seq int64
	results := make([]*wire.Error, len(req.ToAccount))
	err = s.update(ctx, from.App, func(ch *change) error {
		full, err := ch.listsFull(from.ID, req.GroupName)
		if err != nil {
			return err
		}
		if full {
			return sns.ErrTooManyGroups
		}
		u, err := ch.user(from.ID)
		if err != nil {
			return err
		}
		for _, name := range req.GroupName {
			if _, err := ch.list(from.ID, name); err != nil {
				return err
			}
		}
		var entries []entry
		for i, name := range req.ToAccount {
			entries = append(entries, entry{found[name], sns.UpdateAdd, &results[i]})
		}
		if err := ch.regroup(from, c.Instance, entries, req.GroupName); err != nil {
			return err
		}
		seq = u.listsSeq
		return nil
	})
	if err != nil {
		return nil, err
	}
	var all sns.ResultResponse
	for i, name := range req.ToAccount {
		all.Add("GroupAdd", name, results[i])
	}
	return &sns.GroupAddResponse{ResultItem: all.ResultItem, FailAccount: all.FailAccount, CurrentSequence: seq}, nil
}

// entry is a friend that comes into friend groups or goes out, and what became of
// it. An account without a number does not exist.
type entry struct {
	friend id.Account
	update string
	result **wire.Error
}

// regroup puts friends into friend groups and takes them out.
func (ch *change) regroup(from id.Account, origin uint64, entries []entry, names []string) error {
	u, err := ch.user(from.ID)
	if err != nil {
		return err
	}
	ids := make([]uint64, len(entries))
	for i, e := range entries {
		ids[i] = e.friend.ID
	}
	has, err := friendsOf(ch.tx, ch.app, from.ID, ids)
	if err != nil {
		return err
	}
	changed := map[uint64]id.Account{}
	for _, e := range entries {
		*e.result = nil
		switch {
		case e.friend.ID == 0:
			*e.result = sns.ErrNoSuchAccount
			continue
		case !has[e.friend.ID]:
			*e.result = sns.ErrNotFriendGrouped
			continue
		}
		for _, name := range names {
			moved, err := ch.move(from.ID, e.friend.ID, name, e.update)
			if err != nil {
				return err
			}
			if moved {
				changed[e.friend.ID] = e.friend
			}
		}
	}
	if len(changed) == 0 {
		return nil
	}
	u.listsSeq++
	u.standardSeq++
	return ch.tellLists(from, origin, changed)
}

// move puts a friend into a friend group or takes him out, and tells whether that
// changed anything.
func (ch *change) move(owner, peer uint64, name, update string) (bool, error) {
	if update == sns.UpdateAdd {
		return ch.putIn(owner, peer, name)
	}
	num, err := ch.list(owner, name)
	if err != nil {
		return false, err
	}
	n, err := delist(ch.tx, ch.app, owner, peer, num)
	return n > 0, err
}

// tellLists emits in which friend groups friends are now.
func (ch *change) tellLists(from id.Account, origin uint64, changed map[uint64]id.Account) error {
	ids := make([]uint64, 0, len(changed))
	for n := range changed {
		ids = append(ids, n)
	}
	now, err := friendsAmong(ch.tx, ch.app, from.ID, ids)
	if err != nil {
		return err
	}
	e := event.FriendsUpdated{Owner: from, Origin: origin}
	for n, f := range now {
		lists := f.lists
		if lists == nil {
			lists = []string{}
		}
		e.Friends = append(e.Friends, event.FriendUpdate{Friend: changed[n],
			Fields: map[string]json.RawMessage{sns.TagGroup: encode(lists)}})
	}
	ch.tx.Emit(e)
	return nil
}
