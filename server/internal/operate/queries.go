package operate

import (
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// count is how many messages there were in a part of the arrival log, up to a
// number.
type count struct {
	part        string
	value, upTo uint64
}

func scanCount(row store.Row) (n count, err error) {
	err = row.Scan(&n.part, &n.value, &n.upTo)
	return n, err
}

func readCounts(tx *store.Tx) ([]count, error) {
	return store.All(tx, scanCount, `SELECT name, value, upto FROM operate_counts`)
}

func readCount(tx *store.Tx, part string) (count, error) {
	n, err := store.Get(tx, scanCount, `SELECT name, value, upto FROM operate_counts WHERE name = $1`, part)
	if errors.Is(err, store.ErrNotFound) {
		return count{part: part}, nil
	}
	return n, err
}

func writeCount(tx *store.Tx, n count) error {
	_, err := store.Exec(tx, `INSERT INTO operate_counts (name, value, upto) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET value = $2, upto = $3`, n.part, n.value, n.upTo)
	return err
}

const historyColumns = `app, kind, hour, file, size, md5, gzipsize, gzipmd5`

func scanHistory(row store.Row) (h history, err error) {
	err = row.Scan(&h.app, &h.kind, &h.hour, &h.file, &h.size, &h.md5, &h.gzipSize, &h.gzipMD5)
	return h, err
}

func getHistory(tx *store.Tx, app uint32, kind string, hour int64) (history, error) {
	return store.Get(tx, scanHistory, `SELECT `+historyColumns+` FROM operate_histories WHERE app = $1 AND kind = $2 AND hour = $3`, app, kind, hour)
}

func historiesBefore(tx *store.Tx, app uint32, before int64) ([]history, error) {
	return store.All(tx, scanHistory, `SELECT `+historyColumns+` FROM operate_histories WHERE app = $1 AND hour < $2`, app, before)
}

func deleteHistories(tx *store.Tx, app uint32, before int64) error {
	_, err := store.Exec(tx, `DELETE FROM operate_histories WHERE app = $1 AND hour < $2`, app, before)
	return err
}

func insertHistory(tx *store.Tx, h history) error {
	_, err := store.Exec(tx, `INSERT INTO operate_histories (`+historyColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (app, kind, hour) DO NOTHING`, h.app, h.kind, h.hour, h.file, h.size, h.md5, h.gzipSize, h.gzipMD5)
	return err
}

// nextHour returns the first hour that is in no file, 0 if no files are made.
func nextHour(tx *store.Tx, app uint32) (int64, error) {
	return store.Get(tx, store.One[int64], `SELECT COALESCE(MAX(hour), 0) FROM operate_next WHERE app = $1`, app)
}

// setNext makes an hour the first one, if there is none; 0 ends it.
func setNext(tx *store.Tx, app uint32, hour int64) (err error) {
	if hour == 0 {
		_, err = store.Exec(tx, `DELETE FROM operate_next WHERE app = $1`, app)
	} else {
		_, err = store.Exec(tx, `INSERT INTO operate_next (app, hour) VALUES ($1, $2) ON CONFLICT (app) DO NOTHING`, app, hour)
	}
	return err
}

// moveNext goes on from an hour, if nobody has yet.
func moveNext(tx *store.Tx, app uint32, from int64) (bool, error) {
	n, err := store.Exec(tx, `UPDATE operate_next SET hour = $3 WHERE app = $1 AND hour = $2`, app, from, from+3600)
	return n == 1, err
}

// storeFigures adds what was counted.
func storeFigures(tx *store.Tx, counts, most map[figure]int64, fresh []mark) error {
	for k, n := range counts {
		if _, err := store.Exec(tx, `INSERT INTO operate_days (app, day, name, value) VALUES ($1, $2, $3, $4)
			ON CONFLICT (app, day, name) DO UPDATE SET value = operate_days.value + $4`, k.app, k.day, k.name, n); err != nil {
			return err
		}
	}
	for k, n := range most {
		if _, err := store.Exec(tx, `INSERT INTO operate_days (app, day, name, value) VALUES ($1, $2, $3, $4)
			ON CONFLICT (app, day, name) DO UPDATE SET value = CASE WHEN operate_days.value < $4 THEN $4 ELSE operate_days.value END`,
			k.app, k.day, k.name, n); err != nil {
			return err
		}
	}
	for _, m := range fresh {
		if _, err := store.Exec(tx, `INSERT INTO operate_marks (app, day, name, id) VALUES ($1, $2, $3, $4)
			ON CONFLICT (app, day, name, id) DO NOTHING`, m.app, m.day, m.name, int64(m.id)); err != nil {
			return err
		}
	}
	return nil
}

// dropDays deletes an application's days before one.
func dropDays(tx *store.Tx, app uint32, before int64) error {
	if _, err := store.Exec(tx, `DELETE FROM operate_days WHERE app = $1 AND day < $2`, app, before); err != nil {
		return err
	}
	_, err := store.Exec(tx, `DELETE FROM operate_marks WHERE app = $1 AND day < $2`, app, before)
	return err
}

// counted is a figure of a day.
type counted struct {
	day   int64
	name  string
	value int64
}

func scanCounted(row store.Row) (c counted, err error) {
	err = row.Scan(&c.day, &c.name, &c.value)
	return c, err
}

// distinct are figures that are numbers of marks.
var distinct = []struct{ name, marks string }{
	{"C2CSendMsgUserNum", `'c2c'`}, {"GroupSendMsgUserNum", `'group'`}, {"SendMsgUserNum", `'c2c', 'group'`},
	{"LoginUserNum", `'login'`}, {"ActiveUserNum", `'c2c', 'group', 'login'`}, {"GroupSendMsgGroupNum", `'groups'`},
}

func figuresSince(tx *store.Tx, app uint32, day int64) ([]counted, error) {
	all, err := store.All(tx, scanCounted, `SELECT day, name, value FROM operate_days WHERE app = $1 AND day >= $2`, app, day)
	for _, d := range distinct {
		if err != nil {
			return nil, err
		}
		var some []counted
		some, err = store.All(tx, scanCounted, `SELECT day, '`+d.name+`', COUNT(DISTINCT id) FROM operate_marks
			WHERE app = $1 AND day >= $2 AND name IN (`+d.marks+`) GROUP BY day`, app, day)
		all = append(all, some...)
	}
	return all, err
}
