package relation

import "github.com/teahouse-chat/teahouse/server/internal/store"

// left returns some of those who still have a relation to an account.
func left(tx *store.Tx, query string, app uint32, account uint64) ([]uint64, error) {
	return store.All(tx, store.One[uint64], query+` LIMIT $3`, app, account, chunk)
}

func friendsLeft(tx *store.Tx, app uint32, account uint64) ([]uint64, error) {
	return left(tx, `SELECT friend FROM relation_friends WHERE app = $1 AND owner = $2
		UNION SELECT owner FROM relation_friends WHERE app = $1 AND friend = $2`, app, account)
}

func applicationsLeft(tx *store.Tx, app uint32, account uint64) ([]uint64, error) {
	return left(tx, `SELECT peer FROM relation_applications WHERE app = $1 AND owner = $2
		UNION SELECT owner FROM relation_applications WHERE app = $1 AND peer = $2`, app, account)
}

func followsLeft(tx *store.Tx, app uint32, account uint64) ([]uint64, error) {
	return left(tx, `SELECT followed FROM relation_follows WHERE app = $1 AND follower = $2`, app, account)
}

func followersLeft(tx *store.Tx, app uint32, account uint64) ([]uint64, error) {
	return left(tx, `SELECT follower FROM relation_follows WHERE app = $1 AND followed = $2`, app, account)
}

func blocksLeft(tx *store.Tx, app uint32, account uint64) ([]uint64, error) {
	return left(tx, `SELECT peer FROM relation_blocks WHERE app = $1 AND owner = $2`, app, account)
}

func blockersLeft(tx *store.Tx, app uint32, account uint64) ([]uint64, error) {
	return left(tx, `SELECT owner FROM relation_blocks WHERE app = $1 AND peer = $2`, app, account)
}

// deleteUser drops what an account without relations still has.
func deleteUser(tx *store.Tx, app uint32, account uint64) error {
	for _, query := range []string{`DELETE FROM relation_listed WHERE app = $1 AND owner = $2`, `DELETE FROM relation_lists WHERE app = $1 AND owner = $2`,
		`DELETE FROM relation_users WHERE app = $1 AND account = $2`} {
		if _, err := store.Exec(tx, query, app, account); err != nil {
			return err
		}
	}
	return nil
}
