package relation

import (
	"context"
	"slices"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// mostBlocks and mostFriends bound the lists that are remembered: a block list is
// mostly empty and takes at most 8 kB, a friend list at most 24 kB. mostUsers is for
// counters, of 100 bytes.
const (
	mostBlocks  = 200_000
	mostFriends = 10_000
	mostUsers   = 200_000
)

// peers is a list of accounts by number, in ascending order.
type peers []uint64

type cache = roster.Cache[uint64, peers]

func (p peers) has(account uint64) bool {
	_, there := slices.BinarySearch(p, account)
	return there
}

// remember keeps the lists that are asked for on the path of messages exact: who
// changed a list forgets it before the change is answered.
func (s *Service) remember(events *event.Hub) {
	event.On(events, func(_ context.Context, e event.UsersBlocked) { s.blocks.Drop(e.Owner.ID) })
	event.On(events, func(_ context.Context, e event.FriendsAdded) { s.forgetFriends(e.Pairs) })
	event.On(events, func(_ context.Context, e event.FriendsDeleted) { s.forgetFriends(e.Pairs) })
	event.On(events, func(_ context.Context, u user) { s.users.Renew(u.id, &u) })
	event.On(events, func(_ context.Context, e event.AccountCreated) { s.users.Put(e.Account.ID, nil) })
}

func (s *Service) forgetFriends(pairs []event.Pair) {
	for _, p := range pairs {
		s.friends.Drop(p.From.ID)
	}
}

// Blocked tells whether by has blocked whom, from memory if by's list was asked
// for before.
func (s *Service) Blocked(ctx context.Context, by, whom id.Account) (bool, error) {
	list, err := s.list(ctx, s.blocks, by, blockedIDs)
	return list.has(whom.ID), err
}

// MayWrite tells whether one user may send messages to another: nil, or why not.
// It costs no query when both were asked about before.
func (s *Service) MayWrite(ctx context.Context, a *app.App, from, to id.Account) error {
	blocked, err := s.Blocked(ctx, to, from)
	if err != nil {
		return err
	}
	if blocked {
		return openim.ErrBlocked
	}
	if a.Settings.FriendsOnly == "off" || from.ID == to.ID || isRobot(from) || isRobot(to) {
		return nil
	}
	receivers, err := s.list(ctx, s.friends, to, friendIDs)
	if err != nil {
		return err
	}
	had := receivers.has(from.ID)
	if a.Settings.FriendsOnly == "receiver" {
		if had {
			return nil
		}
		return openim.ErrNotReceiversFriend
	}
	senders, err := s.list(ctx, s.friends, from, friendIDs)
	if err != nil {
		return err
	}
	switch has := senders.has(to.ID); {
	case has && had:
		return nil
	case has:
		return openim.ErrNotReceiversFriend
	case had:
		return openim.ErrNotSendersFriend
	}
	return openim.ErrNotFriends
}

func (s *Service) list(ctx context.Context, c *cache, a id.Account, read func(*store.Tx, uint32, uint64) ([]uint64, error)) (peers, error) {
	return c.Get(a.ID, func() (peers, error) {
		var all []uint64
		err := s.db.View(ctx, func(tx *store.Tx) (err error) {
			all, err = read(tx, a.App, a.ID)
			return err
		})
		slices.Sort(all)
		return all, err
	})
}

// FriendsWith calls f for the users who have an account in their friend list, some
// at a time.
func (s *Service) FriendsWith(ctx context.Context, a id.Account, f func(owners []uint64)) error {
	const page = 1000
	for after := uint64(0); ; {
		var owners []uint64
		err := s.db.View(ctx, func(tx *store.Tx) (err error) {
			owners, err = ownersOf(tx, a.App, a.ID, after, page)
			return err
		})
		if err != nil {
			return err
		}
		if len(owners) > 0 {
			f(owners)
			after = owners[len(owners)-1]
		}
		if len(owners) < page {
			return nil
		}
	}
}

// isRobot tells whether checks of friendship do not apply to an account.
func isRobot(a id.Account) bool { return strings.HasPrefix(a.Name, account.RobotPrefix) }
