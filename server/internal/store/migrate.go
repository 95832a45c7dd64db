package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date, each file in a transaction of its own.
// Files are numbered in one row, NNNN_name.sql, and never changed once released.
func migrate(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS store_schema (version BIGINT NOT NULL)`); err != nil {
		return err
	}
	var at int
	if err := conn.QueryRowContext(ctx, `SELECT COALESCE(MAX(version), 0) FROM store_schema`).Scan(&at); err != nil {
		return err
	}
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	newest := 0
	for _, file := range files {
		version, err := strconv.Atoi(strings.TrimPrefix(file, "migrations/")[:4])
		if err != nil {
			return fmt.Errorf("%s: the name does not begin with a number", file)
		}
		newest = version
		if version <= at {
			continue
		}
		if err := apply(ctx, conn, file, version); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	if at > newest {
		return fmt.Errorf("its version is %d, this program knows up to %d: run a newer teahouse", at, newest)
	}
	return nil
}

func apply(ctx context.Context, conn *sql.Conn, file string, version int) error {
	text, err := migrations.ReadFile(file)
	if err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	defer conn.ExecContext(ctx, "ROLLBACK") // does nothing after COMMIT
	var done bool                           // another process may have been first
	err = conn.QueryRowContext(ctx, `SELECT COUNT(*) > 0 FROM store_schema WHERE version = ?1`, version).Scan(&done)
	if err != nil || done {
		return err
	}
	if _, err := conn.ExecContext(ctx, string(text)); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, `INSERT INTO store_schema (version) VALUES (?1)`, version); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "COMMIT")
	return err
}
