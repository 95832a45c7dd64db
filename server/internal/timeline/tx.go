package timeline

import (
	"bytes"
	"math"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Tx is the view of a function given to Update. It may be used only inside.
type Tx struct {
	log    *Log
	b      Batch
	touch  []Touch
	now    time.Time
	events []any

	// What this function changed of what the builder remembers; kept if it
	// succeeds. A nil place was dropped.
	heads   map[id.Conv]Head
	places  map[placeID]*Place
	notices map[accountID]uint64
	owns    map[placeID]uint64
	ends    map[part]uint64
	bucket  uint32
	logged  []logEntry // on a shared engine, which numbers them itself

	// Batches copy what they are given, so these are used again and again.
	key     key    // that is set next
	value   []byte // likewise
	message []byte // as it was stored last
}

func (l *Log) newTx(b Batch, touch []Touch) *Tx {
	return &Tx{log: l, b: b, touch: touch, now: l.opts.Now(), bucket: l.bucket}
}

// nextTx is newTx for a builder that runs one function after the other: it takes over
// what the last one needs no more.
func (l *Log) nextTx(b Batch, touch []Touch) *Tx {
	tx := l.last
	if tx == nil {
		tx = &Tx{log: l}
		l.last = tx
	}
	tx.b, tx.touch, tx.now, tx.bucket = b, touch, l.opts.Now(), l.bucket
	tx.events = nil
	empty(&tx.heads)
	empty(&tx.places)
	empty(&tx.notices)
	empty(&tx.owns)
	empty(&tx.ends)
	if cap(tx.value)+cap(tx.message) > mostScratch {
		tx.value, tx.message = nil, nil
	}
	return tx
}

const (
	mostScratch = 256 << 10 // bytes that are kept for the next function
	mostStaged  = 32        // entries of a map, likewise: clearing a large one is dear
)

func empty[K comparable, V any](m *map[K]V) {
	if len(*m) > mostStaged {
		*m = nil
		return
	}
	clear(*m)
}

// keep hands on to the builder what the function changed.
func (tx *Tx) keep() {
	l := tx.log
	for c, h := range tx.heads {
		l.hot.heads.put(c, h)
	}
	for k, p := range tx.places {
		if p == nil {
			l.hot.places.drop(k)
		} else {
			l.hot.places.put(k, *p)
		}
	}
	for k, n := range tx.notices {
		l.hot.notices.put(k, n)
	}
	for k, n := range tx.owns {
		l.hot.owns.put(k, n)
	}
	for p, n := range tx.ends {
		l.ends[p], l.grew[p] = n, n
	}
	l.bucket = tx.bucket
}

// Emit publishes e on the hub when the change is on disk, in order.
func (tx *Tx) Emit(e any) { tx.events = append(tx.events, e) }

// Now is the time of this transaction.
func (tx *Tx) Now() time.Time { return tx.now }

// Head returns the end of a conversation; the zero Head if it has no message.
func (tx *Tx) Head(conv id.Conv) (Head, error) {
	if h, ok := tx.heads[conv]; ok {
		return h, nil
	}
	if h, ok := tx.log.hot.heads.get(conv); ok {
		return h, nil
	}
	h, err := readHead(tx.b, conv)
	if err == nil {
		tx.log.hot.heads.put(conv, h) // as it was before this function: valid if it fails, too
	}
	return h, err
}

func (tx *Tx) setHead(conv id.Conv, h Head) error {
	if tx.heads == nil {
		tx.heads = map[id.Conv]Head{}
	}
	tx.heads[conv] = h
	return tx.put(tx.newKey(kindHead).conv(conv), h.encode(tx.value))
}

// Place returns the account's place and whether there is one.
func (tx *Tx) Place(conv id.Conv, account uint64) (Place, bool, error) {
	k := placeID{conv, account}
	if p, ok := tx.places[k]; ok {
		if p == nil {
			return Place{}, false, nil
		}
		return *p, true, nil
	}
	if p, ok := tx.log.hot.places.get(k); ok {
		return p, true, nil
	}
	p, ok, err := readPlace(tx.b, conv, account)
	if ok && err == nil {
		tx.log.hot.places.put(k, p)
	}
	return p, ok, err
}

func (tx *Tx) stagePlace(k placeID, p *Place) {
	if tx.places == nil {
		tx.places = map[placeID]*Place{}
	}
	tx.places[k] = p
}

func (tx *Tx) setPlace(p Place) error {
	if err := tx.mustTouch(OfAccount(p.Conv.App, p.Account)); err != nil {
		return err
	}
	tx.stagePlace(placeID{p.Conv, p.Account}, &p)
	return tx.put(placeKey(p.Account, p.Conv), p.encode(tx.value))
}

// countOwn adds a countable message of a group to its sender's count.
func (tx *Tx) countOwn(m *Message) error {
	k := placeID{m.Conv, m.From}
	n, ok := tx.owns[k]
	if !ok {
		n, ok = tx.log.hot.owns.get(k)
	}
	if !ok {
		var err error
		if n, err = ownCount(tx.b, m.Conv, m.From, math.MaxUint64); err != nil {
			return err
		}
	}
	if tx.owns == nil {
		tx.owns = map[placeID]uint64{}
	}
	tx.owns[k] = n + 1
	return tx.b.Set(ownKey(m.Conv, m.From, m.Seq), uvarint(n+1))
}

// Get returns a message, whoever may see it, or ErrNoMessage.
func (tx *Tx) Get(conv id.Conv, pos Pos) (Message, error) { return readMessage(tx.b, conv, pos) }

// set stores a value as the library encodes it.
func (tx *Tx) set(k key, v any) error {
	b, err := encode(v)
	if err != nil {
		return err
	}
	return tx.b.Set(k, b)
}

// newKey begins a key that is done with when the next one begins.
func (tx *Tx) newKey(kind byte) key {
	if tx.key == nil {
		tx.key = newKey(kind)
	}
	return append(tx.key[:0], kind)
}

// put stores a value that was made in place of the last one, tx.value.
func (tx *Tx) put(k key, value []byte) error {
	tx.value = value
	return tx.b.Set(k, value)
}

// setMessage stores a message and writes an entry about it into the arrival log.
func (tx *Tx) setMessage(m *Message, kind EntryKind, account uint64) error {
	tx.message = m.encode(tx.message)
	if err := tx.b.Set(tx.newKey(kindMessage).conv(m.Conv).pos(m.Conv, m.Pos()), tx.message); err != nil {
		return err
	}
	x := logged{Entry: Entry{At: tx.now.UnixMilli(), Kind: kind, Account: account},
		Conv: refer(m.Conv), Meta: m.Meta, stored: tx.message}
	return tx.enter(m.Conv, x.encode(tx.value))
}

// record appends to the arrival log.
func (tx *Tx) record(e Entry) error {
	e.At = tx.now.UnixMilli()
	x := logged{Entry: e, Conv: refer(e.Conv)}
	if e.Message != nil {
		x.Meta = e.Message.Meta
	}
	return tx.enter(e.Conv, x.encode(tx.value))
}

// enter appends an entry, which takes the place of tx.value, to the part of a
// conversation.
func (tx *Tx) enter(conv id.Conv, entry []byte) error {
	tx.value = entry
	p := partOf(conv, tx.log.partitions)
	if tx.log.shared != nil { // the number comes last, as others wait for it
		tx.logged = append(tx.logged, logEntry{p, bytes.Clone(entry)})
		return nil
	}
	n, ok := tx.ends[p]
	if !ok {
		n = tx.log.ends[p]
	}
	if tx.ends == nil {
		tx.ends = map[part]uint64{}
	}
	tx.ends[p] = n + 1
	return tx.b.Set(u64(tx.newKey(kindLog).part(p), n+1), entry)
}

// dropPrefix deletes all keys that begin with k.
func (tx *Tx) dropPrefix(k key) error { return tx.b.DeleteRange(k, k.end()) }
