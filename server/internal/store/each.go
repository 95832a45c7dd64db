package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Each runs a statement once for each row of arguments and returns how many rows each
// of them changed. A database over a network gets all of them in one exchange.
func Each(tx *Tx, query string, args [][]any) (changed []int64, err error) {
	if len(args) == 0 {
		return nil, nil
	}
	if changed, err = tx.run.each(tx.ctx, query, args); err != nil {
		return nil, fmt.Errorf("%q: %w", query, err)
	}
	return changed, nil
}

func (prepared stmts) each(ctx context.Context, query string, args [][]any) ([]int64, error) {
	changed := make([]int64, len(args))
	for i := range args {
		n, err := prepared.exec(ctx, query, args[i])
		if err != nil {
			return nil, err
		}
		changed[i] = n
	}
	return changed, nil
}

func (s *session) each(ctx context.Context, query string, args [][]any) ([]int64, error) {
	changed, done := make([]int64, len(args)), 0
	if !s.begun {
		n, err := s.exec(ctx, query, args[0])
		if err != nil {
			return nil, err
		}
		changed[0], done = n, 1
	}
	var b pgx.Batch
	for _, row := range args[done:] {
		values, err := postgresDialect.values(row)
		if err != nil {
			return nil, err
		}
		b.Queue(s.db.sql.get(query), values...)
	}
	if b.Len() == 0 {
		return changed, nil
	}
	if s.conn == nil {
		return nil, s.err
	}
	sent := s.conn.SendBatch(ctx, &b)
	for i := done; i < len(args); i++ {
		tag, err := sent.Exec()
		if err != nil {
			_ = sent.Close()
			return nil, s.note(err)
		}
		changed[i] = tag.RowsAffected()
	}
	return changed, s.note(sent.Close())
}
