package group

import (
	"context"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// profiles returns the profiles of groups, in their order.
func (s *Service) profiles(ctx context.Context, app uint32, groups []*Group) ([]group.Profile, error) {
	convs := make([]id.Conv, len(groups))
	var owners []uint64
	for i, g := range groups {
		convs[i] = g.Conv()
		if g.Owner != 0 {
			owners = append(owners, g.Owner)
		}
	}
	heads, err := s.Timeline.Heads(ctx, convs)
	if err != nil {
		return nil, err
	}
	names, err := s.Accounts.ByID(ctx, app, owners)
	if err != nil {
		return nil, err
	}
	all := make([]group.Profile, len(groups))
	for i, g := range groups {
		n, err := s.count(ctx, g)
		if err != nil {
			return nil, err
		}
		all[i] = s.profile(g, names[g.Owner].Name, n, heads[i])
	}
	return all, nil
}

// count returns how many are in a group: of live rooms, who is there now.
func (s *Service) count(ctx context.Context, g *Group) (int, error) {
	if g.Rules().Live {
		return s.Rooms.Count(g.Conv()), nil
	}
	return s.Roster.Count(ctx, g.ID)
}

// MemberList shows members: with their read marks if withMarks is set, which
// costs a read each.
func (s *Service) MemberList(ctx context.Context, g *Group, members []roster.Member, withMarks bool) ([]group.Member, error) {
	numbers := make([]uint64, len(members))
	for i, m := range members {
		numbers[i] = m.Account
	}
	names, err := s.Accounts.ByID(ctx, g.App, numbers)
	if err != nil {
		return nil, err
	}
	all := make([]group.Member, 0, len(members))
	now := time.Now()
	for _, m := range members {
		a, ok := names[m.Account]
		if !ok {
			continue // deleted
		}
		shown := showMember(a, &m, now)
		shown.OnlineStatus = "Offline"
		if len(s.Hub.Online(g.App, m.Account)) > 0 {
			shown.OnlineStatus = "Online"
		}
		if withMarks {
			p, _, err := s.Timeline.Place(ctx, g.Conv(), m.Account)
			if err != nil {
				return nil, err
			}
			shown.MsgSeq = p.Read
		}
		all = append(all, shown)
	}
	return all, nil
}

func showMember(a id.Account, m *roster.Member, now time.Time) group.Member {
	fields := m.Fields
	if fields == nil {
		fields = []group.Field{}
	}
	until := m.MuteLeft(now)
	return group.Member{Account: a.Name, Role: m.Role.String(), JoinTime: m.Joined.Unix(), MsgFlag: m.MsgFlag,
		MuteUntil: until, ShutUpUntil: until, NameCard: m.NameCard, Fields: fields}
}

// MemberFields turns the filters of a request into the fields that are shown. No
// filter shows the fields that always are; keys name custom fields.
func MemberFields(filter []string, keys []string) []string {
	fields := []string{"Member_Account"}
	if filter == nil {
		fields = append(append(fields, group.MemberFields...), "ShutUpUntil")
	}
	for _, name := range filter {
		fields = append(fields, name)
	}
	if len(keys) > 0 {
		fields = append(fields, "AppMemberDefinedData")
	}
	return fields
}

// OnlyKeys returns those custom fields that are asked for.
func OnlyKeys(fields []group.Field, keys []string) []group.Field {
	return slices.DeleteFunc(slices.Clone(fields), func(f group.Field) bool { return !slices.Contains(keys, f.Key) })
}
