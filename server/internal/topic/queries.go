package topic

import (
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

const columns = `id, app, grp, topic_id, name, introduction, notification, face_url, custom, mute_all, permission, created`

func scanTopic(row store.Row) (*Topic, error) {
	t := &Topic{}
	var created int64
	err := row.Scan(&t.ID, &t.App, &t.Group, &t.TopicID, &t.Name, &t.Introduction, &t.Notification, &t.FaceURL,
		&t.Custom, &t.MuteAll, &t.Permission, &created)
	t.Created = time.UnixMilli(created)
	return t, err
}

// ByName returns a topic as the transaction sees it. Errors: store.ErrNotFound.
func ByName(tx *store.Tx, app uint32, topicID string) (*Topic, error) {
	return store.Get(tx, scanTopic, `SELECT `+columns+` FROM topic_topics WHERE app = $1 AND topic_id = $2`, app, topicID)
}

func byID(tx *store.Tx, topic uint64) (*Topic, error) {
	return store.Get(tx, scanTopic, `SELECT `+columns+` FROM topic_topics WHERE id = $1`, topic)
}

func lockTopic(tx *store.Tx, topic uint64) (*Topic, error) {
	return store.Get(tx, scanTopic, `SELECT `+columns+` FROM topic_topics WHERE id = $1 @lock`, topic)
}

func topicsOf(tx *store.Tx, group uint64) ([]*Topic, error) {
	return store.All(tx, scanTopic, `SELECT `+columns+` FROM topic_topics WHERE grp = $1 ORDER BY id`, group)
}

func topicsAmong(tx *store.Tx, numbers []uint64) ([]*Topic, error) {
	return store.All(tx, scanTopic, `SELECT `+columns+` FROM topic_topics WHERE id @in(1)`, numbers)
}

// Count returns how many topics a community has.
func Count(tx *store.Tx, group uint64) (int, error) {
	return store.Get(tx, store.One[int], `SELECT COUNT(*) FROM topic_topics WHERE grp = $1`, group)
}

func insertTopic(tx *store.Tx, t *Topic) error {
	_, err := store.Exec(tx, `INSERT INTO topic_topics (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		t.ID, t.App, t.Group, t.TopicID, t.Name, t.Introduction, t.Notification, t.FaceURL, t.Custom, t.MuteAll,
		t.Permission, t.Created.UnixMilli())
	return err
}

func updateTopic(tx *store.Tx, t *Topic) error {
	_, err := store.Exec(tx, `UPDATE topic_topics SET name = $2, introduction = $3, notification = $4, face_url = $5,
		custom = $6, mute_all = $7, permission = $8 WHERE id = $1`,
		t.ID, t.Name, t.Introduction, t.Notification, t.FaceURL, t.Custom, t.MuteAll, t.Permission)
	return err
}

func deleteTopic(tx *store.Tx, topic uint64) error {
	if _, err := store.Exec(tx, `DELETE FROM topic_members WHERE topic = $1`, topic); err != nil {
		return err
	}
	_, err := store.Exec(tx, `DELETE FROM topic_topics WHERE id = $1`, topic)
	return err
}

func getSetting(tx *store.Tx, topic, account uint64) (Setting, error) {
	s, err := store.Get(tx, func(row store.Row) (s Setting, err error) {
		err = row.Scan(&s.MsgFlag, &s.MutedUntil)
		return s, err
	}, `SELECT msg_flag, muted_until FROM topic_members WHERE topic = $1 AND account = $2`, topic, account)
	if errors.Is(err, store.ErrNotFound) {
		return Setting{}, nil
	}
	return s, err
}

func putSetting(tx *store.Tx, t *Topic, account uint64, s Setting) error {
	if s == (Setting{}) {
		_, err := store.Exec(tx, `DELETE FROM topic_members WHERE topic = $1 AND account = $2`, t.ID, account)
		return err
	}
	_, err := store.Exec(tx, `INSERT INTO topic_members (topic, account, grp, msg_flag, muted_until) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (topic, account) DO UPDATE SET msg_flag = $4, muted_until = $5`,
		t.ID, account, t.Group, s.MsgFlag, s.MutedUntil)
	return err
}

func wishesOf(tx *store.Tx, account, group uint64) ([]Wish, error) {
	scan := func(row store.Row) (w Wish, err error) {
		err = row.Scan(&w.Group, &w.Topic, &w.MsgFlag)
		return w, err
	}
	if group == 0 {
		return store.All(tx, scan, `SELECT grp, topic, msg_flag FROM topic_members WHERE account = $1 AND msg_flag <> ''`, account)
	}
	return store.All(tx, scan, `SELECT grp, topic, msg_flag FROM topic_members WHERE account = $1 AND grp = $2 AND msg_flag <> ''`, account, group)
}

func mutesIn(tx *store.Tx, topic uint64, now int64) ([]roster.Until, error) {
	return store.All(tx, func(row store.Row) (u roster.Until, err error) {
		err = row.Scan(&u.Account, &u.Until)
		return u, err
	}, `SELECT account, muted_until FROM topic_members WHERE topic = $1 AND muted_until > $2 ORDER BY muted_until, account`, topic, now)
}
