package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/follow"
)

func (s *Service) followDelete(ctx context.Context, c *api.Caller, req *follow.FollowDeleteRequest) (*follow.ResultResponse, error) {
	return s.followEach(ctx, c, req.FromAccount, req.ToAccount, func(ch *change, from, to id.Account) (*wire.Error, error) {
		return ch.unfollow(from, to, cause(c, "follow_delete"))
	})
}

func (ch *change) unfollow(from, to id.Account, why event.Cause) (*wire.Error, error) {
	me, peer, err := ch.pair(from.ID, to.ID)
	if err != nil {
		return nil, err
	}
	n, err := deleteFollow(ch.tx, ch.app, from.ID, to.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return follow.ErrNotFollowed, nil
	}
	mutual, err := setMutual(ch.tx, ch.app, to.ID, from.ID, false)
	if err != nil {
		return nil, err
	}
	me.follows--
	peer.followers--
	if mutual {
		me.mutual--
		peer.mutual--
	}
	return nil, ch.emit(event.Followed{Cause: why, From: from, To: to, Gone: true, Mutual: mutual})
}
