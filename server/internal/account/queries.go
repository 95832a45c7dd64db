package account

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

func scanAccount(row store.Row) (id.Account, error) {
	var a id.Account
	err := row.Scan(&a.App, &a.ID, &a.Name)
	return a, err
}

func getAccount(tx *store.Tx, app uint32, name string) (id.Account, error) {
	return store.Get(tx, scanAccount, `SELECT app, id, name FROM account_accounts WHERE app = $1 AND name = $2`, app, name)
}

func accountsByName(tx *store.Tx, app uint32, names []string) ([]id.Account, error) {
	return store.All(tx, scanAccount, `SELECT app, id, name FROM account_accounts WHERE app = $1 AND name @in(2)`, app, names)
}

func accountsByID(tx *store.Tx, app uint32, ids []uint64) ([]id.Account, error) {
	return store.All(tx, scanAccount, `SELECT app, id, name FROM account_accounts WHERE app = $1 AND id @in(2)`, app, ids)
}

// insertAccounts stores those of one application that it does not have, and tells which
// they are; the others become the accounts that have their names already.
func insertAccounts(tx *store.Tx, all []id.Account, now time.Time) (created []bool, err error) {
	rows := make([][]any, len(all))
	for i, a := range all {
		rows[i] = []any{a.App, a.Name, a.ID, now.UnixMilli()}
	}
	changed, err := store.Each(tx, `INSERT INTO account_accounts (app, name, id, created, kicked) VALUES ($1, $2, $3, $4, 0)
		ON CONFLICT (app, name) DO NOTHING`, rows)
	if err != nil {
		return nil, err
	}
	created = make([]bool, len(all))
	var names []string
	for i, n := range changed {
		if created[i] = n == 1; !created[i] {
			names = append(names, all[i].Name)
		}
	}
	if len(names) == 0 {
		return created, nil
	}
	there, err := accountsByName(tx, all[0].App, names)
	if err != nil {
		return nil, err
	}
	byName := make(map[string]id.Account, len(there))
	for _, a := range there {
		byName[a.Name] = a
	}
	for i, a := range all {
		if !created[i] {
			all[i] = byName[a.Name]
		}
	}
	return created, nil
}

// kickedAt returns the second of the last kick of the account called name, or of the
// deletion of an older one, 0 if there was neither. Each call over REST asks that.
func kickedAt(tx *store.Tx, app uint32, name string) (int64, error) {
	return store.Get(tx, func(row store.Row) (int64, error) {
		var deleted, kicked int64
		err := row.Scan(&deleted, &kicked)
		return max(deleted, kicked), err
	}, `SELECT COALESCE((SELECT at FROM account_deleted WHERE app = $1 AND name = $2), 0),
		COALESCE((SELECT kicked FROM account_accounts WHERE app = $1 AND name = $2), 0)`, app, name)
}

func setKicked(tx *store.Tx, a id.Account, now time.Time) error {
	_, err := store.Exec(tx, `UPDATE account_accounts SET kicked = $3 WHERE app = $1 AND name = $2`, a.App, a.Name, now.Unix())
	return err
}

// deleteAccount removes an account and its instances, and keeps when that was.
func deleteAccount(tx *store.Tx, a id.Account, now time.Time) error {
	for _, query := range []string{`DELETE FROM account_accounts WHERE app = $1 AND id = $2`,
		`DELETE FROM account_instances WHERE app = $1 AND account = $2`} {
		if _, err := store.Exec(tx, query, a.App, a.ID); err != nil {
			return err
		}
	}
	_, err := store.Exec(tx, `INSERT INTO account_deleted (app, name, at) VALUES ($1, $2, $3)
		ON CONFLICT (app, name) DO UPDATE SET at = $3`, a.App, a.Name, now.Unix())
	return err
}

const instanceColumns = `i.app, i.account, a.name, i.instance, i.inst_id, i.ticket, i.class, i.platform, i.expires, i.login, i.kick_type, i.kicked_by, i.rooms`

const fromInstances = ` FROM account_instances i JOIN account_accounts a ON a.id = i.account `

func scanInstance(row store.Row) (instance, error) {
	var i instance
	var expires, login int64
	var rooms string
	err := row.Scan(&i.account.App, &i.account.ID, &i.account.Name, &i.key, &i.id, &i.ticket,
		&i.class, &i.platform, &expires, &login, &i.kick.KickType, &i.kick.NewInstInfo.InstId, &rooms)
	if err != nil {
		return i, err
	}
	i.expires, i.login = time.Unix(expires, 0), time.UnixMilli(login)
	return i, json.Unmarshal([]byte(rooms), &i.rooms)
}

func instanceByTicket(tx *store.Tx, hash string) (instance, error) {
	return store.Get(tx, scanInstance, `SELECT `+instanceColumns+fromInstances+`WHERE i.ticket = $1`, hash)
}

func instanceByID(tx *store.Tx, instID uint64) (instance, error) {
	return store.Get(tx, scanInstance, `SELECT `+instanceColumns+fromInstances+`WHERE i.inst_id = $1`, instID)
}

// instancesOf returns the account's instances, the kicked ones too.
func instancesOf(tx *store.Tx, a id.Account) ([]instance, error) {
	return store.All(tx, scanInstance, `SELECT `+instanceColumns+fromInstances+`WHERE i.app = $1 AND i.account = $2`, a.App, a.ID)
}

func putInstance(tx *store.Tx, i *instance) error {
	rooms, err := json.Marshal(i.rooms)
	if err != nil {
		return err
	}
	_, err = store.Exec(tx, `INSERT INTO account_instances
		(app, account, instance, inst_id, ticket, class, platform, expires, login, kick_type, kicked_by, rooms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (app, account, instance) DO UPDATE SET inst_id = $4, ticket = $5, class = $6, platform = $7,
			expires = $8, login = $9, kick_type = $10, kicked_by = $11, rooms = $12`,
		i.account.App, i.account.ID, i.key, i.id, i.ticket, i.class, i.platform,
		i.expires.Unix(), i.login.UnixMilli(), i.kick.KickType, i.kick.NewInstInfo.InstId, string(rooms))
	return err
}

func markKicked(tx *store.Tx, instID uint64, kickType int, by uint64) error {
	_, err := store.Exec(tx, `UPDATE account_instances SET kick_type = $2, kicked_by = $3 WHERE inst_id = $1`, instID, kickType, by)
	return err
}

func dropInstance(tx *store.Tx, instID uint64) error {
	_, err := store.Exec(tx, `DELETE FROM account_instances WHERE inst_id = $1`, instID)
	return err
}

// setRooms changes the list of live rooms of an instance.
func setRooms(tx *store.Tx, instID uint64, change func([]string) []string) error {
	i, err := instanceByID(tx, instID)
	if errors.Is(err, store.ErrNotFound) {
		return nil // logged out meanwhile
	}
	if err != nil {
		return err
	}
	rooms, err := json.Marshal(change(i.rooms))
	if err != nil {
		return err
	}
	_, err = store.Exec(tx, `UPDATE account_instances SET rooms = $2 WHERE inst_id = $1`, instID, string(rooms))
	return err
}

// instancesOfAll returns the instances of accounts that were not kicked, the oldest
// first.
func instancesOfAll(tx *store.Tx, app uint32, accounts []uint64) ([]instance, error) {
	return store.All(tx, scanInstance, `SELECT `+instanceColumns+fromInstances+`WHERE i.app = $1 AND i.account @in(2) AND i.kick_type = 0
		ORDER BY i.inst_id`, app, accounts)
}

// Page returns the numbers of accounts above after, in order. It takes the caller's
// transaction, so that walks through all accounts can keep their place.
func Page(tx *store.Tx, app uint32, after uint64, limit int) ([]uint64, error) {
	return store.All(tx, store.One[uint64], `SELECT id FROM account_accounts WHERE app = $1 AND id > $2 ORDER BY id LIMIT $3`, app, after, limit)
}

// Created returns when those of the accounts that exist came into being.
func Created(tx *store.Tx, app uint32, ids []uint64) (map[uint64]time.Time, error) {
	created := make(map[uint64]time.Time, len(ids))
	_, err := store.All(tx, func(row store.Row) (struct{}, error) {
		var n uint64
		var ms int64
		err := row.Scan(&n, &ms)
		created[n] = time.UnixMilli(ms)
		return struct{}{}, err
	}, `SELECT id, created FROM account_accounts WHERE app = $1 AND id @in(2)`, app, ids)
	return created, err
}

func countAccounts(tx *store.Tx, app uint32) (int, error) {
	return store.Get(tx, store.One[int], `SELECT COUNT(*) FROM account_accounts WHERE app = $1`, app)
}
