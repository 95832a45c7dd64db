package relation

import "github.com/teahouse-chat/teahouse/server/internal/store"

// following is one user that follows another. added is milliseconds.
type following struct {
	peer   uint64
	added  int64
	mutual bool
}

func scanFollowing(row store.Row) (following, error) {
	var f following
	err := row.Scan(&f.peer, &f.added, &f.mutual)
	return f, err
}

func putFollow(tx *store.Tx, app uint32, follower, followed uint64, added int64, mutual bool) error {
	_, err := store.Exec(tx, `INSERT INTO relation_follows (app, follower, followed, added, mutual) VALUES ($1, $2, $3, $4, $5)`,
		app, follower, followed, added, mutual)
	return err
}

func deleteFollow(tx *store.Tx, app uint32, follower, followed uint64) (int64, error) {
	return store.Exec(tx, `DELETE FROM relation_follows WHERE app = $1 AND follower = $2 AND followed = $3`, app, follower, followed)
}

// setMutual writes on a following whether it has its opposite, and tells whether
// it exists.
func setMutual(tx *store.Tx, app uint32, follower, followed uint64, mutual bool) (bool, error) {
	n, err := store.Exec(tx, `UPDATE relation_follows SET mutual = $4 WHERE app = $1 AND follower = $2 AND followed = $3`, app, follower, followed, mutual)
	return n > 0, err
}

// followedAmong returns those of the accounts that one follows; followersAmong
// those that follow him.
func followedAmong(tx *store.Tx, app uint32, follower uint64, among []uint64) (map[uint64]bool, error) {
	return set(tx, `SELECT followed FROM relation_follows WHERE app = $1 AND follower = $2 AND followed @in(3)`, app, follower, among)
}

func followersAmong(tx *store.Tx, app uint32, followed uint64, among []uint64) (map[uint64]bool, error) {
	return set(tx, `SELECT follower FROM relation_follows WHERE app = $1 AND followed = $2 AND follower @in(3)`, app, followed, among)
}

// followPages are the pages of a user's lists by FollowType, the newest first:
// what is before (added, peer).
var followPages = map[int]string{
	1: `SELECT follower, added, mutual FROM relation_follows WHERE app = $1 AND followed = $2
		AND (added < $3 OR added = $3 AND follower < $4) ORDER BY added DESC, follower DESC LIMIT $5`,
	2: `SELECT followed, added, mutual FROM relation_follows WHERE app = $1 AND follower = $2
		AND (added < $3 OR added = $3 AND followed < $4) ORDER BY added DESC, followed DESC LIMIT $5`,
	3: `SELECT followed, added, mutual FROM relation_follows WHERE app = $1 AND follower = $2 AND mutual
		AND (added < $3 OR added = $3 AND followed < $4) ORDER BY added DESC, followed DESC LIMIT $5`,
}

func followPage(tx *store.Tx, app uint32, account uint64, kind int, before following, limit int) ([]following, error) {
	return store.All(tx, scanFollowing, followPages[kind], app, account, before.added, before.peer, limit)
}
