package chat

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/stream"
)

// gather is how long pieces are gathered for one call: a stream takes five a second.
const gather = 250 * time.Millisecond

// ErrGone says that nothing can be added to an answer any more: it was recalled, or is as
// long as a message may be.
var ErrGone = errors.New("the answer takes no more text")

// Answer is an answer on its way: a message that grows as the model writes.
type Answer struct {
	chat  *Chat
	place Place
	gone  func(error) // told once that it takes no more text

	mu      sync.Mutex
	pending string        // not sent yet
	text    string        // all of it
	more    chan struct{} // holds one when there is something pending
	end     chan struct{} // closed when all is there
	done    chan struct{} // closed when all is sent
	err     error         // after done

	// of the goroutine that sends
	id    string // StreamMsgID; "": not begun
	index uint32
	blank bool // readers are shown that it is waited for
	sent  time.Time
}

// Answer begins an answer. Until End, or until ctx is over, it is kept alive. gone is
// called if it takes no more text.
func (c *Chat) Answer(ctx context.Context, p Place, gone func(error)) *Answer {
	a := &Answer{chat: c, place: p, gone: gone, more: make(chan struct{}, 1), end: make(chan struct{}), done: make(chan struct{}), sent: time.Now()}
	go func() {
		defer close(a.done)
		if a.err = a.run(ctx); a.err != nil {
			gone(a.err)
		}
	}()
	return a
}

// Add adds text, which is sent with the next call.
func (a *Answer) Add(text string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.text += text
	a.pending += text
	select {
	case a.more <- struct{}{}:
	default:
	}
}

// Text returns what was added so far.
func (a *Answer) Text() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.text
}

// End sends what is left and ends the message. It returns when the server has it, or why
// it does not.
func (a *Answer) End() error {
	close(a.end)
	<-a.done
	return a.err
}

// run sends the pieces, some of them in one call.
func (a *Answer) run(ctx context.Context) error {
	if !a.place.streams() {
		return a.whole(ctx)
	}
	for {
		wait := a.chat.beat
		if a.id == "" {
			wait = a.chat.quiet
		}
		ended, quiet := false, time.NewTimer(wait-time.Since(a.sent))
		select {
		case <-ctx.Done():
			quiet.Stop()
			return context.Cause(ctx)
		case <-a.end:
			ended = true
		case <-quiet.C:
		case <-a.more:
			if a.id != "" {
				ended = a.pause(ctx)
			}
		}
		quiet.Stop()
		if err := a.flush(ctx, ended); err != nil || ended {
			return err
		}
	}
}

// pause waits until the next call may be made, and says whether the end came meanwhile.
func (a *Answer) pause(ctx context.Context) (ended bool) {
	rest := time.NewTimer(gather - time.Since(a.sent))
	defer rest.Stop()
	select {
	case <-ctx.Done():
	case <-a.end:
		return true
	case <-rest.C:
	}
	return false
}

// whole sends the answer at its end.
func (a *Answer) whole(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-a.end:
		return a.chat.send(ctx, a.place, a.Text())
	}
}

// flush sends what is pending. Without text it shows that the answer is waited for, or
// keeps it alive. An answer that ends without a word is not begun.
func (a *Answer) flush(ctx context.Context, last bool) error {
	a.mu.Lock()
	text := a.pending
	a.pending = ""
	a.mu.Unlock()
	if last && a.id == "" && text == "" {
		return nil
	}
	content := &stream.Content{StreamMsgID: a.id,
		Chunks: []stream.Chunk{{EventType: stream.Data, Index: a.index + 1, Markdown: text, IsLast: last}}}
	switch {
	case a.id == "" && strings.TrimSpace(text) == "":
		content.CompatibleText, a.blank = &a.chat.waiting, true
	case a.blank && text != "":
		content.CompatibleText, a.blank = new(string), false
	}
	id, err := a.chat.piece(ctx, a.place, content, a.id == "")
	if errors.Is(err, stream.ErrEnded) || isLong(err) {
		return ErrGone
	}
	if err != nil {
		return err
	}
	a.id, a.index, a.sent = id, a.index+1, time.Now()
	return nil
}

// isLong says whether a stream was refused because it would be too long.
func isLong(err error) bool {
	return errors.Is(err, openim.ErrLongRequest) || errors.Is(err, group.ErrTooLong)
}

func newStream(content *stream.Content) []wire.Element {
	raw, err := json.Marshal(content)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return []wire.Element{{MsgType: wire.Stream, MsgContent: raw}}
}
