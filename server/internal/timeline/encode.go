package timeline

import (
	"encoding/binary"
	"math"
)

// What is stored with each message is put into our format here, without asking a library
// what the types are. What comes out is what the library makes of them, byte for byte.

// fields appends a CBOR map of at most 23 fields, all names below 24.
type fields struct {
	b    []byte
	head int // where the number of fields stands
}

// inFormat begins a value in our format in place of what is in scratch.
func inFormat(scratch []byte) fields { return open(append(scratch[:0], format)) }

func open(b []byte) fields { return fields{append(b, 0xa0), len(b)} }

func (r *fields) name(n byte) {
	r.b[r.head]++
	r.b = append(r.b, n)
}

func (r *fields) uint(n byte, v uint64) {
	r.name(n)
	r.b = appendHead(r.b, 0, v)
}

func (r *fields) int(n byte, v int64) {
	r.name(n)
	if v < 0 {
		r.b = appendHead(r.b, 0x20, uint64(-(v + 1)))
		return
	}
	r.b = appendHead(r.b, 0, uint64(v))
}

func (r *fields) counts(n byte, v [2]uint64) {
	r.name(n)
	r.b = appendHead(appendHead(append(r.b, 0x82), 0, v[0]), 0, v[1])
}

func (r *fields) pos(n byte, p Pos) {
	r.name(n)
	in := open(r.b)
	in.someUint(1, uint64(p.Time))
	in.someUint(2, p.Seq)
	in.someUint(3, uint64(p.Random))
	r.b = in.b
}

func (r *fields) conv(n byte, c convRef) {
	r.name(n)
	r.b = appendHead(append(r.b, 0x84), 0, uint64(c.App))
	r.b = appendHead(appendHead(appendHead(r.b, 0, uint64(c.Kind)), 0, c.A), 0, c.B)
}

// What begins with some is left out if it is empty.

func (r *fields) someUint(n byte, v uint64) {
	if v != 0 {
		r.uint(n, v)
	}
}

func (r *fields) someInt(n byte, v int64) {
	if v != 0 {
		r.int(n, v)
	}
}

func (r *fields) someBool(n byte, v bool) {
	if v {
		r.name(n)
		r.b = append(r.b, 0xf5)
	}
}

func (r *fields) someText(n byte, v string) {
	if v != "" {
		r.name(n)
		r.b = append(appendHead(r.b, 0x60, uint64(len(v))), v...)
	}
}

func (r *fields) someBytes(n byte, v []byte) {
	if len(v) > 0 {
		r.name(n)
		r.b = append(appendHead(r.b, 0x40, uint64(len(v))), v...)
	}
}

// appendHead appends what a value of a major type (its three bits) begins with.
func appendHead(b []byte, major byte, n uint64) []byte {
	switch {
	case n < 24:
		return append(b, major|byte(n))
	case n <= math.MaxUint8:
		return append(b, major|24, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(b, major|25), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(b, major|26), uint32(n))
	}
	return binary.BigEndian.AppendUint64(append(b, major|27), n)
}

func (h *Head) encode(scratch []byte) []byte {
	r := inFormat(scratch)
	r.uint(1, h.Number)
	r.counts(2, h.Counts)
	r.someUint(3, uint64(h.Time))
	r.pos(4, h.Last)
	r.someBool(5, h.HasLast)
	r.someInt(6, h.LastRecall)
	r.someUint(7, h.Cleared)
	r.someBool(8, h.Dropped)
	r.someUint(9, h.ClearedCount)
	r.someUint(10, h.Recalled)
	r.pos(11, h.Top)
	r.someUint(12, h.Imports)
	r.someUint(13, h.Expired)
	r.counts(14, h.ExpiredCounts)
	return r.b
}

func (m *Message) encode(scratch []byte) []byte {
	r := inFormat(scratch)
	r.uint(1, m.From)
	r.someText(2, m.FromAccount)
	r.someText(3, m.ToAccount)
	r.uint(4, m.Seq)
	r.someUint(5, uint64(m.Random))
	r.someUint(15, m.ReqSeq)
	r.someUint(6, m.ClientSeq)
	r.uint(7, uint64(m.Time))
	r.someUint(8, uint64(m.ClientTime))
	r.someBytes(9, m.Body)
	r.someText(10, m.CloudCustomData)
	r.someUint(11, uint64(m.Flags))
	r.someUint(12, uint64(m.Priority))
	r.someBytes(13, m.AtInfo)
	m.recordTargets(&r)
	r.someBytes(23, m.Memo)
	r.someUint(22, uint64(m.Milli))
	r.uint(17, m.Number)
	r.counts(18, m.Counts)
	r.someUint(16, uint64(m.Version))
	r.someText(19, m.Revoker)
	r.someText(20, m.RevokeReason)
	r.someInt(21, m.RevokeTime)
	return r.b
}

func (m *Message) recordTargets(r *fields) {
	if len(m.Targets) == 0 {
		return
	}
	r.name(14)
	r.b = appendHead(r.b, 0x80, uint64(len(m.Targets)))
	for _, account := range m.Targets {
		r.b = appendHead(r.b, 0, account)
	}
}

// encode takes the message as it is: it is encoded once.
func (l *logging) encode(scratch []byte) []byte {
	r := inFormat(scratch)
	r.int(1, l.At)
	r.uint(2, uint64(l.Kind))
	r.conv(3, l.Conv)
	if len(l.Message) > 0 {
		r.name(4)
		r.b = append(r.b, l.Message...)
	}
	r.someBytes(5, l.Meta)
	r.someUint(6, l.Account)
	return r.b
}

func (a *arrived) encode(scratch []byte) []byte {
	r := inFormat(scratch)
	r.uint(1, uint64(a.Time))
	r.pos(2, a.Pos)
	r.counts(3, a.Counts)
	return r.b
}

func (f *reference) encode(scratch []byte) []byte {
	r := inFormat(scratch)
	r.conv(1, f.Conv)
	r.pos(2, f.Pos)
	r.uint(3, uint64(f.Time))
	r.uint(4, f.Number)
	r.counts(5, f.Counts)
	return r.b
}

func (n *noted) encode(scratch []byte) []byte {
	r := inFormat(scratch)
	r.someUint(1, uint64(n.Kind))
	r.someBytes(2, n.Payload)
	r.int(3, n.Time)
	if n.Conv != nil {
		r.conv(4, *n.Conv)
	}
	r.pos(5, n.Pos)
	return r.b
}
