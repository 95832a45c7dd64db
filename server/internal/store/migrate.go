package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

//go:embed migrations/*.sql
var migrations embed.FS

// schema is what migrations are applied to.
type schema interface {
	// version returns the newest one that was applied, 0 for a new database.
	version(ctx context.Context) (int, error)
	// apply applies text and notes its version, in one transaction; nothing if
	// another process was first.
	apply(ctx context.Context, version int, text string) error
}

// step is a migration: files are numbered in one row, NNNN_name.sql, and never
// changed once released.
type step struct {
	version int
	file    string
}

// steps lists the migrations in their order.
func steps() (all []step, err error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		version, err := strconv.Atoi(strings.TrimPrefix(file, "migrations/")[:4])
		if err != nil {
			return nil, fmt.Errorf("%s: the name does not begin with a number", file)
		}
		all = append(all, step{version, file})
	}
	return all, nil
}

// migrate brings the schema up to date.
func migrate(ctx context.Context, s schema) error {
	known, err := newest()
	if err != nil {
		return err
	}
	return migrateTo(ctx, s, known)
}

// migrateTo brings the schema to a version, each step in a transaction of its own.
// Other processes may do the same meanwhile, and older ones may be at work, so
// files add tables, indexes and columns that may be left out.
func migrateTo(ctx context.Context, s schema, version int) error {
	at, err := s.version(ctx)
	if err != nil {
		return err
	}
	if at > version {
		return tooNew(at, version)
	}
	all, err := steps()
	if err != nil {
		return err
	}
	for _, next := range all {
		if next.version <= at || next.version > version {
			continue
		}
		text, err := migrations.ReadFile(next.file)
		if err != nil {
			return err
		}
		if err := s.apply(ctx, next.version, string(text)); err != nil {
			return fmt.Errorf("%s: %w", next.file, err)
		}
	}
	return nil
}

type sqliteSchema struct{ *sql.Conn }

func (s sqliteSchema) version(ctx context.Context) (at int, err error) {
	if _, err := s.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS store_schema (version BIGINT NOT NULL)`); err != nil {
		return 0, err
	}
	err = s.QueryRowContext(ctx, `SELECT COALESCE(MAX(version), 0) FROM store_schema`).Scan(&at)
	return at, err
}

func (s sqliteSchema) apply(ctx context.Context, version int, text string) error {
	if _, err := s.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer s.ExecContext(ctx, "ROLLBACK") // does nothing after COMMIT
	var done bool                        // another process may have been first
	err := s.QueryRowContext(ctx, `SELECT COUNT(*) > 0 FROM store_schema WHERE version = ?1`, version).Scan(&done)
	if err != nil || done {
		return err
	}
	if _, err := s.ExecContext(ctx, sqliteDialect.schema(text)); err != nil {
		return err
	}
	if _, err := s.ExecContext(ctx, `INSERT INTO store_schema (version) VALUES (?1)`, version); err != nil {
		return err
	}
	_, err = s.ExecContext(ctx, "COMMIT")
	return err
}

type postgresSchema struct{ *pgx.Conn }

func (s postgresSchema) version(ctx context.Context) (at int, err error) {
	if encoding := s.PgConn().ParameterStatus("server_encoding"); encoding != "" && encoding != "UTF8" {
		return 0, fmt.Errorf("its encoding is %s; make a database with ENCODING 'UTF8'", encoding)
	}
	// Asked for first: who may not make tables may use those that are there.
	if at, err = s.newest(ctx); !Missing(err) {
		return at, err
	}
	err = Make(ctx, func() error {
		// Two that make the same table at once fail, in spite of IF NOT EXISTS.
		_, err := s.Exec(ctx, `CREATE TABLE IF NOT EXISTS store_schema (version BIGINT PRIMARY KEY)`)
		return err
	})
	if err != nil {
		return 0, err
	}
	return s.newest(ctx)
}

func (s postgresSchema) newest(ctx context.Context) (at int, err error) {
	err = s.QueryRow(ctx, `SELECT COALESCE(MAX(version), 0) FROM store_schema`).Scan(&at)
	return at, err
}

const (
	// lockTimeout is how long a migration waits for a table that others use, and
	// makes those who come after it wait. Then it lets them go on and tries again.
	lockTimeout = "SET LOCAL lock_timeout = 1000"
	lockTries   = 120
)

// errBusy: something has been using a table all the time.
var errBusy = errors.New("a long transaction, perhaps a backup, is in the way of the migration")

// apply begins with the row of the version: who comes second waits there for the
// first to commit, and then finds it done.
func (s postgresSchema) apply(ctx context.Context, version int, text string) error {
	for range lockTries {
		err := Make(ctx, func() error { return s.tryApply(ctx, version, text) })
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || pg.Code != "55P03" {
			return err
		}
		select { // those who waited behind it go first
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
	return errBusy
}

func (s postgresSchema) tryApply(ctx context.Context, version int, text string) error {
	tx, err := s.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	if err != nil {
		return err
	}
	defer tx.Rollback(context.WithoutCancel(ctx)) // does nothing after Commit
	if _, err := tx.Exec(ctx, lockTimeout); err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, `INSERT INTO store_schema (version) VALUES ($1) ON CONFLICT (version) DO NOTHING`, version)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, postgresDialect.schema(text)); err != nil {
		return err
	}
	err = tx.Commit(ctx)
	if errors.Is(err, pgx.ErrTxCommitRollback) {
		return fmt.Errorf("not applied: %w", err)
	}
	return err
}
