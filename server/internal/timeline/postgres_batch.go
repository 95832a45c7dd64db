package timeline

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// longest bounds each exchange with the database, so that one which does not
// answer is noticed.
const longest = 30 * time.Second

// pgBatch is a batch as the overlay of one transaction. Reads see the store as it
// is once the locks are held, so what is touched does not change under it.
type pgBatch struct {
	fetched
	overlay
	e     *postgresEngine
	locks []int32
	conn  *pgxpool.Conn // nil before the transaction
	log   []logEntry
	ends  map[part]uint64
}

func (e *postgresEngine) Begin(touch []Touch) (Batch, error) {
	b := &pgBatch{e: e, locks: locksOf(touch)}
	b.fetched = newFetched(b)
	return b, nil
}

// lockRows is how many rows there are to lock. What is touched falls on one of
// them: now and then two conversations share one, and wait for each other.
const lockRows = 1 << 20

// locksOf returns the rows to lock in the common order. All that happens in a
// one-to-one conversation locks both accounts, so it needs no row of its own. It is
// the same in all nodes: never change it without a new table.
func locksOf(touch []Touch) []int32 {
	var rows []int32
	row := func(k key) {
		h := fnv.New64a()
		h.Write(k)
		rows = append(rows, int32(h.Sum64()%lockRows))
	}
	add := func(kind byte, app uint32, id uint64) { row(u64(u32(key{kind}, app), id)) }
	for _, t := range touch {
		conv, ok := t.Conv()
		switch {
		case t.name != "":
			row(append(key{'f'}, t.name...))
		case !ok:
			app, account := t.Account()
			add('a', app, account)
		case conv.B != 0:
			add('a', conv.App, conv.A)
			add('a', conv.App, conv.B)
		default:
			add('g', conv.App, conv.A)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

func (b *pgBatch) Mark() {
	b.missed = false
	b.setMark()
}

func (b *pgBatch) Undo() error {
	b.undo()
	return nil
}

func (b *pgBatch) Size() int { return b.size }

func (b *pgBatch) Set(key, value []byte) error {
	b.put(string(key), append([]byte{}, value...), false)
	return nil
}

func (b *pgBatch) Delete(key []byte) error {
	b.put(string(key), nil, true)
	return nil
}

func (b *pgBatch) DeleteRange(lo, hi []byte) error {
	if string(lo) < string(hi) {
		b.deleteRange(string(lo), string(hi))
	}
	return nil
}

func (b *pgBatch) Get(key []byte) ([]byte, error) {
	k := string(key)
	if n := b.get(k); n != nil {
		return n.value, nil
	}
	if b.covers(k) {
		return nil, nil
	}
	return b.below(k)
}

func (b *pgBatch) Seek(lo, hi []byte, back bool) (key, value []byte, err error) {
	err = b.merge(string(lo), string(hi), back, 1, func(k, v []byte) (bool, error) {
		key, value = k, v
		return false, nil
	})
	return key, value, err
}

func (b *pgBatch) Scan(lo, hi []byte, back bool, f func(k, v []byte) (bool, error)) error {
	return b.merge(string(lo), string(hi), back, rowsAtFirst, f)
}

// merge goes along store and overlay together.
func (b *pgBatch) merge(lo, hi string, back bool, first int, f func(k, v []byte) (bool, error)) error {
	if lo >= hi {
		return nil
	}
	w := b.walk(lo, hi, back, first)
	for at := lo; ; {
		if back {
			at = hi
		}
		own := b.at(at, back)
		if own != nil && (own.key < lo || own.key >= hi) {
			own = nil
		}
		k, v, err := b.nextBelow(w)
		if err != nil || k == nil && own == nil {
			return err
		}
		if own != nil && (k == nil || (own.key <= string(k)) != back || own.key == string(k)) {
			if own.key == string(k) {
				w.n++
			}
			lo, hi, at = after(own.key, lo, hi, back)
			if own.deleted {
				continue
			}
			k, v = []byte(own.key), own.value
		} else {
			w.n++
			lo, hi, at = after(string(k), lo, hi, back)
		}
		if more, err := f(k, v); err != nil || !more {
			return err
		}
	}
}

// after narrows a range to what comes behind key.
func after(key, lo, hi string, back bool) (_, _, at string) {
	if back {
		return lo, key, key
	}
	return key + "\x00", hi, key + "\x00"
}

// nextBelow returns the next row of the store that no range hides.
func (b *pgBatch) nextBelow(w *walk) (k, v []byte, err error) {
	for ; ; w.n++ {
		if k, v, err = w.row(); err != nil || k == nil || !b.covers(string(k)) {
			return k, v, err
		}
	}
}

// begin queues what a transaction begins with, if it has not begun. Read committed,
// so that what is read behind the locks is as the last holder left it.
func (b *pgBatch) begin(ctx context.Context, q *pgx.Batch) error {
	if b.conn != nil {
		return nil
	}
	conn, err := b.e.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("timeline: connect: %w", err)
	}
	b.conn = conn
	q.Queue("BEGIN ISOLATION LEVEL READ COMMITTED")
	// A node that dies without a word must not keep its locks.
	q.Queue("SET LOCAL idle_in_transaction_session_timeout = 20000")
	if len(b.locks) > 0 {
		// WHERE FALSE changes nothing, but the rows are locked.
		q.Queue(`INSERT INTO timeline_locks (k) SELECT k FROM unnest($1::int4[]) AS t (k) ORDER BY k
			ON CONFLICT (k) DO UPDATE SET k = excluded.k WHERE FALSE`, b.locks)
	}
	return nil
}

// fetch begins the transaction with its locks if need be, and reads.
func (b *pgBatch) fetch(keys []string, runs []*run, got map[string][]byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	defer cancel()
	var q pgx.Batch
	if err := b.begin(ctx, &q); err != nil {
		return err
	}
	queueReads(&q, keys, runs, got)
	return send(ctx, b.conn.Conn(), &q)
}

func (b *pgBatch) Locked() bool { return b.conn != nil && len(b.locks) > 0 }

func (b *pgBatch) Log(entries []logEntry) map[part]uint64 {
	b.log, b.ends = entries, map[part]uint64{}
	return b.ends
}

// queueLog numbers the entries of the arrival log and writes them. It comes last:
// others wait for the rows of the parts, which are locked in order, from here to
// the commit, which is in the same exchange. So numbers become visible in order.
func (b *pgBatch) queueLog(q *pgx.Batch) {
	counts := map[part]int64{}
	for _, e := range b.log {
		counts[e.part]++
	}
	var apps, more []int64
	var parts []int32
	for p, n := range counts {
		apps, parts, more = append(apps, int64(p.app)), append(parts, int32(p.partition)), append(more, n)
	}
	q.Queue(`INSERT INTO timeline_ends (app, part, n) SELECT * FROM unnest($1::int8[], $2::int4[], $3::int8[]) AS t (app, part, n)
		ORDER BY app, part ON CONFLICT (app, part) DO UPDATE SET n = timeline_ends.n + excluded.n RETURNING app, part, n`,
		apps, parts, more).Query(func(rows pgx.Rows) error { return readEndRows(rows, b.ends) })
	n := len(b.log)
	apps, parts = make([]int64, n), make([]int32, n)
	backs, heads, values := make([]int64, n), make([][]byte, n), make([][]byte, n)
	for i, e := range b.log {
		counts[e.part]--
		apps[i], parts[i], backs[i], values[i] = int64(e.part.app), int32(e.part.partition), counts[e.part], e.value
		heads[i] = newKey(kindLog).part(e.part)
	}
	q.Queue(`INSERT INTO timeline_passing (k, v)
		SELECT t.head || decode(lpad(to_hex(e.n - t.back), 16, '0'), 'hex'), t.v
		FROM unnest($1::int8[], $2::int4[], $3::int8[], $4::bytea[], $5::bytea[]) AS t (app, part, back, head, v)
		JOIN timeline_ends AS e ON e.app = t.app AND e.part = t.part`, apps, parts, backs, heads, values)
}

// queueWrites queues the changes and empties the overlay.
func (b *pgBatch) queueWrites(q *pgx.Batch) {
	slices.SortFunc(b.ranges, func(x, y keyRange) int { return slices.Compare([]byte(x.lo), []byte(y.lo)) })
	for _, r := range b.ranges {
		q.Queue("DELETE FROM "+tableOf(r.lo)+" WHERE k >= $1 AND k < $2", []byte(r.lo), []byte(r.hi))
	}
	type changes struct{ gone, keys, values [][]byte }
	all := map[string]*changes{}
	for n := b.at("", false); n != nil; n = n.next[0] {
		c := all[tableOf(n.key)]
		if c == nil {
			c = &changes{}
			all[tableOf(n.key)] = c
		}
		if n.deleted {
			c.gone = append(c.gone, []byte(n.key))
			continue
		}
		c.keys, c.values = append(c.keys, []byte(n.key)), append(c.values, n.value)
	}
	for _, table := range tables {
		c := all[table]
		if c == nil {
			continue
		}
		if len(c.gone) > 0 {
			q.Queue("DELETE FROM "+table+" WHERE k = ANY($1::bytea[])", c.gone)
		}
		if len(c.keys) > 0 {
			q.Queue("INSERT INTO "+table+" (k, v) SELECT * FROM unnest($1::bytea[], $2::bytea[]) ON CONFLICT (k) DO UPDATE SET v = excluded.v",
				c.keys, c.values)
		}
	}
	b.overlay = overlay{}
}

// Apply sends what is left and the commit. Until wait returns others may or may
// not see the changes.
func (b *pgBatch) Apply() (wait func() error, err error) {
	if b.conn == nil && b.at("", false) == nil && len(b.ranges) == 0 && len(b.log) == 0 {
		return func() error { return nil }, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), longest)
	var q pgx.Batch
	if err := b.begin(ctx, &q); err != nil {
		cancel()
		return nil, err
	}
	b.queueWrites(&q)
	if len(b.log) > 0 {
		b.queueLog(&q)
	}
	q.Queue("COMMIT").Exec(wasCommitted)
	done := make(chan error, 1)
	go func() {
		defer cancel()
		err := send(ctx, b.conn.Conn(), &q)
		b.Discard()
		done <- unknown(err)
	}()
	return func() error { return <-done }, nil
}

// Discard ends the transaction without its changes, unless it was committed.
func (b *pgBatch) Discard() {
	if b.conn != nil {
		undo(b.conn)
		b.conn = nil
	}
}
