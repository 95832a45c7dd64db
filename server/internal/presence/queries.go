package presence

import (
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// customSet says that the custom status of an account changed.
type customSet struct{ account uint64 }

// subscribed says that somebody may hear of an account from now on.
type subscribed struct{ target uint64 }

func customsOf(tx *store.Tx, app uint32, accounts []uint64) (map[uint64]string, error) {
	found := map[uint64]string{}
	_, err := store.All(tx, func(row store.Row) (struct{}, error) {
		var account uint64
		var status string
		err := row.Scan(&account, &status)
		found[account] = status
		return struct{}{}, err
	}, `SELECT account, status FROM presence_customs WHERE app = $1 AND account @in(2)`, app, accounts)
	return found, err
}

func putCustom(tx *store.Tx, a id.Account, status string) error {
	tx.Emit(customSet{a.ID})
	_, err := store.Exec(tx, `INSERT INTO presence_customs (app, account, status) VALUES ($1, $2, $3)
		ON CONFLICT (app, account) DO UPDATE SET status = $3`, a.App, a.ID, status)
	return err
}

func deleteCustom(tx *store.Tx, a id.Account) error {
	tx.Emit(customSet{a.ID})
	_, err := store.Exec(tx, `DELETE FROM presence_customs WHERE app = $1 AND account = $2`, a.App, a.ID)
	return err
}

func putSubscription(tx *store.Tx, app uint32, owner, target uint64, until int64) error {
	tx.Emit(subscribed{target})
	_, err := store.Exec(tx, `INSERT INTO presence_subscriptions (app, owner, target, until) VALUES ($1, $2, $3, $4)
		ON CONFLICT (app, owner, target) DO UPDATE SET until = $4`, app, owner, target, until)
	return err
}

// newestSubscription returns the latest end of an owner's subscriptions, 0 if he has
// none.
func newestSubscription(tx *store.Tx, app uint32, owner uint64) (int64, error) {
	return store.Get(tx, store.One[int64], `SELECT COALESCE(MAX(until), 0) FROM presence_subscriptions WHERE app = $1 AND owner = $2`, app, owner)
}

// trimSubscriptions keeps the newest ones of an owner and drops what is over.
func trimSubscriptions(tx *store.Tx, app uint32, owner uint64, now time.Time, keep int) error {
	_, err := store.Exec(tx, `DELETE FROM presence_subscriptions WHERE app = $1 AND owner = $2 AND (until < $3 OR target NOT IN (
		SELECT target FROM presence_subscriptions WHERE app = $1 AND owner = $2 ORDER BY until DESC, target LIMIT $4))`,
		app, owner, now.UnixMilli(), keep)
	return err
}

func deleteSubscriptions(tx *store.Tx, app uint32, owner uint64, targets []uint64) error {
	_, err := store.Exec(tx, `DELETE FROM presence_subscriptions WHERE app = $1 AND owner = $2 AND target @in(3)`, app, owner, targets)
	return err
}

func deleteAllSubscriptions(tx *store.Tx, app uint32, owner uint64) error {
	_, err := store.Exec(tx, `DELETE FROM presence_subscriptions WHERE app = $1 AND owner = $2`, app, owner)
	return err
}

// isWatched tells whether anybody ever subscribed to an account, who may be there still.
func isWatched(tx *store.Tx, app uint32, target uint64) (bool, error) {
	n, err := store.Get(tx, store.One[int], `SELECT COUNT(*) FROM (SELECT 1 FROM presence_subscriptions WHERE app = $1 AND target = $2 LIMIT 1) x`, app, target)
	return n > 0, err
}

// subscribersOf returns owners above after, in order, who hear of a target.
func subscribersOf(tx *store.Tx, app uint32, target, after uint64, now time.Time, limit int) ([]uint64, error) {
	return store.All(tx, store.One[uint64], `SELECT owner FROM presence_subscriptions WHERE app = $1 AND target = $2 AND owner > $3 AND until >= $4
		ORDER BY owner LIMIT $5`, app, target, after, now.UnixMilli(), limit)
}

func deleteAccount(tx *store.Tx, a id.Account) error {
	if err := deleteCustom(tx, a); err != nil {
		return err
	}
	_, err := store.Exec(tx, `DELETE FROM presence_subscriptions WHERE app = $1 AND (owner = $2 OR target = $2)`, a.App, a.ID)
	return err
}
