package timeline

import (
	"context"
	"sort"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Glance is how somebody sees a group's conversation from outside.
type Glance struct {
	Head      Head
	Read      uint64   // has read up to and with this number
	Unread    uint64   // how many it has not read
	Uncounted []uint64 // numbers above Read that are not unread, in falling order
	// Last is the newest message that the account sees and lists may show, if there
	// is one among the last 200.
	Last *Message
}

// Glances returns how an account that is a member since a time sees conversations of
// groups, in their order, whether it has ever looked into them or not: it need not
// have places there. What was said before it came counts as read, and is seen if
// before is set. Uncounted holds at most limit numbers of each, of the newest
// messages; where that is too few, Read lies so much higher that
// Head.Number - Read - len(Uncounted) is Unread in any case.
func (l *Log) Glances(ctx context.Context, account uint64, convs []id.Conv, since time.Time, before bool, limit int) ([]Glance, error) {
	all := make([]Glance, len(convs))
	return all, l.read(ctx, func(r Reader) (err error) {
		for i, c := range convs {
			if err := ctx.Err(); err != nil {
				return err
			}
			if all[i], err = glance(r, c, account, since, before, limit); err != nil {
				return err
			}
		}
		return nil
	})
}

func glance(r Reader, conv id.Conv, account uint64, since time.Time, before bool, limit int) (g Glance, err error) {
	if conv.Kind != id.Group {
		return g, ErrInvalid
	}
	v, err := viewOf(r, conv, account)
	if err != nil {
		return g, err
	}
	came, err := v.settle(since)
	if err != nil {
		return g, err
	}
	if !before {
		v.place.Joined = max(v.place.Joined, came)
	}
	g = Glance{Head: v.head, Read: v.place.Read}
	if g.Unread, err = unread(r, v.head, v.place); err != nil {
		return g, err
	}
	if g.Last, err = v.last(); err != nil {
		return g, err
	}
	return g, g.subtract(r, conv, account, limit)
}

// maxSubtract is how many messages are looked at for those that are not unread.
const maxSubtract = 1000

// subtract finds the newest numbers that are not unread, and raises Read by what is
// more of them.
func (g *Glance) subtract(r Reader, conv id.Conv, account uint64, limit int) error {
	top := g.Head.Number
	if g.Read = min(g.Read, top); top-g.Read == g.Unread {
		return nil
	}
	from := max(g.Read, top-min(top, maxSubtract))
	numbers, err := uncounted(r, conv, account, from, limit)
	if err != nil {
		return err
	}
	k := uint64(len(numbers))
	for k > 0 && numbers[k-1]+g.Unread+k <= top { // it must lie above Read
		k--
	}
	g.Uncounted, g.Read = numbers[:k], top-min(top, g.Unread+k)
	return nil
}

// settle moves the read mark to where the conversation was when the account became
// a member, if it lies below, and returns that number.
func (v *view) settle(since time.Time) (came uint64, err error) {
	conv := v.place.Conv
	if came, err = arrivedBy(v.r, v.head, conv, since); err != nil || came <= v.place.Read {
		return came, err
	}
	counts, t := v.head.Counts, v.head.Time
	if came < v.head.Number {
		if counts, t, err = countsAt(v.r, v.head, conv, came); err != nil {
			return came, err
		}
	}
	v.place.Read, v.place.ReadTime, v.place.ReadCount = came, t, int64(countFor(conv, v.place.Account, counts))
	return came, nil
}

// ArrivedBy returns the highest number of a group message that had arrived at a
// time, 0 if none had. It costs some reads, and one if all had.
func (l *Log) ArrivedBy(ctx context.Context, conv id.Conv, at time.Time) (n uint64, err error) {
	err = l.read(ctx, func(r Reader) error {
		h, err := readHead(r, conv)
		if err == nil {
			n, err = arrivedBy(r, h, conv, at)
		}
		return err
	})
	return n, err
}

func arrivedBy(r Reader, h Head, conv id.Conv, at time.Time) (uint64, error) {
	if h.Number == 0 || int64(h.Time) < at.Unix() {
		return h.Number, nil
	}
	var failed error
	later := func(i int) bool {
		_, b, err := r.Seek(messageKey(conv, Seq(0)), append(messageKey(conv, Seq(uint64(i)+1)), 0), true)
		if err != nil || b == nil {
			failed = err
			return false // what was there has expired
		}
		m, err := decodeMessage(conv, b)
		if err != nil {
			failed = err
		}
		return time.Unix(int64(m.Time), int64(m.Milli)*1e6).After(at)
	}
	n := sort.Search(int(h.Number-h.Expired), func(i int) bool { return later(i + int(h.Expired)) })
	return h.Expired + uint64(n), failed
}
