package relation

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/wire/follow"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// Clients change their lists by what they are pushed, also on the device that
// asked for the change. Who is not there reads the lists when he logs in.
func (s *Service) subscribe(events *event.Hub) {
	event.On(events, s.friendsAdded)
	event.On(events, s.friendsDeleted)
	event.On(events, s.friendsUpdated)
	event.On(events, s.applied)
	event.On(events, s.applicationsClosed)
	event.On(events, s.applicationsRead)
	event.On(events, s.blocked)
	event.On(events, s.followed)
	event.On(events, s.profileChanged)
}

func (s *Service) friendsAdded(ctx context.Context, e event.FriendsAdded) {
	s.eachOwner(ctx, e.Pairs, func(owner id.Account, names []string) {
		s.push(owner, 0, notice.NewFriendList(notice.FriendChange{PushType: notice.FriendsAdded, Added: names}))
	})
}

func (s *Service) friendsDeleted(ctx context.Context, e event.FriendsDeleted) {
	s.eachOwner(ctx, e.Pairs, func(owner id.Account, names []string) {
		s.push(owner, 0, notice.NewFriendList(notice.FriendChange{PushType: notice.FriendsDeleted, Deleted: names}))
	})
}

// eachOwner calls f once for each user whose list changed.
func (s *Service) eachOwner(ctx context.Context, pairs []event.Pair, f func(owner id.Account, names []string)) {
	var owners []id.Account
	lists := map[uint64][]id.Account{}
	for _, p := range pairs {
		if lists[p.From.ID] == nil {
			owners = append(owners, p.From)
		}
		lists[p.From.ID] = append(lists[p.From.ID], p.To)
	}
	for _, owner := range owners {
		if names := s.named(ctx, lists[owner.ID]); len(names) > 0 {
			f(owner, names)
		}
	}
}

// named returns the UserIDs of accounts of which perhaps only the number is known.
func (s *Service) named(ctx context.Context, accounts []id.Account) []string {
	var unknown []uint64
	for _, a := range accounts {
		if a.Name == "" {
			unknown = append(unknown, a.ID)
		}
	}
	found := map[uint64]id.Account{}
	if len(unknown) > 0 {
		var err error
		if found, err = s.accounts.ByID(ctx, accounts[0].App, unknown); err != nil {
			s.log.Error("names for a notice", "error", err)
		}
	}
	var names []string
	for _, a := range accounts {
		if a.Name == "" {
			a.Name = found[a.ID].Name
		}
		if a.Name != "" {
			names = append(names, a.Name)
		}
	}
	return names
}

func (s *Service) friendsUpdated(ctx context.Context, e event.FriendsUpdated) {
	change := notice.FriendChange{PushType: notice.FriendsUpdated}
	for _, f := range e.Friends {
		names := s.named(ctx, []id.Account{f.Friend})
		if len(names) == 0 {
			continue
		}
		change.Updated = append(change.Updated, notice.FriendUpdate{Friend: names[0], Sns: values(f.Fields)})
	}
	s.push(e.Owner, e.Origin, notice.NewFriendList(change))
}

func values(fields map[string]json.RawMessage) []notice.ProfileItem {
	var items []notice.ProfileItem
	for _, tag := range slices.Sorted(maps.Keys(fields)) {
		items = append(items, notice.Value(tag, fields[tag]))
	}
	return items
}

func (s *Service) applied(ctx context.Context, e event.FriendApplied) {
	for _, side := range []struct{ owner, other id.Account }{{e.To, e.From}, {e.From, e.To}} {
		card := s.profiles.Card(ctx, side.other)
		s.push(side.owner, 0, notice.NewFriendList(notice.FriendChange{PushType: notice.FriendApplied, From: e.From.Name,
			Applied: []notice.Application{{Account: side.other.Name, Nick: card.Nick, Image: card.FaceURL,
				AddSource: e.Source, AddWording: e.Wording, AddTime: e.At}}}))
	}
}

func (s *Service) applicationsClosed(ctx context.Context, e event.ApplicationsClosed) {
	names := s.named(ctx, e.Peers)
	if len(names) == 0 {
		return
	}
	from := names[0]
	if e.Sent {
		from = e.Owner.Name
	}
	s.push(e.Owner, 0, notice.NewFriendList(notice.FriendChange{PushType: notice.ApplicationsDeleted, From: from, Closed: names}))
}

func (s *Service) applicationsRead(_ context.Context, e event.ApplicationsRead) {
	s.push(e.Owner, 0, notice.NewFriendList(notice.FriendChange{PushType: notice.ApplicationsRead, ReportTime: e.Until}))
}

func (s *Service) blocked(ctx context.Context, e event.UsersBlocked) {
	change := notice.FriendChange{PushType: notice.UsersBlocked, Blocked: s.named(ctx, e.Accounts)}
	if e.Gone {
		change = notice.FriendChange{PushType: notice.UsersUnblocked, Unblocked: change.Blocked}
	}
	s.push(e.Owner, 0, notice.NewFriendList(change))
}

// followed tells both sides which of their lists changed.
func (s *Service) followed(ctx context.Context, e event.Followed) {
	add := 1
	if e.Gone {
		add = 0
	}
	for _, side := range []struct {
		owner, other id.Account
		list         int
	}{{e.From, e.To, follow.Following}, {e.To, e.From, follow.Followers}} {
		card := s.profiles.Card(ctx, side.other)
		diffs := []notice.FollowDiff{{IsAdd: add, FollowType: side.list}}
		if e.Mutual {
			diffs = append(diffs, notice.FollowDiff{IsAdd: add, FollowType: follow.Mutual})
		}
		s.push(side.owner, 0, notice.FollowEvent{Event: notice.EventFollow, Changes: []notice.FollowChange{
			{From: side.other.Name, Nick: card.Nick, FaceURL: card.FaceURL, Diffs: diffs}}})
	}
}

// profileChanged tells those who have the user as a friend. There may be many, so
// nobody waits for it: changes are told one after the other.
func (s *Service) profileChanged(_ context.Context, e event.ProfileChanged) {
	s.telling.Lock()
	defer s.telling.Unlock()
	s.changed = append(s.changed, e)
	if len(s.changed) == 1 {
		go s.tellFriends()
	}
}

func (s *Service) tellFriends() {
	for {
		s.telling.Lock()
		if len(s.changed) == 0 {
			s.telling.Unlock()
			return
		}
		e := s.changed[0]
		s.telling.Unlock()
		if err := s.tellFriendsOf(e); err != nil {
			s.log.Warn("tell friends of a profile", "account", e.Account.Name, "error", err)
		}
		s.telling.Lock()
		s.changed = s.changed[1:]
		s.telling.Unlock()
	}
}

func (s *Service) tellFriendsOf(e event.ProfileChanged) (err error) {
	defer func() { // nobody else is there to survive it
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	f, err := profile.Frame(e)
	if err != nil || f == nil {
		return err
	}
	return s.FriendsWith(context.Background(), e.Account, func(owners []uint64) {
		s.hub.ToAccounts(e.Account.App, owners, f)
	})
}

// push shows an event to all sessions of an account but one.
func (s *Service) push(to id.Account, except uint64, e any) {
	f, err := deliver.Push(e)
	if err != nil {
		s.log.Error("encode notice", "account", to.Name, "error", err)
		return
	}
	f.Except = except
	s.hub.ToAccount(to.App, to.ID, f)
}
