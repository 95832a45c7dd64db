package store

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	mostTries = 12 // of a transaction that others are in the way of
	patience  = 10 * time.Second
)

// Conflict reports whether a PostgreSQL refused a transaction because of another
// one; nothing of it happened.
func Conflict(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// lostCodes are errors after which there is no connection, or none yet.
var lostCodes = map[string]bool{
	"57P01": true, // admin_shutdown
	"57P02": true, // crash_shutdown
	"57P03": true, // cannot_connect_now
	"57P05": true, // idle_session_timeout
	"25P03": true, // idle_in_transaction_session_timeout
	"25P04": true, // transaction_timeout
	"53300": true, // too_many_connections
}

// Missing reports whether a table is not there.
func Missing(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "42P01"
}

// Lost reports whether an error says that a PostgreSQL cannot be reached, or is
// starting or stopping, rather than that it refused something.
func Lost(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return lostCodes[pg.Code] || strings.HasPrefix(pg.Code, "08") // connection exceptions
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err)
}

// Pauses decides how often and when something is tried again. The zero value
// begins.
type Pauses struct {
	Patience time.Duration // with a database that cannot be reached; 0: 10 s

	tries int
	lost  time.Time // when the database could not be reached first
}

// Again reports whether to try again after err, once the pause that is due is
// over. It is false if err will not go away, or ctx ends.
func (p *Pauses) Again(ctx context.Context, err error) bool {
	p.tries++
	var pause time.Duration
	switch {
	case Conflict(err):
		if p.tries >= mostTries {
			return false
		}
		pause = rand.N(min(time.Millisecond<<p.tries, 200*time.Millisecond))
	case Lost(err):
		if p.lost.IsZero() {
			p.lost = time.Now()
		}
		if time.Since(p.lost) > cmp.Or(p.Patience, patience) {
			return false
		}
		pause = 20*time.Millisecond + rand.N(200*time.Millisecond)
	default:
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(pause):
		return true
	}
}

// Make calls f, which makes something that must be there once, until it succeeds or
// fails for good. What exists already was made by another process a moment ago.
func Make(ctx context.Context, f func() error) error {
	for p := (Pauses{}); ; {
		err := f()
		var pg *pgconn.PgError
		if errors.As(err, &pg) && (pg.Code == "23505" || pg.Code == "42P07" || pg.Code == "42710") && p.tries < mostTries {
			p.tries++
			time.Sleep(rand.N(50 * time.Millisecond))
			continue
		}
		if err == nil || Lost(err) || !p.Again(ctx, err) {
			return err
		}
	}
}
