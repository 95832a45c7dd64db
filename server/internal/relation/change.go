package relation

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

// change is a transaction on relations. It keeps the counters and sequences of
// the users that it touches, whose rows it locks, and writes them at its end.
type change struct {
	hooks *webhook.Hooks
	tx    *store.Tx
	app   uint32
	now   time.Time
	users map[uint64]*user
	lists map[uint64][]list
}

// user is the counters and sequences of one account. Who changed them emits them. A
// sequence of 0 says that there never was anything that it counts changes of.
type user struct {
	id                                                       uint64
	friends, blocked, follows, followers, mutual             int64
	num                                                      int64 // the last one given to a row
	standardSeq, customSeq, blockedSeq, listsSeq, appliedSeq int64
}

// friend is what a list has of a friend. Times are seconds.
type friend struct {
	owner, friend     uint64
	num               int64
	remark            string
	remarkTime, added int64
	source, wording   string
	custom            map[string]json.RawMessage
	lists             []string // names of friend groups
}

// list is a friend group.
type list struct {
	num  int64
	name string
}

// readList has read read what an account has of one kind, at the same moment as its
// counters. If it never had any, by the sequence that counts the changes of them, that is
// known from memory and nothing is read.
func (s *Service) readList(ctx context.Context, a id.Account, seq func(*user) int64, read func(tx *store.Tx) error) (*user, error) {
	done := false
	both := func() (u *user, err error) {
		err = s.db.View(ctx, func(tx *store.Tx) error {
			if u, err = getUser(tx, a.App, a.ID); err != nil {
				return err
			}
			return read(tx)
		})
		return u, err
	}
	u, err := s.users.Get(a.ID, func() (*user, error) {
		done = true
		return both()
	})
	if err == nil && !done && u != nil && seq(u) != 0 {
		u, err = both()
	}
	if u == nil {
		u = &user{id: a.ID}
	}
	return u, err
}

func (s *Service) update(ctx context.Context, app uint32, f func(ch *change) error) error {
	return s.db.Update(ctx, func(tx *store.Tx) error {
		ch := &change{hooks: s.hooks, tx: tx, app: app, now: time.Now(), users: map[uint64]*user{}, lists: map[uint64][]list{}}
		if err := f(ch); err != nil {
			return err
		}
		for _, u := range ch.users {
			if err := putUser(tx, app, u); err != nil {
				return err
			}
			tx.Emit(*u)
		}
		return nil
	})
}

// user returns the counters of an account for changing them.
func (ch *change) user(account uint64) (*user, error) {
	if u := ch.users[account]; u != nil {
		return u, nil
	}
	u, err := lockUser(ch.tx, ch.app, account)
	if err != nil {
		return nil, err
	}
	ch.users[account] = u
	return u, nil
}

// addFriend puts a friend into a list that does not have him.
func (ch *change) addFriend(f friend) error {
	if err := ch.enter(&f); err != nil {
		return err
	}
	return putFriends(ch.tx, ch.app, []*friend{&f})
}

// enter does for addFriend all but writing the friend.
func (ch *change) enter(f *friend) error {
	u, err := ch.user(f.owner)
	if err != nil {
		return err
	}
	u.num++
	u.friends++
	u.standardSeq++
	if len(f.custom) > 0 {
		u.customSeq++
	}
	f.num = u.num
	if f.added == 0 {
		f.added = ch.now.Unix()
	}
	if len(f.lists) == 0 {
		return nil
	}
	return ch.setLists(f.owner, f.friend, f.lists)
}

// dropFriend takes a friend out of a list and tells whether he was in it.
func (ch *change) dropFriend(owner, peer uint64) (bool, error) {
	n, err := deleteFriend(ch.tx, ch.app, owner, peer)
	if err != nil || n == 0 {
		return false, err
	}
	listed, err := unlist(ch.tx, ch.app, owner, peer)
	if err != nil {
		return false, err
	}
	u, err := ch.user(owner)
	if err != nil {
		return false, err
	}
	u.friends--
	u.standardSeq++
	if listed > 0 {
		u.listsSeq++
	}
	return true, nil
}

// dropBoth ends a friendship in both directions; pairs are those that there were.
func (ch *change) dropBoth(a, b id.Account) (pairs []event.Pair, err error) {
	for _, p := range []event.Pair{{From: a, To: b}, {From: b, To: a}} {
		there, err := ch.dropFriend(p.From.ID, p.To.ID)
		if err != nil {
			return nil, err
		}
		if there {
			pairs = append(pairs, p)
		}
	}
	return pairs, nil
}

// listsOf returns the friend groups of an owner.
func (ch *change) listsOf(owner uint64) ([]list, error) {
	if all, ok := ch.lists[owner]; ok {
		return all, nil
	}
	if _, err := ch.user(owner); err != nil { // locks them
		return nil, err
	}
	all, err := listsOf(ch.tx, ch.app, owner)
	ch.lists[owner] = all
	return all, err
}

// list returns the number of a friend group and makes it if need be.
func (ch *change) list(owner uint64, name string) (int64, error) {
	all, err := ch.listsOf(owner)
	if err != nil {
		return 0, err
	}
	if i := find(all, name); i >= 0 {
		return all[i].num, nil
	}
	if len(all) >= sns.MaxGroups {
		return 0, sns.ErrTooManyGroups
	}
	u, err := ch.user(owner)
	if err != nil {
		return 0, err
	}
	u.num++
	u.listsSeq++
	made := list{u.num, name}
	ch.lists[owner] = append(all, made)
	return made.num, putList(ch.tx, ch.app, owner, made)
}

func find(all []list, name string) int {
	return slices.IndexFunc(all, func(l list) bool { return l.name == name })
}

// setLists says in which friend groups a friend is.
func (ch *change) setLists(owner, peer uint64, names []string) error {
	if _, err := unlist(ch.tx, ch.app, owner, peer); err != nil {
		return err
	}
	for _, name := range names {
		if _, err := ch.putIn(owner, peer, name); err != nil {
			return err
		}
	}
	u, err := ch.user(owner)
	if err == nil {
		u.listsSeq++
	}
	return err
}

// putIn puts a friend into a friend group and tells whether he was not in it.
func (ch *change) putIn(owner, peer uint64, name string) (bool, error) {
	num, err := ch.list(owner, name)
	if err != nil {
		return false, err
	}
	n, err := enlist(ch.tx, ch.app, owner, peer, num)
	return n > 0, err
}

// listsFull tells whether an owner has no room for those of names that he does
// not have.
func (ch *change) listsFull(owner uint64, names []string) (bool, error) {
	if len(names) == 0 {
		return false, nil
	}
	all, err := ch.listsOf(owner)
	if err != nil {
		return false, err
	}
	fresh := map[string]bool{}
	for _, name := range names {
		if find(all, name) < 0 {
			fresh[name] = true
		}
	}
	return len(all)+len(fresh) > sns.MaxGroups, nil
}
