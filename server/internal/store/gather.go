package store

import (
	"context"
	"fmt"
	"time"
)

// mostGathered bounds how many updates share a commit, so that the first of
// them is not kept waiting.
const mostGathered = 256

type update struct {
	ctx    context.Context
	f      func(*Tx) error
	tell   func(context.Context, []any)
	events []any
	err    error
	panic  any
	done   chan struct{}
}

// update gathers the updates of concurrent callers into one commit; each runs
// alone all the same, under a savepoint of its own.
func (db *sqlite) update(ctx context.Context, f func(tx *Tx) error, tell func(context.Context, []any)) error {
	u := &update{ctx: ctx, f: f, tell: tell, done: make(chan struct{})}
	select {
	case <-db.stop:
		return ErrClosed
	default:
	}
	select {
	case db.queue <- u:
	case <-ctx.Done():
		return ctx.Err()
	case <-db.stop:
		return ErrClosed
	}
	select {
	case <-u.done:
	case <-db.done:
		select { // the last round may have taken it
		case <-u.done:
		default:
			return ErrClosed
		}
	}
	if u.panic != nil {
		panic(u.panic)
	}
	return u.err
}

func (db *sqlite) gather() {
	defer close(db.done)
	look := time.NewTicker(spareFor)
	defer look.Stop()
	for {
		select {
		case u := <-db.queue:
			db.round(u)
		case <-look.C:
			db.dropSpare()
		case <-db.stop:
			for {
				select {
				case u := <-db.queue:
					db.round(u)
				default:
					return
				}
			}
		}
	}
}

// round runs the waiting updates, first of all u, and commits them together.
func (db *sqlite) round(u *update) {
	batch := []*update{u}
	for len(batch) < mostGathered {
		select {
		case u := <-db.queue:
			batch = append(batch, u)
			continue
		default:
		}
		break
	}
	err := db.commit(batch)
	for _, u := range batch {
		if err != nil && u.err == nil && u.panic == nil {
			u.err = fmt.Errorf("commit: %w", err)
		}
		if err == nil && u.err == nil && u.panic == nil {
			u.tell(u.ctx, u.events)
		}
		close(u.done)
	}
}

func (db *sqlite) commit(batch []*update) error {
	if err := db.own.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, u := range batch {
		if err := db.runOne(u); err != nil {
			db.own.exec("ROLLBACK")
			return err
		}
	}
	if err := db.own.exec("COMMIT"); err != nil {
		db.own.exec("ROLLBACK")
		return err
	}
	return nil
}

// runOne runs an update under its own savepoint. It returns an error only when
// the common transaction is broken.
func (db *sqlite) runOne(u *update) error {
	if u.err = u.ctx.Err(); u.err != nil {
		return nil
	}
	if err := db.own.exec("SAVEPOINT u"); err != nil {
		return err
	}
	db.call(u)
	if u.err != nil || u.panic != nil {
		if err := db.own.exec("ROLLBACK TO u"); err != nil {
			return err
		}
	}
	return db.own.exec("RELEASE u")
}

func (db *sqlite) call(u *update) {
	defer func() {
		if p := recover(); p != nil {
			u.panic = p
		}
	}()
	tx := &Tx{ctx: context.Background(), run: stmts(db.own.stmt)}
	u.err = u.f(tx)
	u.events = tx.events
}
