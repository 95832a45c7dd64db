package timeline

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// The key table. It is stored data: it is added to, never changed. Numbers are
// big endian, so that keys sort as they count. "conv" is App (4), Kind (1), A (8)
// and, one-to-one only, B (8); "pos" is Seq (8) in a group and Time (4), Seq (4),
// Random (4) one-to-one; "part" is App (4) and partition (2). Values are in codec.go.
//
//	kind  key                                  value
//	'h'   conv                                 Head
//	'm'   conv pos                             Message
//	'a'   conv number(8)                       arrived      one-to-one: order of arrival
//	'o'   conv sender(8) seq(8)                uvarint      group: countable messages of a sender so far
//	'r'   conv number(8)                       sender(8)    recalled countable messages
//	'R'   conv microseconds(8) pos             -            recalls in the order of time
//	's'   conv pos kind(1) key                 bytes        side records
//	'p'   app(4) account(8) conv               Place
//	'x'   app(4) account(8) conv pos           -            hidden for the account
//	'n'   app(4) account(8) number(8)          notice       notice log
//	'q'   bucket(4) 'p'|'g' ...                reference    repeat keys, by ten minutes
//	'j'   app(4) job                           reference    repeat keys of jobs
//	'l'   part number(8)                       Entry        arrival log
//	'L'   part                                 uvarint      last number there; PostgreSQL has a table of them
//	'c'   part name                            uvarint      cursors; app 0, partition 0: the name is known
//	'f'   name                                 leases       which nodes follow a name, where nodes share a store
//	'b'   writer(8) slot(1)                    uvarint      a writer's newest batches, where nodes share a store
//	'v'                                        uvarint      version of all this
//	'k'   seconds(4) app(4) random(16)         bytes        documents that are kept until a time
const (
	kindHead    = 'h'
	kindMessage = 'm'
	kindArrived = 'a'
	kindOwn     = 'o'
	kindRecall  = 'r'
	kindRecalls = 'R'
	kindSide    = 's'
	kindPlace   = 'p'
	kindHidden  = 'x'
	kindNotice  = 'n'
	kindRepeat  = 'q'
	kindJob     = 'j'
	kindLog     = 'l'
	kindLogEnd  = 'L'
	kindCursor  = 'c'
	kindLeases  = 'f'
	kindWriter  = 'b'
	kindFormat  = 'v'
	kindKept    = 'k'
)

type key []byte

func u16(k key, v uint16) key { return binary.BigEndian.AppendUint16(k, v) }
func u32(k key, v uint32) key { return binary.BigEndian.AppendUint32(k, v) }
func u64(k key, v uint64) key { return binary.BigEndian.AppendUint64(k, v) }

func newKey(kind byte) key { return append(make(key, 0, 64), kind) }

func (k key) conv(c id.Conv) key {
	k = append(u32(k, c.App), byte(c.Kind))
	k = u64(k, c.A)
	if c.Kind == id.OneToOne {
		k = u64(k, c.B)
	}
	return k
}

func (k key) pos(c id.Conv, p Pos) key {
	if c.Kind == id.Group {
		return u64(k, p.Seq)
	}
	return u32(u32(u32(k, p.Time), uint32(p.Seq)), p.Random)
}

// end returns the first key behind all that begin with k.
func (k key) end() key {
	e := append(key(nil), k...)
	for i := len(e) - 1; i >= 0; i-- {
		if e[i]++; e[i] != 0 {
			return e[:i+1]
		}
	}
	return nil
}

func convKey(kind byte, c id.Conv) key             { return newKey(kind).conv(c) }
func messageKey(c id.Conv, p Pos) key              { return convKey(kindMessage, c).pos(c, p) }
func numberKey(kind byte, c id.Conv, n uint64) key { return u64(convKey(kind, c), n) }
func ownKey(c id.Conv, sender, seq uint64) key     { return u64(u64(convKey(kindOwn, c), sender), seq) }

func recallsKey(c id.Conv, at int64) key { return u64(convKey(kindRecalls, c), uint64(at)) }

func sideKey(c id.Conv, p Pos, kind uint8, k string) key {
	return append(append(convKey(kindSide, c).pos(c, p), kind), k...)
}

func accountKey(kind byte, app uint32, account uint64) key {
	return u64(u32(newKey(kind), app), account)
}

func placeKey(account uint64, c id.Conv) key {
	return accountKey(kindPlace, c.App, account).conv(c)
}

func hiddenKey(account uint64, c id.Conv) key {
	return accountKey(kindHidden, c.App, account).conv(c)
}

func noticeKey(app uint32, account, number uint64) key {
	return u64(accountKey(kindNotice, app, account), number)
}

func jobKey(app uint32, job string) key { return append(u32(newKey(kindJob), app), job...) }

func bucketKey(bucket uint32) key { return u32(newKey(kindRepeat), bucket) }

func (k key) part(p part) key { return u16(u32(k, p.app), p.partition) }

func logKey(p part, number uint64) key     { return u64(newKey(kindLog).part(p), number) }
func logEndKey(p part) key                 { return newKey(kindLogEnd).part(p) }
func cursorKey(p part, name string) key    { return append(newKey(kindCursor).part(p), name...) }
func leasesKey(name string) key            { return append(newKey(kindLeases), name...) }
func writerKey(writer uint64, n uint8) key { return append(u64(newKey(kindWriter), writer), n) }
func formatKey() key                       { return newKey(kindFormat) }

// keptKey is the key of a document; name begins with its end in seconds.
func keptKey(app uint32, name []byte) key {
	return append(u32(append(newKey(kindKept), name[:4]...), app), name[4:]...)
}

// readPart takes a part of the arrival log from the front of k.
func readPart(k []byte) (p part, rest []byte, err error) {
	if len(k) < 6 {
		return p, nil, fmt.Errorf("timeline: short key %x", k)
	}
	return part{binary.BigEndian.Uint32(k), binary.BigEndian.Uint16(k[4:])}, k[6:], nil
}

// readConv takes a conversation from the front of k.
func readConv(k []byte) (c id.Conv, rest []byte, err error) {
	if len(k) < 13 {
		return c, nil, fmt.Errorf("timeline: short key %x", k)
	}
	c = id.Conv{App: binary.BigEndian.Uint32(k), Kind: id.Kind(k[4]), A: binary.BigEndian.Uint64(k[5:])}
	rest = k[13:]
	if c.Kind == id.OneToOne {
		if len(rest) < 8 {
			return c, nil, fmt.Errorf("timeline: short key %x", k)
		}
		c.B, rest = binary.BigEndian.Uint64(rest), rest[8:]
	}
	return c, rest, nil
}

// readPos takes the position from the end of a key.
func readPos(c id.Conv, k []byte) (Pos, error) {
	if c.Kind == id.Group && len(k) == 8 {
		return Seq(binary.BigEndian.Uint64(k)), nil
	}
	if c.Kind == id.OneToOne && len(k) == 12 {
		return Pos{
			Time:   binary.BigEndian.Uint32(k),
			Seq:    uint64(binary.BigEndian.Uint32(k[4:])),
			Random: binary.BigEndian.Uint32(k[8:]),
		}, nil
	}
	return Pos{}, fmt.Errorf("timeline: bad position %x in key", k)
}

// lastNumber reads the number that ends a key.
func lastNumber(k []byte) uint64 {
	if len(k) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(k[len(k)-8:])
}

// check refuses conversations and positions that have no key.
func check(c id.Conv, p Pos) error {
	switch {
	case c.Kind == id.Group && c.B == 0:
		return nil
	case c.Kind == id.OneToOne && c.A <= c.B && p.Seq <= math.MaxUint32:
		return nil
	}
	return fmt.Errorf("%w: %+v in %+v", ErrInvalid, p, c)
}

// less orders positions as their keys sort.
func (p Pos) less(q Pos) bool {
	switch {
	case p.Time != q.Time:
		return p.Time < q.Time
	case p.Seq != q.Seq:
		return p.Seq < q.Seq
	}
	return p.Random < q.Random
}
