package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/follow"
)

func (s *Service) followAdd(ctx context.Context, c *api.Caller, req *follow.FollowAddRequest) (*follow.ResultResponse, error) {
	names := make([]string, len(req.FollowItem))
	for i, item := range req.FollowItem {
		names[i] = item.ToAccount
	}
	return s.followEach(ctx, c, req.FromAccount, names, func(ch *change, from, to id.Account) (*wire.Error, error) {
		return ch.follow(from, to, cause(c, "follow_add"))
	})
}

// followEach runs f on each target that exists.
func (s *Service) followEach(ctx context.Context, c *api.Caller, name string, names []string,
	f func(ch *change, from, to id.Account) (*wire.Error, error)) (*follow.ResultResponse, error) {
	from, err := s.owner(ctx, c, name)
	if err != nil {
		return nil, err
	}
	found, err := s.accounts.LookupAll(ctx, from.App, names)
	if err != nil {
		return nil, err
	}
	results := make([]*wire.Error, len(names))
	err = s.update(ctx, from.App, func(ch *change) (err error) {
		for i, name := range names {
			to, there := found[name]
			if !there {
				results[i] = follow.ErrNoSuchAccount
			} else if results[i], err = f(ch, from, to); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	resp := &follow.ResultResponse{}
	for i, name := range names {
		resp.Add(name, results[i])
	}
	return resp, nil
}

// follow makes one user follow another.
func (ch *change) follow(from, to id.Account, why event.Cause) (*wire.Error, error) {
	if from.ID == to.ID {
		return follow.ErrSelf, nil
	}
	me, peer, err := ch.pair(from.ID, to.ID)
	if err != nil {
		return nil, err
	}
	already, err := followedAmong(ch.tx, ch.app, from.ID, []uint64{to.ID})
	if err != nil || already[to.ID] {
		return nil, err
	}
	back, err := followersAmong(ch.tx, ch.app, from.ID, []uint64{to.ID})
	if err != nil {
		return nil, err
	}
	mutual := back[to.ID]
	if refused := mayFollow(me, peer, mutual); refused != nil {
		return refused, nil
	}
	me.follows++
	peer.followers++
	if mutual {
		me.mutual++
		peer.mutual++
		if _, err := setMutual(ch.tx, ch.app, to.ID, from.ID, true); err != nil {
			return nil, err
		}
	}
	if err := ch.emit(event.Followed{Cause: why, From: from, To: to, Mutual: mutual}); err != nil {
		return nil, err
	}
	return nil, putFollow(ch.tx, ch.app, from.ID, to.ID, ch.now.UnixMilli(), mutual)
}

// mayFollow looks at the limits.
func mayFollow(me, peer *user, mutual bool) *wire.Error {
	switch {
	case me.follows >= follow.MaxFollows:
		return follow.ErrTooManyFollows
	case peer.followers >= follow.MaxFollowers:
		return follow.ErrTooManyFollowers
	case mutual && me.mutual >= follow.MaxMutual:
		return follow.ErrTooManyMutual
	case mutual && peer.mutual >= follow.MaxMutual:
		return follow.ErrPeerTooManyMutual
	}
	return nil
}

// pair locks the counters of two users, in one order for all.
func (ch *change) pair(a, b uint64) (*user, *user, error) {
	for _, n := range []uint64{min(a, b), max(a, b)} {
		if _, err := ch.user(n); err != nil {
			return nil, nil, err
		}
	}
	return ch.users[a], ch.users[b], nil
}
