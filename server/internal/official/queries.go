package official

import (
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/official"
)

const officialColumns = `o.app, o.id, o.name, o.account, o.owner, o.title, o.introduction, o.face, o.organization, o.custom, o.most, o.subscribers,
	o.created, o.newest, o.spoke, o.version, o.gone`

// fields are where the columns go.
func (o *official) fields(gone *int64) []any {
	return []any{&o.app, &o.id, &o.account.Name, &o.account.ID, &o.owner, &o.title, &o.introduction, &o.face, &o.organization, &o.custom, &o.most,
		&o.subscribers, &o.created, &o.newest, &o.spoke, &o.version, gone}
}

func scanOfficial(row store.Row) (*official, error) {
	o, gone := &official{}, int64(0)
	err := row.Scan(o.fields(&gone)...)
	o.account.App, o.gone = o.app, gone != 0
	return o, err
}

// officialNamed returns an official account, or store.ErrNotFound.
func officialNamed(tx *store.Tx, app uint32, name string) (*official, error) {
	return store.Get(tx, scanOfficial, `SELECT `+officialColumns+` FROM official_accounts o WHERE o.app = $1 AND o.name = $2 AND o.gone = 0`, app, name)
}

func officialsNamed(tx *store.Tx, app uint32, names []string) ([]*official, error) {
	return store.All(tx, scanOfficial, `SELECT `+officialColumns+` FROM official_accounts o WHERE o.app = $1 AND o.name @in(2) AND o.gone = 0`, app, names)
}

func officialByID(tx *store.Tx, k key) (*official, error) {
	return store.Get(tx, scanOfficial, `SELECT `+officialColumns+` FROM official_accounts o WHERE o.app = $1 AND o.id = $2`, k.app, k.id)
}

// officialsAfter returns who has spoken since a version.
func officialsAfter(tx *store.Tx, version int64) ([]*official, error) {
	return store.All(tx, scanOfficial, `SELECT `+officialColumns+` FROM official_accounts o WHERE o.version > $1 ORDER BY o.version`, version)
}

func countOfficials(tx *store.Tx, app uint32) (int, error) {
	return store.Get(tx, store.One[int], `SELECT COUNT(*) FROM official_accounts WHERE app = $1 AND gone = 0`, app)
}

func insertOfficial(tx *store.Tx, o *official) error {
	_, err := store.Exec(tx, `INSERT INTO official_accounts (app, id, name, account, owner, title, introduction, face, organization, custom, most,
			subscribers, created, newest, spoke, version, gone)
		VALUES ($1, (SELECT COALESCE(MAX(id), 0) + 1 FROM official_accounts WHERE app = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, 0, 0, 0, 0)`,
		o.app, o.account.Name, o.account.ID, o.owner, o.title, o.introduction, o.face, o.organization, o.custom, o.most, o.created)
	return err
}

func putInfo(tx *store.Tx, o *official) error {
	_, err := store.Exec(tx, `UPDATE official_accounts SET title = $3, introduction = $4, face = $5, organization = $6, custom = $7, most = $8
		WHERE app = $1 AND id = $2`, o.app, o.id, o.title, o.introduction, o.face, o.organization, o.custom, o.most)
	return err
}

// destroy marks an official account as gone, and leaves what it has to a walk.
func destroy(tx *store.Tx, o *official) error {
	_, err := store.Exec(tx, `UPDATE official_accounts SET gone = id, title = '', introduction = '', face = '', organization = '', custom = ''
		WHERE app = $1 AND id = $2 AND gone = 0`, o.app, o.id)
	if err != nil {
		return err
	}
	return beginWalk(tx, o.key, 0)
}

// subscriber is a subscription as it is stored.
type subscriber struct {
	account uint64
	since   int64 // seconds
	custom  string
}

func scanSubscriber(row store.Row) (r subscriber, err error) {
	return r, row.Scan(&r.account, &r.since, &r.custom)
}

// subscribe adds subscribers, and returns for each whether it is new.
func subscribe(tx *store.Tx, o *official, accounts []uint64, now int64) ([]int64, error) {
	rows := make([][]any, len(accounts))
	for i, a := range accounts {
		rows[i] = []any{o.app, o.id, a, now, o.newest}
	}
	return store.Each(tx, `INSERT INTO official_subscribers (app, official, account, since, custom, place) VALUES ($1, $2, $3, $4, '', $5)
		ON CONFLICT (app, official, account) DO NOTHING`, rows)
}

func unsubscribe(tx *store.Tx, k key, accounts []uint64) ([]int64, error) {
	rows := make([][]any, len(accounts))
	for i, a := range accounts {
		rows[i] = []any{k.app, k.id, a}
	}
	return store.Each(tx, `DELETE FROM official_subscribers WHERE app = $1 AND official = $2 AND account = $3`, rows)
}

func addCount(tx *store.Tx, k key, n int64) error {
	_, err := store.Exec(tx, `UPDATE official_accounts SET subscribers = subscribers + $3 WHERE app = $1 AND id = $2`, k.app, k.id, n)
	return err
}

func unsubscribeAll(tx *store.Tx, a id.Account) error {
	_, counts := store.Exec(tx, `UPDATE official_accounts SET subscribers = subscribers - 1 WHERE app = $1
		AND id IN (SELECT official FROM official_subscribers WHERE app = $1 AND account = $2)`, a.App, a.ID)
	_, rows := store.Exec(tx, `DELETE FROM official_subscribers WHERE app = $1 AND account = $2`, a.App, a.ID)
	return errors.Join(counts, rows)
}

func subscribersAfter(tx *store.Tx, k key, after uint64, limit int) ([]subscriber, error) {
	return store.All(tx, scanSubscriber, `SELECT account, since, custom FROM official_subscribers WHERE app = $1 AND official = $2 AND account > $3
		ORDER BY account LIMIT $4`, k.app, k.id, after, limit)
}

// subscribersAmong returns those of the accounts that have subscribed.
func subscribersAmong(tx *store.Tx, k key, accounts []uint64) ([]uint64, error) {
	return store.All(tx, store.One[uint64], `SELECT account FROM official_subscribers WHERE app = $1 AND official = $2 AND account @in(3)`, k.app, k.id, accounts)
}

// placesBehind returns the places of those of the accounts that have subscribed and are
// below a message.
func placesBehind(tx *store.Tx, k key, accounts []uint64, num int64) (map[uint64]int64, error) {
	found := map[uint64]int64{}
	_, err := store.All(tx, func(row store.Row) (struct{}, error) {
		var account uint64
		var place int64
		err := row.Scan(&account, &place)
		found[account] = place
		return struct{}{}, err
	}, `SELECT account, place FROM official_subscribers WHERE app = $1 AND official = $2 AND account @in(3) AND place < $4`, k.app, k.id, accounts, num)
	return found, err
}

// putPlaces moves subscribers forward.
func putPlaces(tx *store.Tx, k key, accounts []uint64, num int64) error {
	_, err := store.Exec(tx, `UPDATE official_subscribers SET place = $4 WHERE app = $1 AND official = $2 AND account @in(3) AND place < $4`,
		k.app, k.id, accounts, num)
	return err
}

// waiting are the subscribers for whom an official account has something.
type waiting struct {
	official
	account uint64
}

// behindOf returns what waits for accounts.
func behindOf(tx *store.Tx, app uint32, accounts []uint64) ([]waiting, error) {
	return store.All(tx, func(row store.Row) (w waiting, err error) {
		var gone int64
		err = row.Scan(append(w.fields(&gone), &w.account)...)
		w.official.account.App = w.app
		return w, err
	}, `SELECT `+officialColumns+`, s.account FROM official_subscribers s JOIN official_accounts o ON o.app = s.app AND o.id = s.official
		WHERE s.app = $1 AND s.account @in(2) AND s.place < o.newest AND o.gone = 0 ORDER BY o.id, s.account`, app, accounts)
}

func putCustom(tx *store.Tx, k key, account uint64, custom string) error {
	_, err := store.Exec(tx, `UPDATE official_subscribers SET custom = $4 WHERE app = $1 AND official = $2 AND account = $3`, k.app, k.id, account, custom)
	return err
}

func hasSubscribed(tx *store.Tx, k key, account uint64) (bool, error) {
	all, err := subscribersAmong(tx, k, []uint64{account})
	return len(all) > 0, err
}

// subscribed is a subscription with what it is to.
type subscribed struct {
	official
	subscriber
}

func subscriptionsOf(tx *store.Tx, a id.Account, offset int64, limit int) ([]subscribed, error) {
	return store.All(tx, func(row store.Row) (r subscribed, err error) {
		var gone int64
		return r, row.Scan(append(r.fields(&gone), &r.since, &r.subscriber.custom)...)
	}, `SELECT `+officialColumns+`, s.since, s.custom FROM official_subscribers s JOIN official_accounts o ON o.app = s.app AND o.id = s.official
		WHERE s.app = $1 AND s.account = $2 AND o.gone = 0 ORDER BY o.id LIMIT $3 OFFSET $4`, a.App, a.ID, limit, offset)
}

func countSubscriptions(tx *store.Tx, a id.Account) (int64, error) {
	return store.Get(tx, store.One[int64], `SELECT COUNT(*) FROM official_subscribers s JOIN official_accounts o ON o.app = s.app AND o.id = s.official
		WHERE s.app = $1 AND s.account = $2 AND o.gone = 0`, a.App, a.ID)
}

const messageColumns = `num, random, sent, body, custom, online, no_last, recalled, reason, risk`

func scanMessage(row store.Row) (*message, error) {
	m := &message{}
	var body string
	var online, noLast, recalled, risk int64
	err := row.Scan(&m.num, &m.random, &m.sent, &body, &m.custom, &online, &noLast, &recalled, &m.reason, &risk)
	m.body, m.online, m.noLast, m.recalled, m.risk = []byte(body), online != 0, noLast != 0, recalled != 0, risk != 0
	return m, err
}

// sameMessage returns a message that was sent since a time in seconds with the same
// Random and content, or store.ErrNotFound.
func sameMessage(tx *store.Tx, k key, m *message, since int64) (*message, error) {
	return store.Get(tx, scanMessage, `SELECT `+messageColumns+` FROM official_messages WHERE app = $1 AND official = $2 AND random = $3 AND sent > $4
		AND body = $5 AND custom = $6 ORDER BY num LIMIT 1`, k.app, k.id, m.random, since, string(m.body), m.custom)
}

// insertMessage stores m as the newest of an official account, and drops the oldest.
func insertMessage(tx *store.Tx, k key, m *message) error {
	_, err := store.Exec(tx, `INSERT INTO official_messages (app, official, num, random, sent, body, custom, online, no_last, recalled, reason, risk)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', $10)`, k.app, k.id, m.num, m.random, m.sent, string(m.body), m.custom, bit(m.online), bit(m.noLast), bit(m.risk))
	if err != nil {
		return err
	}
	_, err = store.Exec(tx, `UPDATE official_accounts SET newest = $3, spoke = $4, version = (SELECT MAX(version) + 1 FROM official_accounts)
		WHERE app = $1 AND id = $2`, k.app, k.id, m.num, m.sent)
	if err != nil {
		return err
	}
	_, err = store.Exec(tx, `DELETE FROM official_messages WHERE app = $1 AND official = $2 AND num <= $3`, k.app, k.id, m.num-wire.MaxKept)
	return err
}

func messageAt(tx *store.Tx, k key, num int64) (*message, error) {
	return store.Get(tx, scanMessage, `SELECT `+messageColumns+` FROM official_messages WHERE app = $1 AND official = $2 AND num = $3`, k.app, k.id, num)
}

// messagesAfter returns messages above a number, oldest first.
func messagesAfter(tx *store.Tx, k key, num int64, limit int) ([]*message, error) {
	return store.All(tx, scanMessage, `SELECT `+messageColumns+` FROM official_messages WHERE app = $1 AND official = $2 AND num > $3
		ORDER BY num LIMIT $4`, k.app, k.id, num, limit)
}

// passingMessages returns what was sent to those online alone since a time in seconds,
// above one number up to another.
func passingMessages(tx *store.Tx, k key, above, upTo, since int64) ([]*message, error) {
	return store.All(tx, scanMessage, `SELECT `+messageColumns+` FROM official_messages WHERE app = $1 AND official = $2 AND num > $3 AND num <= $4
		AND online = 1 AND sent >= $5 ORDER BY num`, k.app, k.id, above, upTo, since)
}

// messagesBefore returns stored messages below a number, newest first.
func messagesBefore(tx *store.Tx, k key, num int64, recalled bool, limit int) ([]*message, error) {
	return store.All(tx, scanMessage, `SELECT `+messageColumns+` FROM official_messages WHERE app = $1 AND official = $2 AND num < $3
		AND online = 0 AND recalled <= $4 ORDER BY num DESC LIMIT $5`, k.app, k.id, num, bit(recalled), limit)
}

// recalledAmong returns which of the messages between two numbers are recalled.
func recalledAmong(tx *store.Tx, k key, first, last int64) ([]*message, error) {
	return store.All(tx, scanMessage, `SELECT `+messageColumns+` FROM official_messages WHERE app = $1 AND official = $2 AND num >= $3 AND num <= $4
		AND recalled = 1`, k.app, k.id, first, last)
}

func setRecalled(tx *store.Tx, k key, num int64, reason string) error {
	_, err := store.Exec(tx, `UPDATE official_messages SET recalled = 1, reason = $4 WHERE app = $1 AND official = $2 AND num = $3`, k.app, k.id, num, reason)
	return err
}

func deleteMessages(tx *store.Tx, k key) error {
	_, err := store.Exec(tx, `DELETE FROM official_messages WHERE app = $1 AND official = $2`, k.app, k.id)
	return err
}

// walk is something that is done for all subscribers.
type walk struct {
	key
	num    int64
	walked uint64
}

func beginWalk(tx *store.Tx, k key, num int64) error {
	_, err := store.Exec(tx, `INSERT INTO official_walks (app, official, num, walked) VALUES ($1, $2, $3, 0) ON CONFLICT (app, official, num) DO NOTHING`,
		k.app, k.id, num)
	return err
}

func walks(tx *store.Tx) ([]walk, error) {
	return store.All(tx, func(row store.Row) (w walk, err error) { return w, row.Scan(&w.app, &w.id, &w.num, &w.walked) },
		`SELECT app, official, num, walked FROM official_walks ORDER BY app, official, num LIMIT 100`)
}

// putWalked stores how far a walk came, unless another node was faster.
func putWalked(tx *store.Tx, w walk, walked uint64) error {
	_, err := store.Exec(tx, `UPDATE official_walks SET walked = $4 WHERE app = $1 AND official = $2 AND num = $3 AND walked < $4`, w.app, w.id, w.num, walked)
	return err
}

func endWalk(tx *store.Tx, w walk) error {
	_, err := store.Exec(tx, `DELETE FROM official_walks WHERE app = $1 AND official = $2 AND num = $3`, w.app, w.id, w.num)
	return err
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
