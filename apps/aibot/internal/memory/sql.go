package memory

import (
	"context"
	"database/sql"
	"strings"
	"time"
)

// pruneEvery is how often old turns are looked for.
const pruneEvery = time.Minute

// knownFor is how long an event that is told again is known, at least. Servers give up
// after less.
const knownFor = 14 * 24 * time.Hour

// most is how many turns of a conversation are kept: more than any context takes.
const most = 400

func (s *Store) update(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func say(ctx context.Context, tx *sql.Tx, conversation string, t Turn, at time.Time, question int64) (int64, error) {
	done, err := tx.ExecContext(ctx, `INSERT INTO turns (conversation, role, text, images, at, question) VALUES ($1, $2, $3, $4, $5, $6)`,
		conversation, t.Role, t.Text, strings.Join(t.Images, "\n"), at.Unix(), question)
	if err != nil {
		return 0, err
	}
	id, err := done.LastInsertId()
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM turns WHERE conversation = $1 AND id <= (
		SELECT id FROM turns WHERE conversation = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)`, conversation, most)
	return id, err
}

// prune forgets what is old. The caller's transaction has the only connection, so
// pruned needs no lock.
func (s *Store) prune(ctx context.Context, tx *sql.Tx) error {
	now := time.Now()
	if now.Sub(s.pruned) < pruneEvery {
		return nil
	}
	s.pruned = now
	for _, old := range []struct {
		text string
		keep time.Duration
	}{
		{`DELETE FROM turns WHERE at < $1`, s.keep},
		{`DELETE FROM events WHERE at < $1`, max(s.keep, knownFor)},
	} {
		if _, err := tx.ExecContext(ctx, old.text, now.Add(-old.keep).Unix()); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM open WHERE id NOT IN (SELECT id FROM turns)`)
	return err
}

func split(images string) []string {
	if images == "" {
		return nil
	}
	return strings.Split(images, "\n")
}
