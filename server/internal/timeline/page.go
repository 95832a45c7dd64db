package timeline

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// PairRange asks for messages of a one-to-one conversation.
type PairRange struct {
	For     uint64 // whose view; 0: all that is stored
	Forward bool   // false: backward, the newest first counted
	// Key is the boundary, not itself in the page: backward strictly older ones,
	// forward strictly newer ones. Without it Time is: backward messages with a
	// time below it (0: from the newest), forward with this time or a later one.
	Key   *Pos
	Time  uint32
	Until uint32 // the far end in seconds, inclusive; 0: none
	Limit int    // most messages; at least 1 is taken
	Bytes int    // ends the page when bodies come to this many; 0: 256 KiB. At least one message comes
}

const pageBytes = 256 << 10

// keys returns the range of message keys.
func (r *PairRange) keys(conv id.Conv) (lo, hi key) {
	all := convKey(kindMessage, conv)
	lo, hi = all, all.end()
	at := func(t uint32) key { return messageKey(conv, Pos{Time: t}) }
	if r.Forward {
		lo = at(r.Time)
		if r.Key != nil {
			lo = append(messageKey(conv, *r.Key), 0)
		}
		if r.Until != 0 && r.Until != ^uint32(0) {
			hi = at(r.Until + 1)
		}
		return lo, hi
	}
	lo = at(r.Until)
	if r.Key != nil {
		hi = messageKey(conv, *r.Key)
	} else if r.Time != 0 {
		hi = at(r.Time)
	}
	return lo, hi
}

// Page returns a page of a one-to-one conversation, oldest first in both
// directions, and whether nothing further is in that direction. Missing is what
// the account has hidden or cleared and what it does not keep; recalled messages
// are there with FlagRecalled.
func (l *Log) Page(ctx context.Context, conv id.Conv, r PairRange) (messages []Message, complete bool, err error) {
	if conv.Kind != id.OneToOne || r.Key != nil && check(conv, *r.Key) != nil {
		return nil, false, ErrInvalid
	}
	err = l.read(ctx, func(from Reader) (err error) {
		messages, complete, err = readPage(ctx, from, conv, r)
		return err
	})
	return messages, complete, err
}

func readPage(ctx context.Context, from Reader, conv id.Conv, r PairRange) (messages []Message, complete bool, err error) {
	v, err := viewOf(from, conv, r.For)
	if err != nil {
		return nil, false, err
	}
	lo, hi := r.keys(conv)
	room := r.Bytes
	if room == 0 {
		room = pageBytes
	}
	complete = true
	err = from.Scan(lo, hi, !r.Forward, func(_, b []byte) (bool, error) {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		m, err := decodeMessage(conv, b)
		if err != nil || !r.Forward && v.below(&m) {
			return false, err
		}
		seen, err := v.sees(&m)
		if err != nil || !seen {
			return true, err
		}
		if len(messages) >= max(r.Limit, 1) || len(messages) > 0 && len(b) > room {
			complete = false
			return false, nil
		}
		room -= len(b)
		messages = append(messages, m)
		return true, nil
	})
	if !r.Forward {
		slices.Reverse(messages)
	}
	return messages, complete, err
}

// GroupRange asks for messages of a group: a window of numbers.
type GroupRange struct {
	For    uint64 // whose view; 0: all that is stored
	Newest uint64 // newest number wanted, which may lie above the head; 0: the head
	Count  int    // how many numbers the window has, visible or not
	Above  uint64 // numbers up to and with it are not seen
	Bytes  int    // as in PairRange
}

// GroupPage is a window of a group's messages.
type GroupPage struct {
	Messages  []Message // newest first, those the account may see
	Invisible []uint64  // numbers in the window that exist but that the account may not see
	Next      uint64    // newest number to ask for next; 0: there is none
	Finished  bool      // nothing the account may see lies below
}

// GroupPage returns a window of a group's messages. What the account may not see
// because it joined later or because the history was cleared is not in a window;
// what is hidden or for others is Invisible; recalled messages are there with
// FlagRecalled.
func (l *Log) GroupPage(ctx context.Context, conv id.Conv, r GroupRange) (page GroupPage, err error) {
	if conv.Kind != id.Group {
		return page, ErrInvalid
	}
	err = l.read(ctx, func(from Reader) (err error) {
		page, err = readGroupPage(from, conv, r)
		return err
	})
	return page, err
}

func readGroupPage(from Reader, conv id.Conv, r GroupRange) (page GroupPage, err error) {
	v, err := viewOf(from, conv, r.For)
	if err != nil {
		return page, err
	}
	newest, floor := r.Newest, max(v.floor(), r.Above)
	if newest == 0 {
		newest = v.head.Number
	}
	lowest := floor + 1
	if count := uint64(max(r.Count, 0)); newest >= count && newest-count >= lowest {
		lowest = newest - count + 1
	}
	page.Next = lowest - 1
	if newest >= lowest {
		err = v.window(&page, lowest, newest, r.Bytes)
	}
	if page.Finished = page.Next <= floor; page.Finished {
		page.Next = 0
	}
	return page, err
}

// window fills the page with the numbers from newest down to lowest.
func (v *view) window(page *GroupPage, lowest, newest uint64, room int) error {
	conv := v.place.Conv
	if room == 0 {
		room = pageBytes
	}
	lo, hi := messageKey(conv, Seq(lowest)), append(messageKey(conv, Seq(newest)), 0)
	return v.r.Scan(lo, hi, true, func(_, b []byte) (bool, error) {
		m, err := decodeMessage(conv, b)
		if err != nil {
			return false, err
		}
		if len(page.Messages) > 0 && len(b) > room {
			page.Next = m.Seq
			return false, nil
		}
		seen, err := v.sees(&m)
		if err != nil {
			return false, err
		}
		if !seen {
			page.Invisible = append(page.Invisible, m.Seq)
			return true, nil
		}
		room -= len(b)
		page.Messages = append(page.Messages, m)
		return true, nil
	})
}
