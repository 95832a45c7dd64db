package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// person is an account with its card, as tips show it.
func (s *Service) person(ctx context.Context, a id.Account) group.Person {
	c := s.Profiles.Card(ctx, a)
	return group.Person{UserID: a.Name, NickName: c.Nick, ImageURL: c.FaceURL}
}

// NewTip is a tip with its operator.
func (s *Service) NewTip(ctx context.Context, op int, by id.Account) group.Tip {
	p := s.person(ctx, by)
	return group.Tip{OpType: op, Operator: by.Name, OperatorInfo: &p}
}

// Persons are accounts with their cards, by their numbers.
func (s *Service) Persons(ctx context.Context, accounts []id.Account) map[uint64]group.Person {
	all := make(map[uint64]group.Person, len(accounts))
	for _, a := range accounts {
		all[a.ID] = s.person(ctx, a)
	}
	return all
}

// Concerning is a tip about some accounts.
func Concerning(tip group.Tip, accounts []id.Account, people map[uint64]group.Person) group.Tip {
	for _, a := range accounts {
		tip.Accounts = append(tip.Accounts, a.Name)
		tip.AccountInfos = append(tip.AccountInfos, people[a.ID])
	}
	return tip
}

// from is who a tip counts as sent by: its operator, if that is a member.
func from(by id.Account, role roster.Role) uint64 {
	if role == roster.None || role == roster.Master {
		return 0
	}
	return by.ID
}
