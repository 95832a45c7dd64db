package relation

import (
	"encoding/json"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

const userColumns = `account, friends, blocked, follows, followers, mutual, last_num, standard_seq, custom_seq, blocked_seq, lists_seq, applied_seq`

func scanUser(row store.Row) (*user, error) {
	var u user
	err := row.Scan(&u.id, &u.friends, &u.blocked, &u.follows, &u.followers, &u.mutual, &u.num,
		&u.standardSeq, &u.customSeq, &u.blockedSeq, &u.listsSeq, &u.appliedSeq)
	return &u, err
}

// getUser returns the counters of an account, nil if it has none.
func getUser(tx *store.Tx, app uint32, account uint64) (*user, error) {
	u, err := store.Get(tx, scanUser, `SELECT `+userColumns+` FROM relation_users WHERE app = $1 AND account = $2`, app, account)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return u, err
}

// usersOf returns the counters of those accounts that have any.
func usersOf(tx *store.Tx, app uint32, accounts []uint64) (map[uint64]*user, error) {
	all, err := store.All(tx, scanUser, `SELECT `+userColumns+` FROM relation_users WHERE app = $1 AND account @in(2)`, app, accounts)
	found := map[uint64]*user{}
	for _, u := range all {
		found[u.id] = u
	}
	return found, err
}

// lockUser makes the row if need be. Like putUser it looks for nothing, so that those of
// neighbours, who are next to it in an index, are in nobody's way on PostgreSQL.
func lockUser(tx *store.Tx, app uint32, account uint64) (*user, error) {
	return store.Get(tx, scanUser, `INSERT INTO relation_users (app, `+userColumns+`) VALUES ($1, $2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
		ON CONFLICT (app, account) DO UPDATE SET friends = relation_users.friends RETURNING `+userColumns, app, account)
}

func putUser(tx *store.Tx, app uint32, u *user) error {
	_, err := store.Exec(tx, `INSERT INTO relation_users (app, `+userColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (app, account) DO UPDATE SET friends = $3, blocked = $4, follows = $5, followers = $6, mutual = $7,
		last_num = $8, standard_seq = $9, custom_seq = $10, blocked_seq = $11, lists_seq = $12, applied_seq = $13`,
		app, u.id, u.friends, u.blocked, u.follows, u.followers, u.mutual,
		u.num, u.standardSeq, u.customSeq, u.blockedSeq, u.listsSeq, u.appliedSeq)
	return err
}

const friendColumns = `owner, friend, num, remark, remark_time, source, wording, added, custom`

func scanFriend(row store.Row) (*friend, error) {
	var f friend
	var custom string
	err := row.Scan(&f.owner, &f.friend, &f.num, &f.remark, &f.remarkTime, &f.source, &f.wording, &f.added, &custom)
	if err != nil {
		return nil, err
	}
	return &f, json.Unmarshal([]byte(custom), &f.custom)
}

func putFriends(tx *store.Tx, app uint32, all []*friend) error {
	rows := make([][]any, len(all))
	for i, f := range all {
		custom, err := json.Marshal(f.custom)
		if err != nil {
			return err
		}
		rows[i] = []any{app, f.owner, f.friend, f.num, f.remark, f.remarkTime, f.source, f.wording, f.added, json.RawMessage(custom)}
	}
	_, err := store.Each(tx, `INSERT INTO relation_friends (app, `+friendColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (app, owner, friend) DO UPDATE SET remark = $5, remark_time = $6, source = $7, wording = $8, added = $9, custom = $10`, rows)
	return err
}

func deleteFriend(tx *store.Tx, app uint32, owner, peer uint64) (int64, error) {
	return store.Exec(tx, `DELETE FROM relation_friends WHERE app = $1 AND owner = $2 AND friend = $3`, app, owner, peer)
}

// friendsAmong returns those of the accounts that are in an owner's list, with
// their friend groups.
func friendsAmong(tx *store.Tx, app uint32, owner uint64, among []uint64) (map[uint64]*friend, error) {
	all, err := store.All(tx, scanFriend, `SELECT `+friendColumns+` FROM relation_friends WHERE app = $1 AND owner = $2 AND friend @in(3)`, app, owner, among)
	if err != nil {
		return nil, err
	}
	return byNumber(all), addLists(tx, app, owner, all)
}

// friendsPage returns friends with numbers above after, in order, with their
// friend groups.
func friendsPage(tx *store.Tx, app uint32, owner uint64, after int64, limit int) ([]*friend, error) {
	all, err := store.All(tx, scanFriend, `SELECT `+friendColumns+` FROM relation_friends WHERE app = $1 AND owner = $2 AND num > $3
		ORDER BY num LIMIT $4`, app, owner, after, limit)
	if err != nil {
		return nil, err
	}
	return all, addLists(tx, app, owner, all)
}

func byNumber(all []*friend) map[uint64]*friend {
	found := map[uint64]*friend{}
	for _, f := range all {
		found[f.friend] = f
	}
	return found
}

// addLists fills in the friend groups of friends of one owner.
func addLists(tx *store.Tx, app uint32, owner uint64, all []*friend) error {
	if len(all) == 0 {
		return nil
	}
	found, ids := byNumber(all), make([]uint64, len(all))
	for i, f := range all {
		ids[i] = f.friend
	}
	_, err := store.All(tx, func(row store.Row) (struct{}, error) {
		var peer uint64
		var name string
		err := row.Scan(&peer, &name)
		if f := found[peer]; f != nil {
			f.lists = append(f.lists, name)
		}
		return struct{}{}, err
	}, `SELECT l.friend, n.name FROM relation_listed l JOIN relation_lists n ON n.app = l.app AND n.owner = l.owner AND n.num = l.list
		WHERE l.app = $1 AND l.owner = $2 AND l.friend @in(3) ORDER BY n.num`, app, owner, ids)
	return err
}

// friendIDs returns all friends in an owner's list.
func friendIDs(tx *store.Tx, app uint32, owner uint64) ([]uint64, error) {
	return store.All(tx, store.One[uint64], `SELECT friend FROM relation_friends WHERE app = $1 AND owner = $2`, app, owner)
}

// ownersOf returns users above after, in order, who have an account in their
// friend list.
func ownersOf(tx *store.Tx, app uint32, account, after uint64, limit int) ([]uint64, error) {
	return store.All(tx, store.One[uint64], `SELECT owner FROM relation_friends WHERE app = $1 AND friend = $2 AND owner > $3
		ORDER BY owner LIMIT $4`, app, account, after, limit)
}

// set reads a column of numbers.
func set(tx *store.Tx, query string, args ...any) (map[uint64]bool, error) {
	all, err := store.All(tx, store.One[uint64], query, args...)
	found := map[uint64]bool{}
	for _, n := range all {
		found[n] = true
	}
	return found, err
}

// ownersAmong returns those of the accounts that have one in their friend list.
func ownersAmong(tx *store.Tx, app uint32, account uint64, among []uint64) (map[uint64]bool, error) {
	return set(tx, `SELECT owner FROM relation_friends WHERE app = $1 AND friend = $2 AND owner @in(3)`, app, account, among)
}

func scanList(row store.Row) (list, error) {
	var l list
	err := row.Scan(&l.num, &l.name)
	return l, err
}

func listsOf(tx *store.Tx, app uint32, owner uint64) ([]list, error) {
	return store.All(tx, scanList, `SELECT num, name FROM relation_lists WHERE app = $1 AND owner = $2 ORDER BY num`, app, owner)
}

func putList(tx *store.Tx, app uint32, owner uint64, l list) error {
	_, err := store.Exec(tx, `INSERT INTO relation_lists (app, owner, num, name) VALUES ($1, $2, $3, $4)
		ON CONFLICT (app, owner, num) DO UPDATE SET name = $4`, app, owner, l.num, l.name)
	return err
}

func deleteList(tx *store.Tx, app uint32, owner uint64, num int64) error {
	if _, err := store.Exec(tx, `DELETE FROM relation_listed WHERE app = $1 AND owner = $2 AND list = $3`, app, owner, num); err != nil {
		return err
	}
	_, err := store.Exec(tx, `DELETE FROM relation_lists WHERE app = $1 AND owner = $2 AND num = $3`, app, owner, num)
	return err
}

func enlist(tx *store.Tx, app uint32, owner, peer uint64, list int64) (int64, error) {
	return store.Exec(tx, `INSERT INTO relation_listed (app, owner, friend, list) VALUES ($1, $2, $3, $4)
		ON CONFLICT (app, owner, friend, list) DO NOTHING`, app, owner, peer, list)
}

func delist(tx *store.Tx, app uint32, owner, peer uint64, list int64) (int64, error) {
	return store.Exec(tx, `DELETE FROM relation_listed WHERE app = $1 AND owner = $2 AND friend = $3 AND list = $4`, app, owner, peer, list)
}

// unlist takes a friend out of all friend groups.
func unlist(tx *store.Tx, app uint32, owner, peer uint64) (int64, error) {
	return store.Exec(tx, `DELETE FROM relation_listed WHERE app = $1 AND owner = $2 AND friend = $3`, app, owner, peer)
}

// listed returns who is in which friend group, by its number, in the order of the
// friends' numbers.
func listed(tx *store.Tx, app uint32, owner uint64) (map[int64][]uint64, error) {
	found := map[int64][]uint64{}
	_, err := store.All(tx, func(row store.Row) (struct{}, error) {
		var list int64
		var peer uint64
		err := row.Scan(&list, &peer)
		found[list] = append(found[list], peer)
		return struct{}{}, err
	}, `SELECT l.list, l.friend FROM relation_listed l JOIN relation_friends f ON f.app = l.app AND f.owner = l.owner AND f.friend = l.friend
		WHERE l.app = $1 AND l.owner = $2 ORDER BY f.num`, app, owner)
	return found, err
}

func scanApplication(row store.Row) (application, error) {
	var a application
	err := row.Scan(&a.owner, &a.incoming, &a.peer, &a.num, &a.source, &a.wording, &a.remark, &a.list, &a.added, &a.seen)
	return a, err
}

const applicationColumns = `owner, incoming, peer, num, source, wording, remark, list, added, seen`

func putApplication(tx *store.Tx, app uint32, a application) error {
	_, err := store.Exec(tx, `INSERT INTO relation_applications (app, `+applicationColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (app, owner, incoming, peer) DO UPDATE SET num = $5, source = $6, wording = $7, remark = $8, list = $9, added = $10, seen = $11`,
		app, a.owner, a.incoming, a.peer, a.num, a.source, a.wording, a.remark, a.list, a.added, a.seen)
	return err
}

// applicationsOf returns the open applications of an owner, the newest first.
func applicationsOf(tx *store.Tx, app uint32, owner uint64) ([]application, error) {
	return store.All(tx, scanApplication, `SELECT `+applicationColumns+` FROM relation_applications WHERE app = $1 AND owner = $2
		ORDER BY num DESC`, app, owner)
}

// applicationsFrom returns those of the accounts that applied to an owner.
func applicationsFrom(tx *store.Tx, app uint32, owner uint64, among []uint64) (map[uint64]bool, error) {
	return set(tx, `SELECT peer FROM relation_applications WHERE app = $1 AND owner = $2 AND incoming AND peer @in(3)`, app, owner, among)
}

// deleteApplications takes the applications between two users, in either
// direction, out of both lists, and returns them.
func deleteApplications(tx *store.Tx, app uint32, a, b uint64) ([]application, error) {
	return store.All(tx, scanApplication, `DELETE FROM relation_applications
		WHERE app = $1 AND (owner = $2 AND peer = $3 OR owner = $3 AND peer = $2) RETURNING `+applicationColumns, app, a, b)
}

func deleteApplication(tx *store.Tx, app uint32, owner uint64, incoming bool, peer uint64) (int64, error) {
	return store.Exec(tx, `DELETE FROM relation_applications WHERE app = $1 AND owner = $2 AND incoming = $3 AND peer = $4`, app, owner, incoming, peer)
}

// seeApplications marks received applications as read until a second.
func seeApplications(tx *store.Tx, app uint32, owner uint64, until int64) (int64, error) {
	return store.Exec(tx, `UPDATE relation_applications SET seen = TRUE
		WHERE app = $1 AND owner = $2 AND incoming AND NOT seen AND added <= $3`, app, owner, until)
}

type block struct {
	peer       uint64
	num, added int64
}

func scanBlock(row store.Row) (block, error) {
	var b block
	err := row.Scan(&b.peer, &b.num, &b.added)
	return b, err
}

func putBlock(tx *store.Tx, app uint32, owner uint64, b block) error {
	_, err := store.Exec(tx, `INSERT INTO relation_blocks (app, owner, peer, num, added) VALUES ($1, $2, $3, $4, $5)`, app, owner, b.peer, b.num, b.added)
	return err
}

func deleteBlock(tx *store.Tx, app uint32, owner, peer uint64) (int64, error) {
	return store.Exec(tx, `DELETE FROM relation_blocks WHERE app = $1 AND owner = $2 AND peer = $3`, app, owner, peer)
}

func blocksPage(tx *store.Tx, app uint32, owner uint64, after int64, limit int) ([]block, error) {
	return store.All(tx, scanBlock, `SELECT peer, num, added FROM relation_blocks WHERE app = $1 AND owner = $2 AND num > $3
		ORDER BY num LIMIT $4`, app, owner, after, limit)
}

func blockedIDs(tx *store.Tx, app uint32, owner uint64) ([]uint64, error) {
	return store.All(tx, store.One[uint64], `SELECT peer FROM relation_blocks WHERE app = $1 AND owner = $2`, app, owner)
}

// blockedAmong returns those of the accounts that an owner blocks; blockersAmong
// those that block him.
func blockedAmong(tx *store.Tx, app uint32, owner uint64, among []uint64) (map[uint64]bool, error) {
	return set(tx, `SELECT peer FROM relation_blocks WHERE app = $1 AND owner = $2 AND peer @in(3)`, app, owner, among)
}

func blockersAmong(tx *store.Tx, app uint32, account uint64, among []uint64) (map[uint64]bool, error) {
	return set(tx, `SELECT owner FROM relation_blocks WHERE app = $1 AND peer = $2 AND owner @in(3)`, app, account, among)
}

func applicationsBetween(tx *store.Tx, app uint32, a, b uint64) ([]application, error) {
	return store.All(tx, scanApplication, `SELECT `+applicationColumns+` FROM relation_applications
		WHERE app = $1 AND (owner = $2 AND peer = $3 OR owner = $3 AND peer = $2)`, app, a, b)
}

// friendsOf is friendsAmong without what the list has of them.
func friendsOf(tx *store.Tx, app uint32, owner uint64, among []uint64) (map[uint64]bool, error) {
	return set(tx, `SELECT friend FROM relation_friends WHERE app = $1 AND owner = $2 AND friend @in(3)`, app, owner, among)
}
