// Package trace remembers for a while what became of each message, and who came and
// went, so that an operator can be told why somebody did not see one. All of it is in
// memory, of this node, and bounded; nothing of it survives a restart.
package trace

import (
	"strings"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// What is remembered: the latest of each.
const (
	mostMessages = 10_000
	mostChanges  = 20_000
)

// What became of a message.
const (
	Refused = "refused" // its sender was answered an error
	Limited = "limited" // dropped by the group's limit; its sender was answered success
	// Silenced is dropped by the application's server; its sender was answered success.
	Silenced = "silenced"
	Shown    = "shown"  // to those who were there, and not stored
	Stored   = "stored" // and shown to those who were there
)

// Message is what became of a message.
type Message struct {
	At     time.Time
	App    uint32
	Conv   id.Conv // the zero Conv if it was refused before that was known
	To     string  // GroupId, or UserID
	From   string  // UserID
	Random uint32
	Seq    uint64 // 0 if it got none
	Became string
	Code   int    // ErrorCode of one that was refused
	Info   string // what its sender was told then
	Due    int    // sessions that were in the conversation
	Reach  *deliver.Reach
}

// change is somebody coming or going.
type change struct {
	at      time.Time
	conv    id.Conv // a live room; the zero Conv is the node: a session more, or the last one less
	account id.Account
	came    bool
}

// Log remembers. Its methods may be called concurrently.
type Log struct {
	mu       sync.Mutex
	messages buffer[Message]
	changes  buffer[change]
}

// New returns an empty log.
func New() *Log {
	return &Log{messages: buffer[Message]{most: mostMessages}, changes: buffer[change]{most: mostChanges}}
}

// longest is how many bytes are remembered of a text that a sender chose, which may be a
// megabyte.
const longest = 256

// Add remembers a message.
func (l *Log) Add(m Message) {
	m.At = time.Now()
	m.To, m.From, m.Info = clip(m.To), clip(m.From), clip(m.Info)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.messages.add(m)
}

// clip returns the beginning of a text that is too long, without keeping the rest.
func clip(s string) string {
	if len(s) <= longest {
		return s
	}
	return strings.Clone(s[:longest])
}

// Changed remembers that an account came to a live room, or left it; with the zero Conv,
// that it has a session on this node now, or none any more.
func (l *Log) Changed(c id.Conv, a id.Account, came bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.changes.add(change{time.Now(), c, a, came})
}

// Query names messages; zero fields are for any.
type Query struct {
	App    uint32
	To     string
	From   string
	Random uint32
	Seq    uint64
}

func (q *Query) fits(m *Message) bool {
	return (q.App == 0 || q.App == m.App) && (q.To == "" || q.To == m.To) && (q.From == "" || q.From == m.From) &&
		(q.Random == 0 || q.Random == m.Random) && (q.Seq == 0 || q.Seq == m.Seq)
}

// Find returns the messages that fit a query, the newest first, at most limit.
func (l *Log) Find(q Query, limit int) (found []Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.messages.newestFirst(func(m *Message) bool {
		if q.fits(m) {
			found = append(found, *m)
		}
		return len(found) < limit
	})
	return found
}

// Presence is where an account was at a moment, as far as comings and goings tell.
type Presence struct {
	Account id.Account
	There   bool
	Left    time.Duration // how long before the moment it had left; 0: not known
	Came    time.Duration // how long after the moment it came; 0: it did not
}

// Around returns what is known of a moment, by account, of those who came or went before
// or after it: in a live room, or with the zero Conv on the node. complete is false if the
// moment is longer ago than comings and goings are remembered.
func (l *Log) Around(c id.Conv, app uint32, at time.Time) (all map[uint64]Presence, complete bool) {
	all, complete = map[uint64]Presence{}, true
	known := map[uint64]bool{} // by what came before the moment
	l.mu.Lock()
	defer l.mu.Unlock()
	l.changes.newestFirst(func(x *change) bool {
		if x.conv != c || x.account.App != app || known[x.account.ID] {
			return true
		}
		p := all[x.account.ID]
		p.Account = x.account
		switch {
		case x.at.After(at):
			p.There, p.Came = !x.came, 0
			if x.came {
				p.Came = x.at.Sub(at)
			}
		case x.came:
			p.There, known[x.account.ID] = true, true
		default:
			p.There, p.Left, known[x.account.ID] = false, at.Sub(x.at), true
		}
		all[x.account.ID] = p
		return true
	})
	return all, !l.changes.full() || !l.changes.oldest().at.After(at)
}

// buffer holds the latest of something.
type buffer[T any] struct {
	most int
	all  []T
	next int // where the next goes, once all is full
}

func (b *buffer[T]) add(x T) {
	if len(b.all) < b.most {
		b.all = append(b.all, x)
		return
	}
	b.all[b.next] = x
	b.next = (b.next + 1) % b.most
}

func (b *buffer[T]) full() bool { return len(b.all) == b.most }

// oldest returns the first that is remembered, or nil.
func (b *buffer[T]) oldest() *T {
	if len(b.all) == 0 {
		return nil
	}
	return &b.all[b.next%len(b.all)]
}

// newestFirst calls f for all until it returns false.
func (b *buffer[T]) newestFirst(f func(x *T) bool) {
	for i := range b.all {
		if !f(&b.all[(b.next-1-i+2*len(b.all))%len(b.all)]) {
			return
		}
	}
}
