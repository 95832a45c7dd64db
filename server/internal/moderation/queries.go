package moderation

import (
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/moderation"
)

func version(tx *store.Tx, app uint32) (int64, error) {
	v, err := store.Get(tx, store.One[int64], `SELECT version FROM moderation_versions WHERE app = $1`, app)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	return v, err
}

// raise says that what an application has changes.
func raise(tx *store.Tx, app uint32) error {
	_, err := store.Exec(tx, `INSERT INTO moderation_versions (app, version) VALUES ($1, 1)
		ON CONFLICT (app) DO UPDATE SET version = moderation_versions.version + 1`, app)
	return err
}

func muteOf(tx *store.Tx, a id.Account) (mute, error) {
	m, err := store.Get(tx, func(row store.Row) (m mute, err error) { return m, row.Scan(&m.c2c, &m.group) },
		`SELECT c2c, grp FROM moderation_mutes WHERE app = $1 AND account = $2`, a.App, a.ID)
	if errors.Is(err, store.ErrNotFound) {
		return mute{}, nil
	}
	return m, err
}

// mutesOf returns the mutes that are not over.
func mutesOf(tx *store.Tx, app uint32, now time.Time) (map[uint64]mute, error) {
	found := map[uint64]mute{}
	_, err := store.All(tx, func(row store.Row) (struct{}, error) {
		var account uint64
		var m mute
		err := row.Scan(&account, &m.c2c, &m.group)
		found[account] = m
		return struct{}{}, err
	}, `SELECT account, c2c, grp FROM moderation_mutes WHERE app = $1 AND (c2c > $2 OR grp > $2)`, app, now.Unix())
	return found, err
}

func putMute(tx *store.Tx, a id.Account, m mute) error {
	if m == (mute{}) {
		return deleteMute(tx, a)
	}
	_, err := store.Exec(tx, `INSERT INTO moderation_mutes (app, account, c2c, grp) VALUES ($1, $2, $3, $4)
		ON CONFLICT (app, account) DO UPDATE SET c2c = $3, grp = $4`, a.App, a.ID, m.c2c, m.group)
	return err
}

func deleteMute(tx *store.Tx, a id.Account) error {
	_, err := store.Exec(tx, `DELETE FROM moderation_mutes WHERE app = $1 AND account = $2`, a.App, a.ID)
	return err
}

func scanWord(row store.Row) (w moderation.Word, err error) {
	var updated int64
	err = row.Scan(&w.Id, &w.Keyword, &w.WordType, &w.FilterType, &w.ReplacedContent, &updated)
	w.UpdateTime = time.UnixMilli(updated).UTC().Format(time.DateTime)
	return w, err
}

func wordsOf(tx *store.Tx, app uint32) ([]moderation.Word, error) {
	return store.All(tx, scanWord, `SELECT id, word, kind, filter, replacement, updated FROM moderation_words WHERE app = $1 ORDER BY id`, app)
}

func countWords(tx *store.Tx, app uint32) (int, error) {
	return store.Get(tx, store.One[int], `SELECT COUNT(*) FROM moderation_words WHERE app = $1`, app)
}

func putWord(tx *store.Tx, app uint32, w moderation.Word, now time.Time) error {
	_, err := store.Exec(tx, `INSERT INTO moderation_words (app, id, word, kind, filter, replacement, updated)
		VALUES ($1, (SELECT COALESCE(MAX(id), 0) + 1 FROM moderation_words WHERE app = $1), $2, $3, $4, $5, $6)
		ON CONFLICT (app, word, kind) DO UPDATE SET filter = $4, replacement = $5, updated = $6`,
		app, w.Keyword, w.WordType, w.FilterType, w.ReplacedContent, now.UnixMilli())
	return err
}

func deleteWord(tx *store.Tx, app uint32, w moderation.Word) error {
	if w.Id != 0 {
		_, err := store.Exec(tx, `DELETE FROM moderation_words WHERE app = $1 AND id = $2`, app, w.Id)
		return err
	}
	_, err := store.Exec(tx, `DELETE FROM moderation_words WHERE app = $1 AND word = $2 AND kind = $3 AND filter = $4`,
		app, w.Keyword, w.WordType, w.FilterType)
	return err
}
