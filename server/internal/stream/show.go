package stream

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/stream"
)

// element is a wire.Element that is encoded with its content.
type element struct {
	MsgType    string
	MsgContent any
}

// encode leaves < > & as they are.
func encode(v any) (json.RawMessage, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(buf.Bytes()), nil
}

// shown is the text that clients are shown.
func (c *content) shown() string {
	if c.CompatibleText != "" {
		return c.CompatibleText
	}
	return c.Chunks[0].Markdown
}

// Shown is the body of a message as clients get it: they do not know streams and get a
// text. Of a message that is none it is its body.
func Shown(m *timeline.Message) json.RawMessage {
	now, _, err := open(m)
	if err != nil {
		return m.Body
	}
	return body(m, element{wire.Text, struct{ Text string }{now.shown()}})
}

// Whole is the body of a message as an application's server gets it: a stream with its
// StreamMsgID, its text in one piece and, as IsLast, whether it has ended. Of a message
// that is none it is its body.
func Whole(m *timeline.Message, at time.Time) json.RawMessage {
	now, kept, err := open(m)
	if err != nil {
		return m.Body
	}
	now.Chunks[0].IsLast = now.Chunks[0].IsLast || kept.over(at)
	text := now.CompatibleText
	return body(m, element{wire.Stream, stream.Content{StreamMsgID: ID(m), CompatibleText: &text, Chunks: now.Chunks}})
}

func body(m *timeline.Message, e element) json.RawMessage {
	raw, err := encode([]element{e})
	if err != nil {
		return m.Body // strings always encode
	}
	return raw
}

// Quiet tells whether the last change of a stream changed nothing for clients, so that
// they need not be told.
func Quiet(m *timeline.Message) bool {
	if !Is(m) {
		return false
	}
	var kept memo
	return json.Unmarshal(m.Memo, &kept) == nil && kept.Unshown == m.Version
}
