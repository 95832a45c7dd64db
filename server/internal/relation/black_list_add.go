package relation

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) blackListAdd(ctx context.Context, c *api.Caller, req *sns.BlackListAddRequest) (*sns.ResultResponse, error) {
	return s.blockEach(ctx, c, &req.AccountsRequest, "BlackListAdd", func(ch *change, from id.Account, targets []id.Account, results []*wire.Error) error {
		return ch.block(from, targets, results, cause(c, "black_list_add"))
	})
}

// blockEach runs f on the targets of a request, some at a time. A target without
// a number does not exist; f leaves its result alone.
func (s *Service) blockEach(ctx context.Context, c *api.Caller, req *sns.AccountsRequest, command string,
	f func(ch *change, from id.Account, targets []id.Account, results []*wire.Error) error) (*sns.ResultResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	found, err := s.accounts.LookupAll(ctx, from.App, req.ToAccount)
	if err != nil {
		return nil, err
	}
	resp := &sns.ResultResponse{}
	for names := range slices.Chunk(req.ToAccount, chunk) {
		var results []*wire.Error
		err := s.update(ctx, from.App, func(ch *change) error {
			targets, outcome := make([]id.Account, len(names)), make([]*wire.Error, len(names))
			for i, name := range names {
				targets[i] = found[name]
				if targets[i].ID == 0 {
					outcome[i] = sns.ErrNoSuchAccount
				}
			}
			results = outcome
			return f(ch, from, targets, outcome)
		})
		if err != nil {
			return nil, err
		}
		for i, name := range names {
			resp.Add(command, name, results[i])
		}
	}
	return resp, nil
}

// block puts users on a block list, ends friendships with them and drops
// applications.
func (ch *change) block(from id.Account, targets []id.Account, results []*wire.Error, why event.Cause) error {
	u, err := ch.user(from.ID)
	if err != nil {
		return err
	}
	blocks, err := blockedAmong(ch.tx, ch.app, from.ID, idsOf(targets))
	if err != nil {
		return err
	}
	blocked := event.UsersBlocked{Cause: why, Owner: from}
	parted := event.FriendsDeleted{Cause: why}
	for i, to := range targets {
		switch {
		case to.ID == 0:
			continue
		case to.ID == from.ID:
			results[i] = sns.ErrSelf
			continue
		case blocks[to.ID]:
			results[i] = sns.ErrAlreadyBlocked
			continue
		case u.blocked >= sns.MaxBlocked:
			results[i] = sns.ErrTooManyBlocked
			continue
		}
		u.num++
		u.blocked++
		u.blockedSeq++
		blocks[to.ID] = true
		if err := putBlock(ch.tx, ch.app, from.ID, block{peer: to.ID, num: u.num, added: ch.now.Unix()}); err != nil {
			return err
		}
		pairs, err := ch.dropBoth(from, to)
		if err != nil {
			return err
		}
		if err := ch.closeApplications(from, to); err != nil {
			return err
		}
		parted.Pairs = append(parted.Pairs, pairs...)
		blocked.Accounts = append(blocked.Accounts, to)
	}
	if len(parted.Pairs) > 0 {
		if err := ch.emit(parted); err != nil {
			return err
		}
	}
	if len(blocked.Accounts) > 0 {
		return ch.emit(blocked)
	}
	return nil
}

func idsOf(accounts []id.Account) []uint64 {
	all := make([]uint64, len(accounts))
	for i, a := range accounts {
		all[i] = a.ID
	}
	return all
}
