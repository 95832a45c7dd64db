package timeline

import (
	"encoding/binary"
	"math"
	"unicode/utf8"
)

// What is stored with each message is put into our format here, and read from it,
// without asking a library what the types are: a type lists its fields once, and the list
// serves both ways. What comes out is what the library makes of the type. What was not
// written like this (there is a field that we do not know, say) is left to the library.

// record writes or reads the fields of a value: a CBOR map of at most 23 fields, all
// names below 24. Reading, fields that are not there stay as they are.
type record struct {
	b       []byte // what is written; what is left to read
	reading bool
	bad     bool   // reading: the value is not as we write it
	head    int    // writing: where the number of fields stands
	left    int    // fields that are still to come
	before  int    // left, when the list was begun
	seen    uint32 // the names that came, a bit each
}

// listed is a type that lists its fields.
type listed interface{ fields(r *record) }

// readFields reports whether all of a value was read. What was read of another one is in
// it, too, so that the library gives the same fields their values again.
func readFields(b []byte, v listed) bool {
	r := reading(b)
	for r.more() {
		v.fields(&r)
	}
	return !r.bad && r.left == 0 && len(r.b) == 0
}

// writing begins a value in our format in place of what is in scratch.
func writing(scratch []byte) record { return opened(append(scratch[:0], format)) }

func opened(b []byte) record { return record{b: append(b, majorMap), head: len(b), left: 1} }

// reading begins with a value in our format.
func reading(b []byte) record {
	if len(b) == 0 || b[0] != format {
		return record{reading: true, bad: true}
	}
	r := record{b: b[1:], reading: true}
	r.left = int(r.take(majorMap, mostFields))
	return r
}

// more reports whether the list of fields is to be gone through: once to write. To read
// as long as it brings something, since the library has an order of its own for what is
// embedded.
func (r *record) more() bool {
	if r.bad || r.left == 0 || r.left == r.before {
		return false
	}
	r.before = r.left
	return true
}

// field writes the name of a field, or reports whether that is the one that comes now.
func (r *record) field(n byte) bool {
	if !r.reading {
		r.b[r.head]++
		r.b = append(r.b, n)
		return true
	}
	if r.bad || r.left == 0 || len(r.b) == 0 || r.b[0] != n {
		return false
	}
	if r.seen&(1<<n) != 0 {
		r.bad = true
		return false
	}
	r.seen |= 1 << n
	r.left--
	r.b = r.b[1:]
	return true
}

// inner begins the value of a field that is a map itself; leave ends it.
func (r *record) inner() record {
	if !r.reading {
		return opened(r.b)
	}
	in := record{reading: true, left: int(r.take(majorMap, mostFields))}
	in.b, in.bad = r.b, r.bad
	return in
}

func (r *record) leave(in *record) {
	r.b = in.b
	if r.reading {
		r.bad = in.bad || in.left > 0
	}
}

// Major types of CBOR, where they stand in the first byte.
const (
	majorUint  = 0x00
	majorInt   = 0x20 // below zero
	majorBytes = 0x40
	majorText  = 0x60
	majorArray = 0x80
	majorMap   = 0xa0
)

// mostFields is the most fields whose number fits into the first byte of a map.
const mostFields = 23

type unsigned interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
}

func number[T unsigned](r *record, n byte, v *T) {
	if r.field(n) {
		value(r, v)
	}
}

// value is a number without a name.
func value[T unsigned](r *record, v *T) {
	if r.reading {
		*v = T(r.take(majorUint, uint64(^T(0))))
	} else {
		r.b = appendHead(r.b, majorUint, uint64(*v))
	}
}

func (r *record) int(n byte, v *int64) {
	switch {
	case !r.field(n):
	case r.reading && len(r.b) > 0 && r.b[0]&0xe0 == majorInt:
		*v = -1 - int64(r.take(majorInt, math.MaxInt64))
	case r.reading:
		*v = int64(r.take(majorUint, math.MaxInt64))
	case *v < 0:
		r.b = appendHead(r.b, majorInt, uint64(-(*v + 1)))
	default:
		r.b = appendHead(r.b, majorUint, uint64(*v))
	}
}

func (r *record) counts(n byte, v *[2]uint64) {
	if r.field(n) {
		r.array(2)
		value(r, &v[0])
		value(r, &v[1])
	}
}

func (r *record) pos(n byte, p *Pos) {
	if !r.field(n) {
		return
	}
	in := r.inner()
	for in.more() {
		some(&in, 1, &p.Time)
		some(&in, 2, &p.Seq)
		some(&in, 3, &p.Random)
	}
	r.leave(&in)
}

func (r *record) conv(n byte, c *convRef) {
	if r.field(n) {
		c.value(r)
	}
}

func (c *convRef) value(r *record) {
	r.array(4)
	value(r, &c.App)
	value(r, &c.Kind)
	value(r, &c.A)
	value(r, &c.B)
}

// array is the head of a list whose length is known.
func (r *record) array(length uint64) {
	if !r.reading {
		r.b = appendHead(r.b, majorArray, length)
	} else if r.take(majorArray, length) != length {
		r.bad = true
	}
}

// What begins with some is left out if it is empty.

func some[T unsigned](r *record, n byte, v *T) {
	if r.reading || *v != 0 {
		number(r, n, v)
	}
}

func (r *record) someInt(n byte, v *int64) {
	if r.reading || *v != 0 {
		r.int(n, v)
	}
}

const no, yes = 0xf4, 0xf5

func (r *record) someBool(n byte, v *bool) {
	switch {
	case !r.reading && !*v, !r.field(n):
	case !r.reading:
		r.b = append(r.b, yes)
	case len(r.b) == 0 || r.b[0] != yes && r.b[0] != no:
		r.bad = true
	default:
		*v, r.b = r.b[0] == yes, r.b[1:]
	}
}

func (r *record) someText(n byte, v *string) {
	switch {
	case !r.reading && *v == "", !r.field(n):
	case r.reading:
		text := r.string(majorText)
		r.bad = r.bad || !utf8.Valid(text)
		*v = string(text)
	default:
		r.b = append(appendHead(r.b, majorText, uint64(len(*v))), *v...)
	}
}

func someBytes[B ~[]byte](r *record, n byte, v *B) {
	switch {
	case !r.reading && len(*v) == 0, !r.field(n):
	case r.reading:
		b := r.string(majorBytes)
		*v = make(B, len(b)) // not nil even if empty
		copy(*v, b)
	default:
		r.b = append(appendHead(r.b, majorBytes, uint64(len(*v))), *v...)
	}
}

func (r *record) someNumbers(n byte, v *[]uint64) {
	if !r.reading && len(*v) == 0 || !r.field(n) {
		return
	}
	if r.reading {
		*v = make([]uint64, r.take(majorArray, uint64(len(r.b)))) // each takes a byte at least
	} else {
		r.b = appendHead(r.b, majorArray, uint64(len(*v)))
	}
	for i := range *v {
		value(r, &(*v)[i])
	}
}

// appendHead appends what a value of a major type begins with.
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

// take reads what appendHead wrote; what has another type, or is above most, is bad.
func (r *record) take(major byte, most uint64) (n uint64) {
	if len(r.b) == 0 || r.b[0]&0xe0 != major {
		r.bad = true
		return 0
	}
	n, size := uint64(r.b[0]&0x1f), 1
	if n >= 24 {
		n, size = follows(r.b[1:], n)
	}
	if size == 0 || n > most {
		r.bad = true
		return 0
	}
	r.b = r.b[size:]
	return n
}

// follows reads a number that did not fit into the first byte, and how many bytes it takes
// with that; none if there is no such number.
func follows(b []byte, info uint64) (n uint64, size int) {
	switch {
	case info == 24 && len(b) >= 1:
		return uint64(b[0]), 2
	case info == 25 && len(b) >= 2:
		return uint64(binary.BigEndian.Uint16(b)), 3
	case info == 26 && len(b) >= 4:
		return uint64(binary.BigEndian.Uint32(b)), 5
	case info == 27 && len(b) >= 8:
		return binary.BigEndian.Uint64(b), 9
	}
	return 0, 0
}

// string reads a string of bytes or of text. It is a part of what is read.
func (r *record) string(major byte) []byte {
	n := r.take(major, math.MaxInt32)
	if n > uint64(len(r.b)) {
		r.bad = true
		return nil
	}
	text := r.b[:n]
	r.b = r.b[n:]
	return text
}
