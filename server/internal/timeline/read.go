package timeline

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Reads see what was applied, which is on disk some milliseconds later at most:
// only Update's return says that a change is there to stay.

// guarded reads the engine until the Log is closed.
type guarded struct{ l *Log }

func (g guarded) enter() error {
	g.l.readers.Add(1)
	if g.l.shut.Load() {
		g.leave()
		return ErrClosed
	}
	return nil
}

func (g guarded) leave() { g.l.readers.Add(-1) }

func (g guarded) Get(k []byte) ([]byte, error) {
	if err := g.enter(); err != nil {
		return nil, err
	}
	defer g.leave()
	return g.l.engine.Get(k)
}

func (g guarded) Scan(lo, hi []byte, back bool, f func(k, v []byte) (bool, error)) error {
	if err := g.enter(); err != nil {
		return err
	}
	defer g.leave()
	return g.l.engine.Scan(lo, hi, back, f)
}

func (g guarded) Seek(lo, hi []byte, back bool) (k, v []byte, err error) {
	if err := g.enter(); err != nil {
		return nil, nil, err
	}
	defer g.leave()
	return g.l.engine.Seek(lo, hi, back)
}

// Head returns the end of a conversation; the zero Head if it has no message.
func (l *Log) Head(ctx context.Context, conv id.Conv) (Head, error) {
	if err := ctx.Err(); err != nil {
		return Head{}, err
	}
	return readHead(l.r, conv)
}

// Heads returns the ends of conversations, in their order.
func (l *Log) Heads(ctx context.Context, convs []id.Conv) ([]Head, error) {
	heads := make([]Head, len(convs))
	return heads, l.read(ctx, func(r Reader) (err error) {
		for i, c := range convs {
			if heads[i], err = readHead(r, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// Get returns a message, whoever may see it, or ErrNoMessage.
func (l *Log) Get(ctx context.Context, conv id.Conv, pos Pos) (Message, error) {
	if err := ctx.Err(); err != nil {
		return Message{}, err
	}
	return readMessage(l.r, conv, pos)
}

// GetAll returns those of the messages that exist and that the account may see
// (0: all), in the order asked for.
func (l *Log) GetAll(ctx context.Context, conv id.Conv, account uint64, all []Pos) (messages []Message, err error) {
	err = l.read(ctx, func(r Reader) (err error) {
		messages, err = getAll(r, conv, account, all)
		return err
	})
	return messages, err
}

func getAll(r Reader, conv id.Conv, account uint64, all []Pos) ([]Message, error) {
	v, err := viewOf(r, conv, account)
	if err != nil {
		return nil, err
	}
	var messages []Message
	for _, pos := range all {
		m, err := readMessage(r, conv, pos)
		if errors.Is(err, ErrNoMessage) {
			continue
		}
		if err != nil {
			return nil, err
		}
		seen, err := v.sees(&m)
		if err != nil {
			return nil, err
		}
		if seen {
			messages = append(messages, m)
		}
	}
	return messages, nil
}

// Recalls returns at most limit recalled messages of a conversation with
// RevokeTime in [since, until] (microseconds; until 0: no end), oldest recall
// first.
func (l *Log) Recalls(ctx context.Context, conv id.Conv, since, until int64, limit int) (messages []Message, err error) {
	err = l.read(ctx, func(r Reader) (err error) {
		messages, err = recalls(r, conv, since, until, limit)
		return err
	})
	return messages, err
}

func recalls(r Reader, conv id.Conv, since, until int64, limit int) ([]Message, error) {
	if err := check(conv, Pos{}); err != nil {
		return nil, err
	}
	lo, hi := recallsBetween(conv, since, until)
	prefix := len(recallsKey(conv, 0))
	var found []Pos
	err := r.Scan(lo, hi, false, func(k, _ []byte) (bool, error) {
		pos, err := readPos(conv, k[prefix:])
		if err != nil {
			return false, err
		}
		found = append(found, pos)
		return len(found) < max(limit, 1), nil
	})
	if err != nil {
		return nil, err
	}
	return getAll(r, conv, 0, found)
}
