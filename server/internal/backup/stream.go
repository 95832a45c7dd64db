// Package backup owns what a backup looks like: a stream of all records and all
// timelines as they were at one moment, the same whichever stores they lie in, and
// the folder in which it is kept.
package backup

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// Format is the version of what this package writes. It reads all up to it.
const Format = 1

// magic begins a stream; the format follows on the same line.
const magic = "teahouse backup "

// The stream is a row of frames: kind (1), length (uvarint), payload. It is stored
// data: kinds are added, never given another meaning.
const (
	frameHead  = 'h' // Head as JSON; the first one
	frameTable = 't' // store.Table as JSON
	frameRow   = 'r' // values of the table before it
	frameEntry = 'e' // of the timelines: length of the key (uvarint), key, value; keys rise
	frameEnd   = '.' // Counts as JSON; the last one
	frameError = '!' // why there is no end
)

// maxFrame bounds a frame, so that damage does not ask for all memory.
const maxFrame = 256 << 20

// Head is what a backup says about itself.
type Head struct {
	Teahouse string    `json:"teahouse"` // version of the program that made it
	Schema   int       `json:"schema"`   // of the records
	Layout   string    `json:"layout"`   // what it was read from: "folder" or "postgres"
	Moment   time.Time `json:"moment"`   // of which it shows the state
}

// Counts is what is in a backup.
type Counts struct {
	Tables  int    `json:"tables"`
	Rows    uint64 `json:"rows"`
	Entries uint64 `json:"entries"` // of the timelines
}

// ErrDamaged says that a backup is not as it was written.
var ErrDamaged = errors.New("the backup is damaged")

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// Writer writes a stream.
type Writer struct {
	w      *bufio.Writer
	buf    []byte
	counts Counts
}

// NewWriter begins a stream.
func NewWriter(w io.Writer, head Head) (*Writer, error) {
	s := &Writer{w: bufio.NewWriterSize(w, 256<<10)}
	if _, err := fmt.Fprintf(s.w, "%s%d\n", magic, Format); err != nil {
		return nil, err
	}
	return s, s.json(frameHead, head)
}

// Table begins a table, whose rows follow.
func (s *Writer) Table(t store.Table) error {
	s.counts.Tables++
	return s.json(frameTable, t)
}

// Row writes a row of the table before it.
func (s *Writer) Row(values []any) (err error) {
	s.counts.Rows++
	if s.buf, err = appendRow(s.buf[:0], values); err != nil {
		return err
	}
	return s.frame(frameRow, s.buf)
}

// Entry writes an entry of the timelines.
func (s *Writer) Entry(key, value []byte) error {
	s.counts.Entries++
	s.buf = binary.AppendUvarint(s.buf[:0], uint64(len(key)))
	s.buf = append(append(s.buf, key...), value...)
	return s.frame(frameEntry, s.buf)
}

// End ends the stream: with what is in it, or, if err is not nil, with err.
func (s *Writer) End(err error) error {
	if err != nil {
		err = s.frame(frameError, []byte(err.Error()))
	} else {
		err = s.json(frameEnd, s.counts)
	}
	return errors.Join(err, s.w.Flush())
}

func (s *Writer) json(kind byte, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.frame(kind, raw)
}

func (s *Writer) frame(kind byte, payload []byte) error {
	head := append(s.w.AvailableBuffer(), kind)
	if _, err := s.w.Write(binary.AppendUvarint(head, uint64(len(payload)))); err != nil {
		return err
	}
	_, err := s.w.Write(payload)
	return err
}

// Reader reads a stream, which is read to its end exactly when Next has returned
// io.EOF.
type Reader struct {
	r      *bufio.Reader
	head   Head
	counts Counts
	table  *store.Table
	last   []byte // key of the last entry
	buf    []byte
}

// Item is a row of a table, or an entry of the timelines. It is valid until the
// next one is read.
type Item struct {
	Table  *store.Table // the same pointer for all rows of a table
	Values []any        // nil for a table as such, which comes before its rows
	Key    []byte       // not nil for an entry
	Value  []byte
}

// NewReader reads the beginning of a stream.
func NewReader(r io.Reader) (*Reader, error) {
	s := &Reader{r: bufio.NewReaderSize(r, 256<<10)}
	line, err := s.r.ReadSlice('\n')
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return nil, err
	}
	rest, ok := bytes.CutPrefix(line, []byte(magic))
	var format int
	if _, err := fmt.Sscanf(string(rest), "%d\n", &format); err != nil || !ok {
		return nil, damaged("it does not begin as a backup does")
	}
	if err := checkFormat(format); err != nil {
		return nil, err
	}
	kind, raw, err := s.frame()
	if err != nil {
		return nil, err
	}
	if kind == frameError {
		return nil, errors.New(string(raw))
	}
	if kind != frameHead || json.Unmarshal(raw, &s.head) != nil {
		return nil, damaged("it does not say what it is")
	}
	return s, nil
}

func checkFormat(format int) error {
	if format > Format {
		return fmt.Errorf("the backup has format %d, this program knows up to %d: restore it with a newer teahouse", format, Format)
	}
	return nil
}

// Head returns what the stream says about itself.
func (s *Reader) Head() Head { return s.head }

// Counts returns what was read so far.
func (s *Reader) Counts() Counts { return s.counts }

// Next returns the next item, io.EOF behind the last one. Other errors:
// ErrDamaged, or what whoever wrote it met.
func (s *Reader) Next() (Item, error) {
	kind, raw, err := s.frame()
	if err != nil {
		return Item{}, err
	}
	switch kind {
	case frameTable:
		t := new(store.Table)
		if json.Unmarshal(raw, t) != nil || t.Name == "" || s.last != nil {
			return Item{}, damaged("table %d cannot be read", s.counts.Tables+1)
		}
		s.counts.Tables++
		s.table = t
		return Item{Table: t}, nil
	case frameRow:
		return s.row(raw)
	case frameEntry:
		return s.entry(raw)
	case frameEnd:
		var counts Counts
		if json.Unmarshal(raw, &counts) != nil || counts != s.counts {
			return Item{}, damaged("it should hold %s, and holds %+v", raw, s.counts)
		}
		if _, err := s.r.ReadByte(); err != io.EOF {
			return Item{}, damaged("something follows its end")
		}
		return Item{}, io.EOF
	case frameError:
		return Item{}, errors.New(string(raw))
	}
	return Item{}, damaged("nothing is called %q", kind)
}

func (s *Reader) row(raw []byte) (Item, error) {
	if s.table == nil || s.last != nil {
		return Item{}, damaged("a row without a table")
	}
	values, err := readRow(raw)
	if err != nil || len(values) != len(s.table.Columns) {
		return Item{}, damaged("row %d cannot be read", s.counts.Rows+1)
	}
	s.counts.Rows++
	return Item{Table: s.table, Values: values}, nil
}

func (s *Reader) entry(raw []byte) (Item, error) {
	n, size := binary.Uvarint(raw)
	if size <= 0 || n == 0 || n > uint64(len(raw)-size) {
		return Item{}, damaged("entry %d cannot be read", s.counts.Entries+1)
	}
	key, value := raw[size:size+int(n)], raw[size+int(n):]
	if bytes.Compare(s.last, key) >= 0 {
		return Item{}, damaged("entry %d is not in its place", s.counts.Entries+1)
	}
	s.last = append(s.last[:0], key...)
	s.counts.Entries++
	return Item{Key: key, Value: value}, nil
}

func (s *Reader) frame() (kind byte, payload []byte, err error) {
	kind, err = s.r.ReadByte()
	if err != nil {
		return 0, nil, cut(err)
	}
	n, err := binary.ReadUvarint(s.r)
	if err != nil {
		return 0, nil, cut(err)
	}
	if n > maxFrame {
		return 0, nil, damaged("a frame of %d bytes", n)
	}
	if uint64(cap(s.buf)) < n {
		s.buf = make([]byte, n+n/4)
	}
	payload = s.buf[:n]
	if _, err := io.ReadFull(s.r, payload); err != nil {
		return 0, nil, cut(err)
	}
	return kind, payload, nil
}

// cut says what the end of the input means in the middle of a stream.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("it ends too early")
	}
	return err
}
