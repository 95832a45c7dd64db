package media

import (
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

const columns = `app, id, account, kind, name, type, size, width, height, turn, created, banned`

func scanFile(row store.Row) (f File, err error) {
	var created, banned int64
	err = row.Scan(&f.App, &f.ID, &f.Account, &f.Kind, &f.Name, &f.Type, &f.Size, &f.Width, &f.Height, &f.Turn, &created, &banned)
	f.Banned = banned == 1
	f.Created = time.UnixMilli(created)
	return f, err
}

func getFile(tx *store.Tx, app uint32, id string) (File, error) {
	return store.Get(tx, scanFile, `SELECT `+columns+` FROM media_files WHERE app = $1 AND id = $2`, app, id)
}

// addFile reports whether the file was not there yet.
func addFile(tx *store.Tx, f *File) (bool, error) {
	n, err := store.Exec(tx, `INSERT INTO media_files (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (app, id) DO NOTHING`,
		f.App, f.ID, f.Account, f.Kind, f.Name, f.Type, f.Size, f.Width, f.Height, f.Turn, f.Created.UnixMilli(), 0)
	return n == 1, err
}

// filesBefore returns the oldest files of an application that were stored before a
// time.
func filesBefore(tx *store.Tx, app uint32, before time.Time, most int) ([]File, error) {
	return store.All(tx, scanFile, `SELECT `+columns+` FROM media_files WHERE app = $1 AND created < $2
		ORDER BY created LIMIT $3`, app, before.UnixMilli(), most)
}

// dropFile reports whether the file was there.
func dropFile(tx *store.Tx, app uint32, id string) (bool, error) {
	n, err := store.Exec(tx, `DELETE FROM media_files WHERE app = $1 AND id = $2`, app, id)
	return n == 1, err
}

func usage(tx *store.Tx, app uint32, account uint64) (int64, error) {
	return store.Get(tx, store.One[int64], `SELECT COALESCE(MAX(bytes), 0) FROM media_usage WHERE app = $1 AND account = $2`,
		app, int64(account))
}

func addUsage(tx *store.Tx, app uint32, account uint64, bytes int64) error {
	_, err := store.Exec(tx, `INSERT INTO media_usage (app, account, bytes) VALUES ($1, $2, $3)
		ON CONFLICT (app, account) DO UPDATE SET bytes = media_usage.bytes + $3`, app, int64(account), bytes)
	return err
}

func getSecret(tx *store.Tx, app uint32) (string, error) {
	return store.Get(tx, store.One[string], `SELECT secret FROM media_secrets WHERE app = $1`, app)
}

// addSecret keeps the secret that is there already.
func addSecret(tx *store.Tx, app uint32, secret string) error {
	_, err := store.Exec(tx, `INSERT INTO media_secrets (app, secret) VALUES ($1, $2) ON CONFLICT (app) DO NOTHING`, app, secret)
	return err
}

// setBanned reports whether the file is there.
func setBanned(tx *store.Tx, app uint32, id string, banned bool) (bool, error) {
	value := 0
	if banned {
		value = 1
	}
	n, err := store.Exec(tx, `UPDATE media_files SET banned = $3 WHERE app = $1 AND id = $2`, app, id, value)
	return n == 1, err
}
