package group

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
)

const columns = `id, app, group_id, type, name, introduction, notification, face_url, owner, created, info_seq, info_time,
	max_members, apply_option, invite_option, mute_all, history_before, support_topic, enable_permission, default_permission, fields`

func groupByName(tx *store.Tx, app uint32, groupID string) (*Group, error) {
	return store.Get(tx, scanGroup, `SELECT `+columns+` FROM group_groups WHERE app = $1 AND group_id = $2`, app, groupID)
}

func groupByID(tx *store.Tx, id uint64) (*Group, error) {
	return store.Get(tx, scanGroup, `SELECT `+columns+` FROM group_groups WHERE id = $1`, id)
}

// insertGroup stores a group unless there is one of its name. It looks for nothing, so that
// those that are made at the same time, which are next to each other in an index, are in
// nobody's way on PostgreSQL.
func insertGroup(tx *store.Tx, g *Group) (made bool, err error) {
	n, err := store.Exec(tx, `INSERT INTO group_groups (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
		ON CONFLICT (app, group_id) DO NOTHING`,
		g.ID, g.App, g.GroupID, g.Type, g.Name, g.Introduction, g.Notification, g.FaceURL, g.Owner,
		g.Created.UnixMilli(), g.InfoSeq, g.InfoTime.UnixMilli(), g.MaxMembers, g.ApplyOption, g.InviteOption,
		g.MuteAll, g.HistoryBefore, g.SupportTopic, g.EnablePermission, g.DefaultPermission, encodeFields(g.Fields))
	return n > 0, err
}

func updateGroup(tx *store.Tx, g *Group) error {
	_, err := store.Exec(tx, `UPDATE group_groups SET name = $2, introduction = $3, notification = $4, face_url = $5, owner = $6,
		info_seq = $7, info_time = $8, max_members = $9, apply_option = $10, invite_option = $11, mute_all = $12,
		history_before = $13, fields = $14, enable_permission = $15, default_permission = $16 WHERE id = $1`,
		g.ID, g.Name, g.Introduction, g.Notification, g.FaceURL, g.Owner, g.InfoSeq, g.InfoTime.UnixMilli(),
		g.MaxMembers, g.ApplyOption, g.InviteOption, g.MuteAll, g.HistoryBefore, encodeFields(g.Fields), g.EnablePermission, g.DefaultPermission)
	return err
}

func deleteGroup(tx *store.Tx, id uint64) error {
	if _, err := store.Exec(tx, `DELETE FROM group_applications WHERE grp = $1`, id); err != nil {
		return err
	}
	_, err := store.Exec(tx, `DELETE FROM group_groups WHERE id = $1`, id)
	return err
}

func scanGroup(row store.Row) (*Group, error) {
	g := &Group{}
	var created, infoTime int64
	var fields string
	err := row.Scan(&g.ID, &g.App, &g.GroupID, &g.Type, &g.Name, &g.Introduction, &g.Notification, &g.FaceURL, &g.Owner,
		&created, &g.InfoSeq, &infoTime, &g.MaxMembers, &g.ApplyOption, &g.InviteOption, &g.MuteAll, &g.HistoryBefore,
		&g.SupportTopic, &g.EnablePermission, &g.DefaultPermission, &fields)
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

const applicationColumns = `id, app, grp, kind, subject, inviter, token, message, added, handled`

func scanApplication(row store.Row) (a application, err error) {
	var added int64
	err = row.Scan(&a.ID, &a.App, &a.Group, &a.Kind, &a.Subject, &a.Inviter, &a.Token, &a.Message, &added, &a.Handled)
	a.Added = time.UnixMilli(added)
	return a, err
}

func applicationByID(tx *store.Tx, id uint64) (application, error) {
	return store.Get(tx, scanApplication, `SELECT `+applicationColumns+` FROM group_applications WHERE id = $1`, id)
}

func applicationByToken(tx *store.Tx, group uint64, token string) (application, error) {
	return store.Get(tx, scanApplication, `SELECT `+applicationColumns+` FROM group_applications WHERE grp = $1 AND token = $2`, group, token)
}

func applicationOf(tx *store.Tx, group, subject uint64, kind int, inviter uint64) (application, error) {
	return store.Get(tx, scanApplication, `SELECT `+applicationColumns+` FROM group_applications
		WHERE grp = $1 AND subject = $2 AND kind = $3 AND inviter = $4`, group, subject, kind, inviter)
}

// putApplication stores an application in place of one that was decided.
func putApplication(tx *store.Tx, a application) error {
	_, err := store.Exec(tx, `INSERT INTO group_applications (`+applicationColumns+`, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9)
		ON CONFLICT (grp, subject, kind, inviter) DO UPDATE SET id = $1, token = $7, message = $8, added = $9, handled = $10, changed = $9`,
		a.ID, a.App, a.Group, a.Kind, a.Subject, a.Inviter, a.Token, a.Message, a.Added.UnixMilli(), a.Handled)
	return err
}

func setApplicationText(tx *store.Tx, id uint64, text string) error {
	_, err := store.Exec(tx, `UPDATE group_applications SET message = $2 WHERE id = $1`, id, text)
	return err
}

// settle says how an application ended.
func settle(tx *store.Tx, id uint64, handled int, now time.Time) error {
	_, err := store.Exec(tx, `UPDATE group_applications SET handled = $2, changed = $3 WHERE id = $1`, id, handled, now.UnixMilli())
	return err
}

// settleOf ends the open applications about accounts that need no decision.
func settleOf(tx *store.Tx, grp uint64, subjects []uint64, now time.Time) error {
	_, err := store.Exec(tx, `UPDATE group_applications SET handled = $3, changed = $4 WHERE grp = $1 AND subject @in(2) AND handled = 0`,
		grp, subjects, group.Settled, now.UnixMilli())
	return err
}

// dropApplications forgets what did not change since a time.
func dropApplications(tx *store.Tx, since time.Time) error {
	_, err := store.Exec(tx, `DELETE FROM group_applications WHERE changed < $1`, since.UnixMilli())
	return err
}

// pendingIn returns what the staff of groups is asked, and what was decided in the
// last days.
func pendingIn(tx *store.Tx, groups []uint64, after uint64, now time.Time, limit int) ([]application, error) {
	return store.All(tx, scanApplication, `SELECT `+applicationColumns+` FROM group_applications
		WHERE grp @in(1) AND id > $2 AND kind <> $3 AND (handled = 0 AND added > $4 OR handled > 0 AND changed > $5)
		ORDER BY id LIMIT $6`,
		groups, after, group.InvitationToAnswer, now.Add(-applicationsKept).UnixMilli(), now.Add(-decidedKept).UnixMilli(), limit)
}

// named is a group's internal number with its GroupId.
type named struct {
	number uint64
	name   string
}

// groupsAfter lists groups of an application, of a type if it is not empty.
func groupsAfter(tx *store.Tx, app uint32, typ string, after uint64, limit int) ([]named, error) {
	scan := func(row store.Row) (n named, err error) {
		err = row.Scan(&n.number, &n.name)
		return n, err
	}
	if typ == "" {
		return store.All(tx, scan, `SELECT id, group_id FROM group_groups WHERE app = $1 AND id > $2 ORDER BY id LIMIT $3`,
			app, after, limit)
	}
	return store.All(tx, scan, `SELECT id, group_id FROM group_groups WHERE app = $1 AND type = $4 AND id > $2 ORDER BY id LIMIT $3`,
		app, after, limit, typ)
}

func countGroups(tx *store.Tx, app uint32, typ string) (int, error) {
	if typ == "" {
		return store.Get(tx, store.One[int], `SELECT COUNT(*) FROM group_groups WHERE app = $1`, app)
	}
	return store.Get(tx, store.One[int], `SELECT COUNT(*) FROM group_groups WHERE app = $1 AND type = $2`, app, typ)
}

// groupsOwned counts the groups of an owner by type.
func groupsOwned(tx *store.Tx, owner id.Account) (map[string]int, error) {
	type row struct {
		kind string
		n    int
	}
	rows, err := store.All(tx, func(r store.Row) (x row, err error) {
		err = r.Scan(&x.kind, &x.n)
		return x, err
	}, `SELECT type, COUNT(*) FROM group_groups WHERE app = $1 AND owner = $2 GROUP BY type`, owner.App, owner.ID)
	all := map[string]int{}
	for _, x := range rows {
		all[x.kind] = x.n
	}
	return all, err
}
