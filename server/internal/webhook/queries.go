package webhook

import (
	"encoding/json"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

func insertLetter(tx *store.Tx, l *letter) error {
	_, err := store.Exec(tx, `INSERT INTO webhook_letters (app, id, command, ip, platform, body, happened, aside, tries, why, wanted)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, FALSE) ON CONFLICT (app, id) DO NOTHING`,
		l.App, l.ID, l.Command, l.IP, l.Platform, string(l.Body), l.Happened.UnixMilli(), l.PutAside.UnixMilli(), l.Tries, l.Why)
	return err
}

func deleteLetter(tx *store.Tx, app uint32, id string) error {
	_, err := store.Exec(tx, `DELETE FROM webhook_letters WHERE app = $1 AND id = $2`, app, id)
	return err
}

// keepLetter says that one was tried again, why it failed, and that it is no longer
// wanted.
func keepLetter(tx *store.Tx, app uint32, id, why string) error {
	_, err := store.Exec(tx, `UPDATE webhook_letters SET wanted = FALSE, tries = tries + 1, why = $3 WHERE app = $1 AND id = $2`, app, id, why)
	return err
}

func wantedLetters(tx *store.Tx, limit int) ([]letter, error) {
	return store.All(tx, scanLetter, `SELECT app, id, command, ip, platform, body, happened, aside, tries, why
		FROM webhook_letters WHERE wanted ORDER BY aside, app, happened, id LIMIT $1`, limit)
}

// lettersOf lists at most limit letters of an application, the oldest first.
func lettersOf(tx *store.Tx, app uint32, limit int) ([]letter, error) {
	return store.All(tx, scanLetter, `SELECT app, id, command, ip, platform, body, happened, aside, tries, why
		FROM webhook_letters WHERE app = $1 ORDER BY aside, happened, id LIMIT $2`, app, limit)
}

// wantLetters marks letters of an application to be told again: those that are named,
// or all. It returns how many there are.
func wantLetters(tx *store.Tx, app uint32, ids []string) (int64, error) {
	if ids == nil {
		return store.Exec(tx, `UPDATE webhook_letters SET wanted = TRUE WHERE app = $1`, app)
	}
	return store.Exec(tx, `UPDATE webhook_letters SET wanted = TRUE WHERE app = $1 AND id @in(2)`, app, ids)
}

// dropLetters drops letters that were put aside before a time, and those beyond most of
// an application.
func dropLetters(tx *store.Tx, before time.Time, most int) error {
	if _, err := store.Exec(tx, `DELETE FROM webhook_letters WHERE aside < $1`, before.UnixMilli()); err != nil {
		return err
	}
	full, err := store.All(tx, store.One[uint32], `SELECT app FROM webhook_letters GROUP BY app HAVING COUNT(*) > $1`, most)
	if err != nil {
		return err
	}
	for _, app := range full {
		_, err := store.Exec(tx, `DELETE FROM webhook_letters WHERE app = $1 AND id IN
			(SELECT id FROM webhook_letters WHERE app = $1 ORDER BY aside DESC, id LIMIT 1000000 OFFSET $2)`, app, most)
		if err != nil {
			return err
		}
	}
	return nil
}

func scanLetter(row store.Row) (l letter, err error) {
	var body string
	var happened, aside int64
	err = row.Scan(&l.App, &l.ID, &l.Command, &l.IP, &l.Platform, &body, &happened, &aside, &l.Tries, &l.Why)
	l.Body, l.Happened, l.PutAside = json.RawMessage(body), time.UnixMilli(happened), time.UnixMilli(aside)
	return l, err
}
