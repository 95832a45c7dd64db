// Package stream owns how a streaming message grows, and how it is shown: as a whole to
// an application's server, as a text to clients. The rooms of one-to-one and of group
// messages send them.
//
// A stream is a message whose body is one TIMStreamElem with all its text in one piece.
// What is needed to go on with it is kept in the message's memo, so each call is one
// change of one message: what was acknowledged is what is stored, whichever node took
// it and whatever it did next. Nobody has to end a stream that nothing is added to:
// that follows from the time of its last piece.
package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/stream"
)

// remembered is how many calls are known again.
const remembered = 2 * stream.PerSecond

// overlap is how many bytes before a piece are looked at with it: words may be divided
// between pieces.
const overlap = 1 << 10

// errRepeated says that a call was carried out before.
var errRepeated = errors.New("stream: the call was carried out before")

// memo is what is kept with a stream. Stored data.
type memo struct {
	Index   uint32 `json:"i"`           // of the last piece
	At      int64  `json:"t"`           // when it came, milliseconds
	Calls   []call `json:"c,omitempty"` // the latest that added something, but for the first
	Free    bool   `json:"f,omitempty"` // words are not looked at
	Unshown uint32 `json:"q,omitempty"` // version that clients are not shown: it looks the same to them
}

// call is a call that was carried out.
type call struct {
	Random uint32 `json:"r"`
	At     int64  `json:"t"` // milliseconds
}

// content is what is stored as a TIMStreamElem.
type content struct {
	Chunks         []stream.Chunk `json:"Chunks"` // one
	CompatibleText string         `json:"CompatibleText"`
}

// Call is a call of one of the commands.
type Call struct {
	Content *stream.Content
	Random  uint32
	Screen  func(text string) (screened string, risk bool, err error) // holds texts against the application's words
	Free    bool                                                      // words are not looked at; the first call says so for all
	TooLong error
}

// Begin makes m the message of a new stream. Errors: what Screen returns, and TooLong.
func (c *Call) Begin(m *timeline.Message, at time.Time) error {
	now, kept := &content{Chunks: []stream.Chunk{{EventType: stream.Data, Index: 1}}}, &memo{Free: c.Free}
	return c.put(m, now, kept, at)
}

// Add adds the pieces of a call to a stream that the sender has in a conversation, and
// returns it; a call that was carried out before changes nothing. Errors:
// stream.ErrNoStream, ErrEnded, ErrTurn and ErrRate, what Screen returns, and TooLong.
func (c *Call) Add(ctx context.Context, log *timeline.Log, conv id.Conv, sender uint64) (timeline.Message, error) {
	pos, err := place(c.Content.StreamMsgID, conv.Kind)
	if err != nil {
		return timeline.Message{}, err
	}
	var result timeline.Message
	err = log.Update(ctx, []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		m, err := tx.Edit(conv, pos, nil, func(m *timeline.Message) error {
			if m.From != sender || ID(m) != c.Content.StreamMsgID {
				return stream.ErrNoStream
			}
			return c.add(m, tx.Now())
		})
		result = m
		return err
	})
	switch {
	case err == nil, errors.Is(err, errRepeated):
		return result, nil
	case errors.Is(err, timeline.ErrNoMessage), errors.Is(err, timeline.ErrRecalled):
		err = stream.ErrNoStream
	}
	return timeline.Message{}, err
}

func (c *Call) add(m *timeline.Message, at time.Time) error {
	now, kept, err := open(m)
	if err != nil {
		return err
	}
	pieces, recent := c.Content.Chunks, 0
	for _, before := range kept.Calls {
		if before.Random == c.Random && pieces[len(pieces)-1].Index <= kept.Index {
			return errRepeated
		}
		if at.UnixMilli()-before.At < time.Second.Milliseconds() {
			recent++
		}
	}
	switch {
	case now.Chunks[0].IsLast || kept.over(at):
		return stream.ErrEnded
	case recent >= stream.PerSecond:
		return stream.ErrRate.With("it takes %d", stream.PerSecond)
	case pieces[0].Index != kept.Index+1:
		return stream.ErrTurn.With("the next Index is %d, not %d", kept.Index+1, pieces[0].Index)
	}
	kept.Calls = append(kept.Calls[max(0, len(kept.Calls)-remembered+1):], call{c.Random, at.UnixMilli()})
	return c.put(m, now, kept, at)
}

// put puts the pieces into what there is, and both into m.
func (c *Call) put(m *timeline.Message, now *content, kept *memo, at time.Time) error {
	before, text := now.shown(), &now.Chunks[0]
	added := ""
	for _, piece := range c.Content.Chunks {
		added += piece.Markdown
		kept.Index, text.IsLast = piece.Index, piece.IsLast
	}
	kept.At = at.UnixMilli()
	cut := max(0, len(text.Markdown)-overlap)
	for cut > 0 && !utf8.RuneStart(text.Markdown[cut]) {
		cut--
	}
	tail, risk, err := c.screen(text.Markdown[cut:]+added, kept)
	if err != nil {
		return err
	}
	text.Markdown = text.Markdown[:cut] + tail
	if c.Content.CompatibleText != nil {
		compatible, risky, err := c.screen(*c.Content.CompatibleText, kept)
		if err != nil {
			return err
		}
		now.CompatibleText, risk = compatible, risk || risky
	}
	if len(text.Markdown)+len(now.CompatibleText)+len(m.CloudCustomData) >= stream.MaxBytes {
		return c.TooLong
	}
	fresh := risk && !m.Flags.Has(timeline.FlagRisk)
	if fresh { // for good
		m.Flags |= timeline.FlagRisk
	}
	if kept.Unshown = 0; now.shown() == before && !fresh {
		kept.Unshown = m.Version + 1 // which it gets by this change
	}
	if m.Body, err = encode([]element{{wire.Stream, now}}); err != nil {
		return err
	}
	m.Memo, err = json.Marshal(kept)
	return err
}

func (c *Call) screen(text string, kept *memo) (screened string, risk bool, err error) {
	if kept.Free {
		return text, false, nil
	}
	return c.Screen(text)
}

// over tells whether a stream has waited too long for its next piece.
func (m *memo) over(now time.Time) bool {
	return now.UnixMilli()-m.At > stream.Gap.Milliseconds()
}

// Is tells whether a message is a stream.
func Is(m *timeline.Message) bool { return len(m.Memo) > 0 }

// open reads a stream.
func open(m *timeline.Message) (*content, *memo, error) {
	if !Is(m) {
		return nil, nil, stream.ErrNoStream
	}
	var body []struct {
		MsgContent content
	}
	kept := &memo{}
	if err := errors.Join(json.Unmarshal(m.Body, &body), json.Unmarshal(m.Memo, kept)); err != nil {
		return nil, nil, fmt.Errorf("stored stream: %w", err)
	}
	if len(body) != 1 || len(body[0].MsgContent.Chunks) != 1 {
		return nil, nil, stream.ErrNoStream // somebody put another body in its place
	}
	return &body[0].MsgContent, kept, nil
}

// ID is the StreamMsgID of a message: its place in its conversation.
func ID(m *timeline.Message) string {
	if m.Conv.Kind == id.Group {
		return fmt.Sprintf("sm-%d-%d", m.Time, m.Seq)
	}
	return fmt.Sprintf("sm-%d-%d-%d", m.Time, m.Seq, m.Random)
}

// place reads the StreamMsgID of a message in a conversation of the given kind; one that
// is none names no message.
func place(text string, kind id.Kind) (timeline.Pos, error) {
	rest, ok := strings.CutPrefix(text, "sm-")
	parts := strings.Split(rest, "-")
	want := 3
	if kind == id.Group {
		want = 2
	}
	if !ok || len(parts) != want {
		return timeline.Pos{}, stream.ErrNoStream
	}
	var n [3]uint64
	for i, p := range parts {
		var err error
		if n[i], err = strconv.ParseUint(p, 10, 63); err != nil {
			return timeline.Pos{}, stream.ErrNoStream
		}
	}
	if kind == id.Group {
		return timeline.Seq(n[1]), nil
	}
	if max(n[0], n[1], n[2]) > 1<<32-1 {
		return timeline.Pos{}, stream.ErrNoStream
	}
	return timeline.Pos{Time: uint32(n[0]), Seq: n[1], Random: uint32(n[2])}, nil
}
