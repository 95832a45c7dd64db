package timeline

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// format is the first byte of every structured value. What follows is CBOR with
// small numbers as field names: fields are added, never given another meaning.
const format = 1

var encoding, decoding = modes()

func modes() (cbor.UserBufferEncMode, cbor.DecMode) {
	enc, err := cbor.EncOptions{}.UserBufferEncMode()
	if err != nil {
		panic(err)
	}
	dec, err := cbor.DecOptions{MaxArrayElements: 1 << 24}.DecMode()
	if err != nil {
		panic(err)
	}
	return enc, dec
}

// arrived is the entry of a one-to-one message in the order of arrival.
type arrived struct {
	// Time is the message's; an imported message has that of the last live one,
	// so that times never fall and can be searched.
	Time   uint32    `cbor:"1,keyasint"`
	Pos    Pos       `cbor:"2,keyasint"`
	Counts [2]uint64 `cbor:"3,keyasint"`
}

// reference is the value of a repeat key: what the first call was answered.
type reference struct {
	Conv   convRef   `cbor:"1,keyasint"`
	Pos    Pos       `cbor:"2,keyasint"`
	Time   uint32    `cbor:"3,keyasint"`
	Number uint64    `cbor:"4,keyasint"`
	Counts [2]uint64 `cbor:"5,keyasint"`
}

// convRef is a conversation inside a value.
type convRef struct {
	_    struct{} `cbor:",toarray"`
	App  uint32
	Kind id.Kind
	A, B uint64
}

func refer(c id.Conv) convRef   { return convRef{App: c.App, Kind: c.Kind, A: c.A, B: c.B} }
func (r convRef) conv() id.Conv { return id.Conv{App: r.App, Kind: r.Kind, A: r.A, B: r.B} }

// leases say which of the nodes that follow a name gets the entries of which
// partitions.
type leases struct {
	Nodes  map[uint64]int64 `cbor:"1,keyasint"` // until when each is there unless it says so again, milliseconds
	Owners []uint64         `cbor:"2,keyasint"` // of each partition; 0: nobody
}

// logged is an Entry as it is stored.
type logged struct {
	Entry
	Conv convRef `cbor:"3,keyasint"`
	Meta []byte  `cbor:"5,keyasint,omitempty"`

	stored []byte // in place of Message: it as it was just stored
}

// noted is a Notice as it is stored. A message is referred to; what was dropped
// leaves the empty value, so that its number is not used again.
type noted struct {
	Notice
	Conv *convRef `cbor:"4,keyasint,omitempty"`
	Pos  Pos      `cbor:"5,keyasint"`
}

// encode returns v in our format. What is stored with each message has a method encode
// instead, which is quicker.
func encode(v any) ([]byte, error) {
	b := bytes.NewBuffer([]byte{format})
	if err := encoding.MarshalToBuffer(v, b); err != nil {
		return nil, fmt.Errorf("timeline: encode %T: %w", v, err)
	}
	return b.Bytes(), nil
}

// decode reads into v, which is empty, what encode or a method encode made.
func decode(b []byte, v any) error {
	if len(b) == 0 || b[0] != format {
		return fmt.Errorf("timeline: %T in an unknown format", v)
	}
	if f, ok := v.(listed); ok && readFields(b, f) {
		return nil
	}
	if err := decoding.Unmarshal(b[1:], v); err != nil {
		return fmt.Errorf("timeline: decode %T: %w", v, err)
	}
	return nil
}

func decodeMessage(c id.Conv, b []byte) (Message, error) {
	m := Message{}
	err := decode(b, &m)
	m.Conv = c
	return m, err
}

func uvarint(n uint64) []byte { return binary.AppendUvarint(nil, n) }

func readUvarint(b []byte) (uint64, error) {
	n, size := binary.Uvarint(b)
	if size != len(b) {
		return 0, fmt.Errorf("timeline: bad number %x", b)
	}
	return n, nil
}
