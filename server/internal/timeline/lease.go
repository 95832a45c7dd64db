package timeline

import (
	"context"
	"errors"
	"time"
)

// errNotMine: another node follows the name now.
var errNotMine = errors.New("timeline: another node follows this name")

// takeTurns follows while this node holds the lease of the name, and waits for it
// while another one does.
func (w *follower) takeTurns(ctx context.Context, f func(context.Context, []Entry) error) error {
	for ctx.Err() == nil {
		held, err := w.lease(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			if err := w.outlive(ctx, err); err != nil {
				return err
			}
			continue
		}
		if !held {
			select {
			case <-ctx.Done():
			case <-time.After(w.l.opts.LeaseTime / 6):
			}
			continue
		}
		turn, end := context.WithCancel(ctx)
		kept := make(chan struct{})
		go func() {
			defer close(kept)
			defer end()
			w.renew(turn)
		}()
		err = w.run(turn, f)
		end()
		<-kept
		if err != nil && !errors.Is(err, errNotMine) {
			return err
		}
	}
	return nil
}

// lease takes the lease if it is free and reads where to go on.
func (w *follower) lease(ctx context.Context) (held bool, err error) {
	var at uint64
	err = w.l.Update(ctx, []Touch{{name: w.name}}, func(tx *Tx) error {
		held = false
		var now lease
		b, err := tx.b.Get(leaseKey(w.name))
		if err == nil && b != nil {
			err = decode(b, &now)
		}
		if err != nil || now.Holder != w.self && now.Until > time.Now().UnixMilli() {
			return err
		}
		if b, err = tx.b.Get(cursorKey(w.name)); err == nil && b != nil {
			at, err = readUvarint(b)
		}
		if err != nil {
			return err
		}
		held = true
		return tx.set(leaseKey(w.name), lease{w.self, time.Now().Add(w.l.opts.LeaseTime).UnixMilli()})
	})
	if err != nil || !held {
		return false, err
	}
	w.at, w.saved, w.when = at, at, time.Now()
	return true, nil
}

// renew keeps the lease until ctx ends, or it could not be kept.
func (w *follower) renew(ctx context.Context) {
	t := time.NewTicker(w.l.opts.LeaseTime / 3)
	defer t.Stop()
	for until := time.Now().Add(w.l.opts.LeaseTime); time.Now().Before(until); {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		began := time.Now()
		err := w.hold(ctx, w.l.opts.LeaseTime)
		if errors.Is(err, errNotMine) {
			return
		}
		if err == nil {
			until = began.Add(w.l.opts.LeaseTime)
		}
	}
}

// hold sets when the lease ends.
func (w *follower) hold(ctx context.Context, d time.Duration) error {
	return w.l.Update(ctx, []Touch{{name: w.name}}, func(tx *Tx) error {
		if err := w.mine(tx); err != nil {
			return err
		}
		return tx.set(leaseKey(w.name), lease{w.self, time.Now().Add(d).UnixMilli()})
	})
}

// mine fails if another node has taken the lease.
func (w *follower) mine(tx *Tx) error {
	if !w.l.engine.Shared() {
		return nil
	}
	b, err := tx.b.Get(leaseKey(w.name))
	if err != nil || b == nil {
		return err
	}
	var now lease
	if err := decode(b, &now); err != nil {
		return err
	}
	if now.Holder != w.self {
		return errNotMine
	}
	return nil
}

// finish stores the cursor and lets another node go on at once.
func (w *follower) finish(ctx context.Context) error {
	err := w.save(ctx)
	if err == nil && w.l.engine.Shared() {
		err = w.hold(ctx, 0)
	}
	if errors.Is(err, errNotMine) {
		return nil
	}
	return err
}
