package timeline

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

const (
	// convsAtOnce are looked at between two looks at whose duty it is.
	convsAtOnce = 500
	// expireAtOnce is how many seconds of messages go in a transaction where they are
	// deleted one by one.
	expireAtOnce = 3600
)

// expireName has the lease of who deletes old messages; nobody follows it.
const expireName = "\x00expire"

// ExpireAll deletes the messages of an application with a Time before the given one
// (seconds), as Expire does, and returns of how many conversations. Of nodes that share a
// store one does it, and the others return at once. It takes a read for each conversation,
// and more for those that have such messages.
func (l *Log) ExpireAll(ctx context.Context, app, before uint32) (n int, err error) {
	w := &follower{l: l, name: expireName, self: l.writer}
	for at := (id.Conv{}); ; {
		if mine, err := w.onDuty(ctx); err != nil || !mine {
			return n, err
		}
		convs, err := l.Convs(ctx, app, at, convsAtOnce)
		if err != nil || len(convs) == 0 {
			return n, err
		}
		for _, conv := range convs {
			had, err := l.expire(ctx, conv, before)
			if err != nil {
				return n, err
			}
			if had {
				n++
			}
		}
		at = convs[len(convs)-1]
	}
}

// expire deletes what a conversation has before a time, and tells whether it had any.
func (l *Log) expire(ctx context.Context, conv id.Conv, before uint32) (had bool, err error) {
	for {
		var oldest uint32
		var there bool
		err := l.read(ctx, func(r Reader) (err error) {
			oldest, there, err = oldestTime(r, conv)
			return err
		})
		if err != nil || !there || oldest >= before {
			return had, err
		}
		until := before
		if l.shared != nil {
			until = min(before, oldest+expireAtOnce)
		}
		err = l.Update(ctx, []Touch{InConv(conv)}, func(tx *Tx) error {
			_, err := tx.Expire(conv, until)
			return err
		})
		if err != nil {
			return had, err
		}
		had = true
	}
}
