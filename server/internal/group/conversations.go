package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// Convs returns the conversations of those of the named groups that an account is
// a member of, by their GroupIds.
func (s *Service) Convs(ctx context.Context, a id.Account, names []string) (map[string]id.Conv, error) {
	all := map[string]id.Conv{}
	for _, name := range names {
		if group.CheckID(name) != nil {
			continue
		}
		g, err := s.Find(ctx, a.App, name)
		if isNoGroup(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		m, err := s.Roster.Member(ctx, g.ID, a.ID)
		if err != nil {
			return nil, err
		}
		if m.Role != roster.None {
			all[name] = g.Conv()
		}
	}
	return all, nil
}

// Listing is a group as an account's conversation list shows it.
type Listing struct {
	Group *Group
	// Option is the account's receive option: 0 notify, 1 discard, 2 without
	// notification, 3 only when mentioned.
	Option int
	// SenderCard is the name card of the account that was asked for.
	SenderCard string
}

// Listed returns what an account's conversation list shows of a group, and whether
// it stands there at all: live rooms and communities with topics do not, nor do
// groups that the account has left. sender is the account whose name card is
// wanted, 0 for none.
func (s *Service) Listed(ctx context.Context, a id.Account, conv id.Conv, sender uint64) (Listing, bool, error) {
	g, err := s.ByID(ctx, conv.A)
	if isNoGroup(err) || err == nil && (!g.Rules().Listed || g.SupportTopic) {
		return Listing{}, false, nil
	}
	if err != nil {
		return Listing{}, false, err
	}
	m, err := s.Roster.Member(ctx, g.ID, a.ID)
	if err != nil || m.Role == roster.None {
		return Listing{}, false, err
	}
	l := Listing{Group: g, Option: options[m.MsgFlag]}
	if sender != 0 {
		other, err := s.Roster.Member(ctx, g.ID, sender)
		if err != nil {
			return Listing{}, false, err
		}
		l.SenderCard = other.NameCard
	}
	return l, true, nil
}

// options are the numbers that conversation lists have for MsgFlag.
var options = map[string]int{
	group.AcceptAndNotify: 0, group.Discard: 1, group.AcceptNotNotify: 2, group.AcceptNotNotifyExceptAt: 3,
	group.DiscardExceptAt: 3, group.NotReceiveMsgExceptAt: 3,
}
