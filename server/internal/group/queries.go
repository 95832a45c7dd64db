package group

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
)

const columns = `id, app, group_id, type, name, introduction, notification, face_url, owner, created, info_seq, info_time,
	max_members, apply_option, invite_option, mute_all, history_before, support_topic, fields`

func groupByName(tx *store.Tx, app uint32, groupID string) (*Group, error) {
	return store.Get(tx, scanGroup, `SELECT `+columns+` FROM group_groups WHERE app = $1 AND group_id = $2`, app, groupID)
}

func groupByID(tx *store.Tx, id uint64) (*Group, error) {
	return store.Get(tx, scanGroup, `SELECT `+columns+` FROM group_groups WHERE id = $1`, id)
}

func insertGroup(tx *store.Tx, g *Group) error {
	_, err := store.Exec(tx, `INSERT INTO group_groups (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		g.ID, g.App, g.GroupID, g.Type, g.Name, g.Introduction, g.Notification, g.FaceURL, g.Owner,
		g.Created.UnixMilli(), g.InfoSeq, g.InfoTime.UnixMilli(), g.MaxMembers, g.ApplyOption, g.InviteOption,
		g.MuteAll, g.HistoryBefore, g.SupportTopic, encodeFields(g.Fields))
	return err
}

func updateGroup(tx *store.Tx, g *Group) error {
	_, err := store.Exec(tx, `UPDATE group_groups SET name = $2, introduction = $3, notification = $4, face_url = $5, owner = $6,
		info_seq = $7, info_time = $8, max_members = $9, apply_option = $10, invite_option = $11, mute_all = $12,
		history_before = $13, fields = $14 WHERE id = $1`,
		g.ID, g.Name, g.Introduction, g.Notification, g.FaceURL, g.Owner, g.InfoSeq, g.InfoTime.UnixMilli(),
		g.MaxMembers, g.ApplyOption, g.InviteOption, g.MuteAll, g.HistoryBefore, encodeFields(g.Fields))
	return err
}

func deleteGroup(tx *store.Tx, id uint64) error {
	_, err := store.Exec(tx, `DELETE FROM group_groups WHERE id = $1`, id)
	return err
}

func scanGroup(row store.Row) (*Group, error) {
	g := &Group{}
	var created, infoTime int64
	var fields string
	err := row.Scan(&g.ID, &g.App, &g.GroupID, &g.Type, &g.Name, &g.Introduction, &g.Notification, &g.FaceURL, &g.Owner,
		&created, &g.InfoSeq, &infoTime, &g.MaxMembers, &g.ApplyOption, &g.InviteOption, &g.MuteAll, &g.HistoryBefore,
		&g.SupportTopic, &fields)
	if err != nil {
		return nil, err
	}
	g.Created, g.InfoTime = time.UnixMilli(created), time.UnixMilli(infoTime)
	return g, json.Unmarshal([]byte(fields), &g.Fields)
}

func encodeFields(fields []group.Field) string {
	if len(fields) == 0 {
		return "[]"
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err) // strings always encode
	}
	return string(raw)
}

// Lock reads a group in order to change it.
func Lock(tx *store.Tx, id uint64) (*Group, error) {
	g, err := store.Get(tx, scanGroup, `SELECT `+columns+` FROM group_groups WHERE id = $1 @lock`, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, group.ErrNoSuchGroup
	}
	return g, err
}

func insertDismissal(tx *store.Tx, d dismissal) error {
	if _, err := store.Exec(tx, `DELETE FROM group_dismissed WHERE at < $1`, d.At.Add(-dismissedKept).UnixMilli()); err != nil {
		return err
	}
	_, err := store.Exec(tx, `INSERT INTO group_dismissed (id, app, group_id, type, name, operator, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		d.Group, d.App, d.About.GroupID, d.About.Type, d.About.Name, d.By, d.At.UnixMilli())
	return err
}

func dismissedSince(tx *store.Tx, groups []uint64, since int64) ([]dismissal, error) {
	return store.All(tx, func(row store.Row) (d dismissal, err error) {
		var at int64
		err = row.Scan(&d.Group, &d.App, &d.About.GroupID, &d.About.Type, &d.About.Name, &d.By, &at)
		d.At = time.UnixMilli(at)
		return d, err
	}, `SELECT id, app, group_id, type, name, operator, at FROM group_dismissed WHERE id @in(1) AND at > $2 ORDER BY at, id`, groups, since)
}
