package app

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
)

func scanApp(row store.Row) (*App, error) {
	var a App
	var admins, settings string
	var created int64
	err := row.Scan(&a.ID, &a.Name, &a.Key, &admins, &settings, &a.Disabled, &created, &a.version)
	if err != nil {
		return nil, err
	}
	a.Admins, a.Created = strings.Split(admins, "\n"), time.UnixMilli(created)
	values := map[string]string{}
	if err := json.Unmarshal([]byte(settings), &values); err != nil {
		return nil, err
	}
	a.Settings = decodeSettings(values)
	return &a, nil
}

func changedSince(tx *store.Tx, version int64) ([]*App, error) {
	return store.All(tx, scanApp, `SELECT id, name, key, admins, settings, disabled, created, version
		FROM app_apps WHERE version > $1 ORDER BY version`, version)
}

func nextID(tx *store.Tx) (uint32, error) {
	return store.Get(tx, store.One[uint32], `SELECT COALESCE(MAX(id) + 1, $1) FROM app_apps WHERE id >= $1`, First)
}

func insertApp(tx *store.Tx, id uint32, name, key, admins, settings string) error {
	n, err := store.Exec(tx, `INSERT INTO app_apps (id, name, key, admins, settings, disabled, created, version)
		VALUES ($1, $2, $3, $4, $5, FALSE, $6, (SELECT COALESCE(MAX(version), 0) + 1 FROM app_apps))
		ON CONFLICT (id) DO NOTHING`, id, name, key, admins, settings, time.Now().UnixMilli())
	if err == nil && n == 0 {
		return ErrTaken
	}
	return err
}

func getSettings(tx *store.Tx, id uint32) (map[string]string, error) {
	text, err := store.Get(tx, store.One[string], `SELECT settings FROM app_apps WHERE id = $1 @lock`, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, wire.ErrNoSuchApp.With("%d", id)
	}
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	return values, json.Unmarshal([]byte(text), &values)
}

func updateSettings(tx *store.Tx, id uint32, settings string) error {
	_, err := store.Exec(tx, `UPDATE app_apps SET settings = $2,
		version = (SELECT MAX(version) + 1 FROM app_apps) WHERE id = $1`, id, settings)
	return err
}
