package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Next returns the next row of a table that is loaded, nil behind the last one.
type Next func() (values []any, err error)

// Loader fills an empty database with what a Frozen was read out as.
type Loader interface {
	// Load fills a table.
	Load(ctx context.Context, t Table, next Next) error
	// Finish makes sure that no number is drawn a second time: those reserved since
	// the state was frozen are not known here.
	Finish(ctx context.Context) error
	Close() error
}

// Known refuses a schema that is newer than this program.
func Known(version int) error {
	known, err := newest()
	if err == nil && version > known {
		err = tooNew(version, known)
	}
	return err
}

func tooNew(version, known int) error {
	return fmt.Errorf("its version is %d, this program knows up to %d: run a newer teahouse", version, known)
}

// LoadFolder makes a database of a schema in an empty folder.
func LoadFolder(ctx context.Context, dir string, version int) (Loader, error) {
	path := filepath.Join(dir, "records.db")
	if _, err := os.Stat(path); err == nil {
		return nil, fmt.Errorf("%s is there already", path)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make %s: %w", path, err), db.Close())
	}
	if err := migrateTo(ctx, sqliteSchema{conn}, version); err != nil {
		return nil, errors.Join(fmt.Errorf("schema of %s: %w", path, err), conn.Close(), db.Close())
	}
	return &folderLoader{db, conn}, nil
}

type folderLoader struct {
	db   *sql.DB
	conn *sql.Conn
}

func (l *folderLoader) Load(ctx context.Context, t Table, next Next) (err error) {
	tx, err := l.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	var names, marks []string
	for i, c := range t.Columns {
		names, marks = append(names, c.Name), append(marks, fmt.Sprintf("?%d", i+1))
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO "+t.Name+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(marks, ", ")+")")
	if err != nil {
		return fmt.Errorf("fill %s: %w", t.Name, err)
	}
	defer insert.Close()
	for {
		values, err := next()
		if err != nil {
			return err
		}
		if values == nil {
			return tx.Commit()
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return fmt.Errorf("fill %s: %w", t.Name, err)
		}
	}
}

func (l *folderLoader) Finish(ctx context.Context) error {
	_, err := l.conn.ExecContext(ctx, sqliteDialect.expand(leapAll), leap)
	if err == nil {
		_, err = l.conn.ExecContext(ctx, sqliteDialect.expand(leapNew), leap, leaps)
	}
	return err
}

func (l *folderLoader) Close() error { return errors.Join(l.conn.Close(), l.db.Close()) }

// ErrNotEmpty says that a database that should be filled has something in it.
var ErrNotEmpty = errors.New("it is not empty")

// LoadPostgres makes the tables of a schema in an empty database, within the
// caller's transaction.
func LoadPostgres(ctx context.Context, tx pgx.Tx, version int) (Loader, error) {
	there, err := isThere(ctx, tx)
	if err != nil {
		return nil, err
	}
	if there {
		return nil, ErrNotEmpty
	}
	if err := migrateTo(ctx, transactionSchema{tx}, version); err != nil {
		return nil, err
	}
	return postgresLoader{tx}, nil
}

type postgresLoader struct{ tx pgx.Tx }

func (l postgresLoader) Load(ctx context.Context, t Table, next Next) error {
	var names []string
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	_, err := l.tx.CopyFrom(ctx, pgx.Identifier{t.Name}, names, pgx.CopyFromFunc(func() ([]any, error) {
		values, err := next()
		for i, v := range values {
			if s, ok := v.(string); ok {
				values[i] = cleanText(s)
			}
		}
		return values, err
	}))
	if err != nil {
		return fmt.Errorf("fill %s: %w", t.Name, err)
	}
	return nil
}

func (l postgresLoader) Finish(ctx context.Context) error {
	_, err := l.tx.Exec(ctx, leapAll, leap)
	if err == nil {
		_, err = l.tx.Exec(ctx, leapNew, leap, leaps)
	}
	return err
}

func (l postgresLoader) Close() error { return nil }

// transactionSchema applies migrations within one transaction.
type transactionSchema struct{ pgx.Tx }

func (s transactionSchema) version(ctx context.Context) (int, error) {
	_, err := s.Exec(ctx, `CREATE TABLE store_schema (version BIGINT PRIMARY KEY)`)
	return 0, err
}

func (s transactionSchema) apply(ctx context.Context, version int, text string) error {
	if _, err := s.Exec(ctx, postgresDialect.schema(text)); err != nil {
		return err
	}
	_, err := s.Exec(ctx, `INSERT INTO store_schema (version) VALUES ($1)`, version)
	return err
}
