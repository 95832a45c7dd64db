package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) blackListDelete(ctx context.Context, c *api.Caller, req *sns.BlackListDeleteRequest) (*sns.ResultResponse, error) {
	return s.blockEach(ctx, c, &req.AccountsRequest, "BlackListDelete", func(ch *change, from id.Account, targets []id.Account, results []*wire.Error) error {
		return ch.unblock(from, targets, results, cause(c, "black_list_delete"))
	})
}

func (ch *change) unblock(from id.Account, targets []id.Account, results []*wire.Error, why event.Cause) error {
	u, err := ch.user(from.ID)
	if err != nil {
		return err
	}
	e := event.UsersBlocked{Cause: why, Owner: from, Gone: true}
	for i, to := range targets {
		if to.ID == 0 {
			continue
		}
		n, err := deleteBlock(ch.tx, ch.app, from.ID, to.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			results[i] = sns.ErrNotBlocked
			continue
		}
		u.blocked--
		u.blockedSeq++
		e.Accounts = append(e.Accounts, to)
	}
	if len(e.Accounts) > 0 {
		return ch.emit(e)
	}
	return nil
}
