// Package stream is the vocabulary of streaming messages: texts that an application's
// server sends piece by piece, such as the answer of a language model.
//
// A stream is one stored message. The first call sends it; each further call names it
// by its StreamMsgID and adds pieces, numbered without a gap, until one of them is the
// last. The SDKs of today do not know the element TIMStreamElem: what they are shown is
// a text element, which changes as the stream grows.
package stream

import (
	"encoding/json"
	"time"

	"github.com/teahouse-chat/teahouse/wire"
)

// Limits of a stream.
const (
	// MaxBytes is what a stream stays below: its text, CompatibleText and
	// CloudCustomData together.
	MaxBytes = 128 << 10
	// PerSecond is how many calls a second add to one stream.
	PerSecond = 5
	// Gap is how long a stream waits for its next piece: then it has ended.
	Gap = 15 * time.Second
)

// Errors of streams. Their numbers are unverified.
var (
	ErrNoStream = wire.NewError(20026, "no such stream of this sender")
	ErrEnded    = wire.NewError(20026, "the stream has ended")
	ErrTurn     = wire.NewError(90010, "a piece is out of turn")
	ErrRate     = wire.NewError(60007, "too many calls for one stream in a second")
)

// Data is the EventType of a piece of text.
const Data = "data"

// Content is the content of a TIMStreamElem.
type Content struct {
	StreamMsgID string `json:"StreamMsgID,omitempty"` // absent on the first call
	// CompatibleText is what SDKs show that do not know the element. Absent, what was
	// given last stays; as long as it is empty, they show the text so far.
	CompatibleText *string `json:"CompatibleText,omitempty"`
	Chunks         []Chunk `json:"Chunks"`
}

// Chunk is a piece of the text.
type Chunk struct {
	EventType string `json:"EventType"`
	Index     uint32 `json:"Index"` // 1, 2, 3 ... over all calls
	Markdown  string `json:"Markdown"`
	IsLast    bool   `json:"IsLast"` // ends the stream
}

// Read returns the content of a MsgBody that is one TIMStreamElem, or says what is
// wrong with it.
func Read(body []wire.Element) (c *Content, wrong string) {
	if len(body) != 1 || body[0].MsgType != wire.Stream {
		return nil, "it is one " + wire.Stream
	}
	c = &Content{}
	if err := json.Unmarshal(body[0].MsgContent, c); err != nil {
		return nil, "the content of " + wire.Stream + " cannot be read"
	}
	if len(c.Chunks) == 0 {
		return nil, "Chunks is missing or empty"
	}
	for i, chunk := range c.Chunks {
		switch {
		case chunk.EventType != Data:
			return nil, "EventType is " + Data
		case chunk.Index == 0 || chunk.Index != c.Chunks[0].Index+uint32(i):
			return nil, "Index rises by one from 1 on"
		case chunk.IsLast && i < len(c.Chunks)-1:
			return nil, "there is a piece behind the last one"
		}
	}
	if c.StreamMsgID == "" && c.Chunks[0].Index != 1 {
		return nil, "a stream begins with Index 1; StreamMsgID is missing"
	}
	return c, ""
}
