package room

import (
	"encoding/json"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Bounds of what rooms keep in memory. Nothing of it survives a restart.
const (
	// MostKept is how many of the latest messages newcomers may be shown, KeptFor
	// how old such a message may be.
	MostKept = 20
	KeptFor  = 24 * time.Hour
	// What was shown to a room lately is there for those who poll while somebody
	// does: an SDK asks again 0.3 to 2.3 seconds after each answer.
	tailItems = 256
	tailBytes = 1 << 20
	tailFor   = time.Minute
)

// Item is what a room is shown, as it stands in answers to polls: encoded only if
// somebody wants it.
type Item struct {
	Seq  uint64
	Body any
	// Keep is how many messages like this one the room keeps for newcomers; 0 for
	// what is not for them, such as tips.
	Keep int
}

// kept is an encoded item.
type kept struct {
	seq uint64
	at  time.Time
	doc json.RawMessage
}

// tail is the newest items of a stream. The zero value is ready for use.
type tail struct {
	items []kept
	bytes int
}

func (t *tail) add(k kept) {
	t.items = append(t.items, k)
	t.bytes += len(k.doc)
	for len(t.items) > tailItems || t.bytes > tailBytes && len(t.items) > 1 {
		t.bytes -= len(t.items[0].doc)
		t.items = t.items[1:]
	}
}

// from returns the items with a number of at least seq.
func (t *tail) from(seq uint64) []json.RawMessage {
	docs := []json.RawMessage{}
	for _, k := range t.items {
		if k.seq >= seq {
			docs = append(docs, k.doc)
		}
	}
	return docs
}

// Show shows a frame to all sessions in a room, and item to those who poll. Call it
// InTurn.
func (r *Rooms) Show(c id.Conv, f *deliver.Frame, item Item) {
	r.hub.ToConversation(c, f)
	r.mu.Lock()
	m := r.get(c)
	m.last = max(m.last, item.Seq)
	wanted := m.polled(r.now()) || item.Keep > 0
	r.mu.Unlock()
	if !wanted {
		return
	}
	doc, err := json.Marshal(item.Body)
	if err != nil {
		return // a frame of the same could not have been made
	}
	r.mu.Lock()
	k := kept{item.Seq, r.now(), doc}
	if m.polled(k.at) {
		m.tail.add(k)
	}
	if item.Keep > 0 {
		m.history = append(m.history, k)
		m.history = m.history[max(len(m.history)-item.Keep, 0):]
	}
	r.answerAll(c, m)
}

// Latest returns what was said in a room lately, for those who come: the oldest
// first, at most most messages, of those with numbers below before (0: all).
func (r *Rooms) Latest(c id.Conv, most int, before uint64) []json.RawMessage {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m := r.rooms[c]; m != nil {
		return m.latest(r.now(), most, before)
	}
	return []json.RawMessage{}
}

func (m *room) latest(now time.Time, most int, before uint64) []json.RawMessage {
	docs := []json.RawMessage{}
	for _, k := range m.history {
		if now.Sub(k.at) < KeptFor && (before == 0 || k.seq < before) {
			docs = append(docs, k.doc)
		}
	}
	return docs[max(len(docs)-most, 0):]
}
