package deliver

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Form is how a socket takes JSON documents: as binary WebSocket messages
// (/binfo) or as text messages (/info).
type Form uint8

// The forms of sockets.
const (
	Binary Form = iota
	Text
)

// First bytes of unfragmented WebSocket frames (RFC 6455, 5.2).
const (
	opText   = 0x81
	opBinary = 0x82
	opClose  = 0x88
)

// Frame is one push, encoded once for all who get it. Its fields are set before
// it is given to the Hub and never changed afterwards; one Frame may be given to
// several accounts and conversations.
type Frame struct {
	// Except is the instance that must not get the frame, normally the one that
	// caused it; 0 for none.
	Except uint64
	// Audience, if not nil, is the internal numbers of the only accounts that
	// get the frame, in ascending order. See For.
	Audience []uint64
	// Without is the internal numbers of accounts that do not get the frame, in
	// ascending order.
	Without []uint64
	// SkipDiscard says that members who discard the conversation's messages
	// (Join with discard) do not get the frame.
	SkipDiscard bool
	// Part is the part of a conversation, such as a topic, that the frame belongs to;
	// 0 for the conversation itself. See Session.Wish.
	Part uint64
	// To is which sessions of a conversation get a frame with a Part, by what they
	// have opened.
	To To
	// Behind, in a frame for an account, is a conversation: the frame comes behind what
	// was published there before, unless the session is far behind.
	Behind id.Conv
	// Droppable says that a session which cannot keep up may lose the frame and
	// stay connected; meant for live rooms' messages of low priority.
	Droppable bool
	// Reach, if not nil, counts the sessions that get the frame.
	Reach *Reach

	bytes []byte   // header of the binary form, payload
	head  int      // length of the header
	text  [10]byte // header of the text form, of the same length
}

// pushHead is the head of a push. The protocol leaves seq free: no request of the
// client has a push's servcmd.
type pushHead struct {
	Command string `json:"servcmd"`
	Seq     int    `json:"seq"`
}

// NewFrame encodes a push: the head with servcmd, and body. It fails only if
// body cannot be encoded as JSON.
func NewFrame(servcmd string, body any) (*Frame, error) {
	doc := bytes.NewBuffer(make([]byte, maxHeader, 1024))
	push := struct {
		Head pushHead `json:"head"`
		Body any      `json:"body"`
	}{pushHead{Command: servcmd}, body}
	if err := json.MarshalWrite(doc, push, forms); err != nil {
		return nil, err
	}
	return newFrame(doc.Bytes()), nil
}

// forms is how frames are encoded: as the standard library does, but that < > & are
// left as they are. Frames are read by JSON parsers, and a page of escapes is dear.
var forms = json.JoinOptions(jsonv1.DefaultOptionsV1(), jsontext.EscapeForHTML(false))

// appender is an event that encodes itself.
type appender interface{ AppendJSON(b []byte) []byte }

// pushBegin and pushEnd stand around the events of a push.
const (
	pushBegin = `{"head":{"servcmd":"im_open_push.msg_push","seq":0},"body":{"EventArray":[`
	pushEnd   = `]}}`
)

// Push encodes im_open_push.msg_push with the given events in its EventArray. It fails
// only if one of them cannot be encoded as JSON.
func Push(events ...any) (*Frame, error) {
	doc := bytes.NewBuffer(append(make([]byte, maxHeader, 1024), pushBegin...))
	for i, e := range events {
		if i > 0 {
			doc.WriteByte(',')
		}
		if own, ok := e.(appender); ok {
			doc.Write(own.AppendJSON(doc.AvailableBuffer()))
		} else if err := json.MarshalWrite(doc, e, forms); err != nil {
			return nil, err
		}
	}
	doc.WriteString(pushEnd)
	return newFrame(doc.Bytes()), nil
}

// Payload returns the JSON document of the frame. It must not be changed.
func (f *Frame) Payload() []byte { return f.bytes[f.head:] }

// But returns the same frame with another Except; the encoded bytes are shared.
func (f *Frame) But(instance uint64) *Frame {
	copied := *f
	copied.Except = instance
	return &copied
}

// For returns the same frame for the given accounts only; the encoded bytes are
// shared. Without accounts nobody gets it.
func (f *Frame) For(accounts ...uint64) *Frame {
	copied := *f
	copied.Audience = append([]uint64{}, accounts...)
	slices.Sort(copied.Audience)
	return &copied
}

// size is what the frame takes on the wire.
func (f *Frame) size() int { return len(f.bytes) }

// maxHeader is the longest header of a frame from a server.
const maxHeader = 10

// newFrame makes a frame of buf, which is maxHeader free bytes and the payload.
func newFrame(buf []byte) *Frame {
	f := &Frame{}
	f.head = len(appendHeader(f.text[:0], opText, len(buf)-maxHeader))
	f.bytes = buf[maxHeader-f.head:]
	copy(f.bytes, f.text[:f.head])
	f.bytes[0] = opBinary
	return f
}

// appendHeader appends the header of an unmasked, unfragmented frame.
func appendHeader(b []byte, first byte, payload int) []byte {
	switch {
	case payload < 126:
		return append(b, first, byte(payload))
	case payload < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, first, 126), uint16(payload))
	default:
		return binary.BigEndian.AppendUint64(append(b, first, 127), uint64(payload))
	}
}
