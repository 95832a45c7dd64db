package timeline

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Conversation is what an account's list shows of a conversation.
type Conversation struct {
	Conv  id.Conv
	Place Place
	Head  Head
	// Last is the newest message that the account sees and lists may show, if
	// there is one among the last 200.
	Last   *Message
	Unread uint64
}

// Place returns the account's place in a conversation and whether there is one.
func (l *Log) Place(ctx context.Context, conv id.Conv, account uint64) (Place, bool, error) {
	if err := ctx.Err(); err != nil {
		return Place{}, false, err
	}
	return readPlace(l.r, conv, account)
}

// Places returns all places of an account, also those not listed.
func (l *Log) Places(ctx context.Context, app uint32, account uint64) ([]Place, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return readPlaces(l.r, app, account)
}

func readPlaces(r Reader, app uint32, account uint64) (all []Place, err error) {
	prefix := accountKey(kindPlace, app, account)
	err = r.Scan(prefix, prefix.end(), false, func(k, v []byte) (bool, error) {
		conv, _, err := readConv(k[len(prefix):])
		if err != nil {
			return false, err
		}
		var p Place
		if err := decode(v, &p); err != nil {
			return false, err
		}
		p.Conv, p.Account = conv, account
		all = append(all, p)
		return true, nil
	})
	return all, err
}

// Conversations returns the listed conversations of an account in no particular
// order; if some are named, those of them where the account has a place, listed
// or not.
func (l *Log) Conversations(ctx context.Context, app uint32, account uint64, some ...id.Conv) ([]Conversation, error) {
	var all []Conversation
	err := l.read(ctx, func(r Reader) (err error) {
		all, err = conversations(ctx, r, app, account, some)
		return err
	})
	return all, err
}

func conversations(ctx context.Context, r Reader, app uint32, account uint64, some []id.Conv) (all []Conversation, err error) {
	places, err := placesOf(r, app, account, some)
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c := Conversation{Conv: p.Conv, Place: p}
		if c.Head, err = readHead(r, p.Conv); err != nil {
			return nil, err
		}
		if len(some) == 0 && !p.Listed(c.Head) {
			continue
		}
		v := view{r: r, head: c.Head, place: p}
		if c.Last, err = v.last(); err != nil {
			return nil, err
		}
		if c.Unread, err = unread(r, c.Head, p); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func placesOf(r Reader, app uint32, account uint64, some []id.Conv) (places []Place, err error) {
	if len(some) == 0 {
		return readPlaces(r, app, account)
	}
	for _, conv := range some {
		p, ok, err := readPlace(r, conv, account)
		if err != nil {
			return nil, err
		}
		if ok {
			places = append(places, p)
		}
	}
	return places, nil
}

// Unread returns how many messages of a conversation the account has not read;
// 0 without a place.
func (l *Log) Unread(ctx context.Context, conv id.Conv, account uint64) (uint64, error) {
	counts, err := l.Unreads(ctx, account, []id.Conv{conv})
	if err != nil {
		return 0, err
	}
	return counts[0], nil
}

func readUnread(r Reader, conv id.Conv, account uint64) (uint64, error) {
	// The place first: a mark that moves meanwhile must not exceed the head.
	p, ok, err := readPlace(r, conv, account)
	if err != nil {
		return 0, err
	}
	h, err := readHead(r, conv)
	if err != nil || !ok {
		return 0, err
	}
	return unread(r, h, p)
}

// Unreads returns the unread counts of an account's conversations, in their order.
func (l *Log) Unreads(ctx context.Context, account uint64, convs []id.Conv) ([]uint64, error) {
	counts := make([]uint64, len(convs))
	return counts, l.read(ctx, func(r Reader) (err error) {
		for i, c := range convs {
			if counts[i], err = readUnread(r, c, account); err != nil {
				return err
			}
		}
		return nil
	})
}

// Uncounted returns the numbers of a group above mark, at most limit of them
// counted from the newest, that are not unread for the account (NoUnread,
// targeted, imported, recalled, its own), in falling order.
func (l *Log) Uncounted(ctx context.Context, conv id.Conv, account, mark uint64, limit int) (numbers []uint64, err error) {
	if conv.Kind != id.Group || mark == ^uint64(0) {
		return nil, ErrInvalid
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return uncounted(l.r, conv, account, mark, limit)
}

func uncounted(r Reader, conv id.Conv, account, mark uint64, limit int) (numbers []uint64, err error) {
	lo, hi := messageKey(conv, Seq(mark+1)), convKey(kindMessage, conv).end()
	err = r.Scan(lo, hi, true, func(_, b []byte) (bool, error) {
		m, err := decodeMessage(conv, b)
		if err != nil {
			return false, err
		}
		if !m.Countable() || m.Flags.Has(FlagRecalled) || m.From == account {
			numbers = append(numbers, m.Seq)
		}
		return len(numbers) < max(limit, 1), nil
	})
	return numbers, err
}

// PeerRead returns until when the reader has read a one-to-one conversation, in
// seconds; 0: never.
func (l *Log) PeerRead(ctx context.Context, conv id.Conv, reader uint64) (uint32, error) {
	p, _, err := l.Place(ctx, conv, reader)
	return p.ReadTime, err
}
