package relation

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/wire"
	wireprofile "github.com/teahouse-chat/teahouse/wire/profile"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) friendAdd(ctx context.Context, c *api.Caller, req *sns.FriendAddRequest) (*sns.ResultResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(req.AddFriendItem))
	for i, item := range req.AddFriendItem {
		names[i] = item.ToAccount
	}
	found, err := s.accounts.LookupAll(ctx, from.App, names)
	if err != nil {
		return nil, err
	}
	resp := &sns.ResultResponse{}
	refused, err := s.askAdd(ctx, c, from, req)
	if err != nil {
		return nil, err
	}
	for items := range slices.Chunk(req.AddFriendItem, chunk) {
		a := &adding{from: from, found: found, both: req.AddType != sns.AddSingle, forced: c.Admin && req.ForceAddFlags == 1,
			allow: profile.DefaultAllow(c.App), refused: refused, cause: cause(c, "friend_add")}
		a.cause.Forced = a.forced
		var results []*wire.Error
		err := s.update(ctx, from.App, func(ch *change) (err error) {
			results, err = a.run(ch, items)
			return err
		})
		if err != nil {
			return nil, err
		}
		for i, item := range items {
			resp.Add("FriendAdd", item.ToAccount, results[i])
		}
	}
	return resp, nil
}

// adding is a friend_add that is being carried out.
type adding struct {
	from         id.Account
	found        map[string]id.Account
	both, forced bool
	allow        string                 // of targets that chose nothing
	refused      map[string]*wire.Error // by the application
	cause        event.Cause

	ch                   *change
	has                  map[uint64]*friend
	had, blocks, blocked map[uint64]bool
	applied              map[uint64]bool
	fields               map[uint64]profile.Values
	pairs                []event.Pair
}

// run adds the targets and returns what became of each.
func (a *adding) run(ch *change, items []sns.AddFriendItem) ([]*wire.Error, error) {
	a.ch, a.pairs = ch, nil
	if _, err := ch.user(a.from.ID); err != nil {
		return nil, err
	}
	if err := a.read(items); err != nil {
		return nil, err
	}
	results := make([]*wire.Error, len(items))
	for i, item := range items {
		to, there := a.found[item.ToAccount]
		if results[i] = a.refused[item.ToAccount]; results[i] != nil {
			continue
		}
		if !there {
			results[i] = sns.ErrNoSuchAccount
			continue
		}
		var err error
		if results[i], err = a.one(to, item); err != nil {
			return nil, err
		}
	}
	if len(a.pairs) > 0 {
		return results, ch.emit(event.FriendsAdded{Cause: a.cause, Initiator: a.from, Pairs: a.pairs})
	}
	return results, nil
}

// read takes what there is between the user and the targets.
func (a *adding) read(items []sns.AddFriendItem) (err error) {
	ids := []uint64{a.from.ID}
	for _, item := range items {
		if to, there := a.found[item.ToAccount]; there {
			ids = append(ids, to.ID)
		}
	}
	tx, app, me := a.ch.tx, a.from.App, a.from.ID
	if a.has, err = friendsAmong(tx, app, me, ids); err != nil {
		return err
	}
	if a.had, err = ownersAmong(tx, app, me, ids); err != nil {
		return err
	}
	if a.blocks, err = blockedAmong(tx, app, me, ids); err != nil {
		return err
	}
	if a.blocked, err = blockersAmong(tx, app, me, ids); err != nil {
		return err
	}
	if a.applied, err = applicationsFrom(tx, app, me, ids); err != nil {
		return err
	}
	a.fields, err = profile.Read(tx, app, ids, wireprofile.AllowType, wireprofile.AdminForbid)
	return err
}

// one adds one target.
func (a *adding) one(to id.Account, item sns.AddFriendItem) (*wire.Error, error) {
	q, err := a.asking(to, item)
	if err != nil {
		return nil, err
	}
	switch refused := decide(q); refused {
	case nil:
		return nil, a.add(to, item)
	case sns.ErrNeedsConfirm:
		return refused, a.ch.apply(a.from, to, item)
	default:
		return refused, nil
	}
}

func (a *adding) asking(to id.Account, item sns.AddFriendItem) (q asking, err error) {
	me, err := a.ch.user(a.from.ID)
	if err != nil {
		return q, err
	}
	q = asking{self: to.ID == a.from.ID, both: a.both, forced: a.forced,
		forbidden: a.fields[a.from.ID].Text(wireprofile.AdminForbid) == wireprofile.ForbidSendOut,
		blocks:    a.blocks[to.ID], blocked: a.blocked[to.ID],
		has: a.has[to.ID] != nil, had: a.had[to.ID], applied: a.applied[to.ID],
		full: me.friends >= sns.MaxFriends, allow: a.fields[to.ID].Text(wireprofile.AllowType)}
	if q.allow == "" {
		q.allow = a.allow
	}
	if item.GroupName != "" {
		if q.listsFull, err = a.ch.listsFull(a.from.ID, []string{item.GroupName}); err != nil {
			return q, err
		}
	}
	if q.both && !q.self {
		peer, err := a.ch.user(to.ID)
		if err != nil {
			return q, err
		}
		q.peerFull = peer.friends >= sns.MaxFriends
	}
	if q.allow == wireprofile.NeedConfirm && !q.self {
		q.pendingFull, err = a.ch.pendingFull(a.from.ID, to.ID)
	}
	return q, err
}

// add writes the lists, of those directions that are new.
func (a *adding) add(to id.Account, item sns.AddFriendItem) error {
	mine := friend{owner: a.from.ID, friend: to.ID, remark: item.Remark, source: item.AddSource, wording: item.AddWording}
	if item.Remark != "" {
		mine.remarkTime = a.ch.now.Unix()
	}
	if item.GroupName != "" {
		mine.lists = []string{item.GroupName}
	}
	if a.has[to.ID] == nil {
		if err := a.ch.addFriend(mine); err != nil {
			return err
		}
		a.has[to.ID] = &mine
		a.pairs = append(a.pairs, event.Pair{From: a.from, To: to})
	}
	if a.both && !a.had[to.ID] {
		if err := a.ch.addFriend(friend{owner: to.ID, friend: a.from.ID, source: item.AddSource, wording: item.AddWording}); err != nil {
			return err
		}
		a.had[to.ID] = true
		a.pairs = append(a.pairs, event.Pair{From: to, To: a.from})
	}
	return a.ch.closeApplications(a.from, to)
}
