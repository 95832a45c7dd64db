package profile

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/profile"
)

// written says that fields of an account were.
type written struct{ account uint64 }

func scanItem(row store.Row) (profile.Item, error) {
	var tag, value string
	err := row.Scan(&tag, &value)
	return profile.Item{Tag: tag, Value: json.RawMessage(value)}, err
}

// fieldsOf returns the fields that were ever written, by name.
func fieldsOf(tx *store.Tx, a id.Account) ([]profile.Item, error) {
	return store.All(tx, scanItem, `SELECT tag, value FROM profile_fields WHERE app = $1 AND account = $2 ORDER BY tag`, a.App, a.ID)
}

const putFieldQuery = `INSERT INTO profile_fields (app, account, tag, value) VALUES ($1, $2, $3, $4)
	ON CONFLICT (app, account, tag) DO UPDATE SET value = $4`

func putField(tx *store.Tx, a id.Account, tag string, value json.RawMessage) error {
	return putFields(tx, []row{{a, tag, value}})
}

// row is a field of an account.
type row struct {
	account id.Account
	tag     string
	value   json.RawMessage
}

func putFields(tx *store.Tx, rows []row) error {
	args := make([][]any, len(rows))
	for i, r := range rows {
		tx.Emit(written{r.account.ID})
		args[i] = []any{r.account.App, r.account.ID, r.tag, string(r.value)}
	}
	_, err := store.Each(tx, putFieldQuery, args)
	return err
}

func readValues(tx *store.Tx, app uint32, accounts []uint64, tags []string) (map[uint64]Values, error) {
	found := map[uint64]Values{}
	scan := func(row store.Row) (struct{}, error) {
		var account uint64
		var tag, value string
		err := row.Scan(&account, &tag, &value)
		if found[account] == nil {
			found[account] = Values{}
		}
		found[account][tag] = json.RawMessage(value)
		return struct{}{}, err
	}
	query, args := `SELECT account, tag, value FROM profile_fields WHERE app = $1 AND account @in(2)`, []any{app, accounts}
	if len(tags) > 0 {
		query, args = query+` AND tag @in(3)`, append(args, tags)
	}
	_, err := store.All(tx, scan, query, args...)
	return found, err
}

func deleteFields(tx *store.Tx, a id.Account) error {
	tx.Emit(written{a.ID})
	_, err := store.Exec(tx, `DELETE FROM profile_fields WHERE app = $1 AND account = $2`, a.App, a.ID)
	return err
}
