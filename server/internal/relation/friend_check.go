package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) friendCheck(ctx context.Context, c *api.Caller, req *sns.FriendCheckRequest) (*sns.FriendCheckResponse, error) {
	items, failed, err := s.check(ctx, c, &req.AccountsRequest, checking{
		command: "FriendCheck", both: req.CheckType != sns.CheckSingle,
		has: friendsOf, had: ownersAmong,
		words: [4]string{sns.RelationNone, sns.RelationAWithB, sns.RelationBWithA, sns.RelationBothWay},
	})
	if err != nil {
		return nil, err
	}
	return &sns.FriendCheckResponse{InfoItem: items, FailAccount: failed}, nil
}

// checking says which relation is looked at and what it is called.
type checking struct {
	command  string
	both     bool
	has, had func(tx *store.Tx, app uint32, account uint64, among []uint64) (map[uint64]bool, error)
	words    [4]string // by bits: 1 has, 2 had
}

// check tells how one user stands to others.
func (s *Service) check(ctx context.Context, c *api.Caller, req *sns.AccountsRequest, k checking) (items []sns.CheckedFriend, failed []string, err error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, nil, err
	}
	found, err := s.accounts.LookupAll(ctx, from.App, req.ToAccount)
	if err != nil {
		return nil, nil, err
	}
	var has, had map[uint64]bool
	err = s.db.View(ctx, func(tx *store.Tx) (err error) {
		ids := numbers(found)
		if has, err = k.has(tx, from.App, from.ID, ids); err == nil && k.both {
			had, err = k.had(tx, from.App, from.ID, ids)
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	for _, name := range req.ToAccount {
		item := sns.CheckedFriend{ToAccount: name, Relation: k.words[0]}
		if to, there := found[name]; there {
			item.Relation = k.words[bit(has[to.ID], 1)|bit(had[to.ID], 2)]
		} else {
			item.ResultCode, item.ResultInfo = sns.ErrNoSuchAccount.Code, sns.Symbol(k.command, sns.ErrNoSuchAccount)
			failed = append(failed, name)
		}
		items = append(items, item)
	}
	return items, failed, nil
}

func bit(set bool, value int) int {
	if set {
		return value
	}
	return 0
}
