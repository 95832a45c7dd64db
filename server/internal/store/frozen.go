package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/jackc/pgx/v5"
)

// ErrEmpty says that there are no records to be read.
var ErrEmpty = errors.New("there is no Teahouse data")

// Table is a table of records as a database has it.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
}

// Column is a column of a table. Type is one of TEXT, BIGINT, BOOLEAN and BYTEA.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// Frozen is one state of a database of records, to be copied as a whole.
type Frozen struct {
	Version int // of the schema
	Tables  []Table

	rows  func(ctx context.Context, query string, scan func(Row) error) error
	close func() error
}

// Each calls f for the rows of a table, in no order. Values are nil, string,
// int64, bool or []byte.
func (f *Frozen) Each(ctx context.Context, t Table, each func(values []any) error) error {
	var names string
	for i, c := range t.Columns {
		if i > 0 {
			names += ", "
		}
		names += c.Name
	}
	err := f.rows(ctx, "SELECT "+names+" FROM "+t.Name, func(row Row) error {
		dest := make([]any, len(t.Columns))
		for i, c := range t.Columns {
			dest[i] = columnTypes[c.Type].dest()
		}
		if err := row.Scan(dest...); err != nil {
			return err
		}
		for i, c := range t.Columns {
			dest[i] = columnTypes[c.Type].value(dest[i])
		}
		return each(dest)
	})
	if err != nil {
		return fmt.Errorf("read %s: %w", t.Name, err)
	}
	return nil
}

// Close lets the state go.
func (f *Frozen) Close() error { return f.close() }

// columnType is how values of a column are read: NULL is nil.
type columnType struct {
	dest  func() any
	value func(dest any) any
}

func typeOf[T any]() columnType {
	return columnType{
		dest: func() any { return new(*T) },
		value: func(dest any) any {
			if v := *dest.(**T); v != nil {
				return *v
			}
			return nil
		},
	}
}

var columnTypes = map[string]columnType{
	"TEXT": typeOf[string](), "BIGINT": typeOf[int64](), "BOOLEAN": typeOf[bool](), "BYTEA": typeOf[[]byte](),
}

// typeNames are what the databases call the types of columns.
var typeNames = map[string]string{"BLOB": "BYTEA", "text": "TEXT", "bigint": "BIGINT", "boolean": "BOOLEAN", "bytea": "BYTEA"}

func column(name, kind string) (Column, error) {
	if own, ok := typeNames[kind]; ok {
		kind = own
	}
	if _, ok := columnTypes[kind]; !ok {
		return Column{}, fmt.Errorf("column %s is %s, which nobody can copy", name, kind)
	}
	return Column{name, kind}, nil
}

var tableName = regexp.MustCompile(`(?m)^CREATE TABLE (?:IF NOT EXISTS )?(\w+)`)

// newest is the newest schema that this program knows.
func newest() (int, error) {
	all, err := steps()
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return all[len(all)-1].version, nil
}

// tableNames lists the tables of a schema.
func tableNames(version int) (names []string, err error) {
	all, err := steps()
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.version > version {
			break
		}
		text, err := fs.ReadFile(migrations, s.file)
		if err != nil {
			return nil, err
		}
		for _, m := range tableName.FindAllStringSubmatch(string(text), -1) {
			names = append(names, m[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// describe sets what there is. columns returns the columns of a table, in their
// order.
func (f *Frozen) describe(columns func(table string) ([]Column, error)) error {
	known, err := newest()
	if err != nil {
		return err
	}
	if f.Version > known {
		return tooNew(f.Version, known)
	}
	if f.Version == 0 {
		return ErrEmpty
	}
	names, err := tableNames(f.Version)
	if err != nil {
		return err
	}
	for _, name := range names {
		all, err := columns(name)
		if err == nil && len(all) == 0 {
			err = errors.New("it is not there")
		}
		if err != nil {
			return fmt.Errorf("table %s: %w", name, err)
		}
		f.Tables = append(f.Tables, Table{name, all})
	}
	return nil
}

// Freeze returns the state of an open database in a folder, and calls at while
// nothing can be committed: what at sees of the world outside is what depends on
// this state and on no later one.
func (db *DB) Freeze(ctx context.Context, at func() error) (*Frozen, error) {
	s, ok := db.base.(*sqlite)
	if !ok {
		return nil, errors.New("store: a shared database is frozen by a transaction")
	}
	open, err := openFrozen(ctx, s.path)
	if err != nil {
		return nil, err
	}
	var f *Frozen
	err = db.Update(ctx, func(*Tx) (err error) {
		if f, err = open.freeze(ctx); err != nil {
			return err
		}
		return at()
	})
	if err != nil {
		return nil, errors.Join(err, open.close())
	}
	return f, nil
}

// FreezeFolder returns the state of a database that no server has open. Unlike
// Open it changes nothing, so a schema of an older program stays one.
func FreezeFolder(ctx context.Context, dir string) (*Frozen, error) {
	path := filepath.Join(dir, "records.db")
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%w in %s", ErrEmpty, dir)
	}
	open, err := openFrozen(ctx, path)
	if err != nil {
		return nil, err
	}
	f, err := open.freeze(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), open.close())
	}
	return f, nil
}

// frozenFile is a connection of its own, so that it takes none from Views.
type frozenFile struct {
	db *sql.DB
	tx *sql.Tx
}

func openFrozen(ctx context.Context, path string) (frozenFile, error) {
	db, err := sql.Open("sqlite", "file:"+path+"?mode=rw&_pragma=busy_timeout(10000)&_pragma=query_only(1)")
	if err != nil {
		return frozenFile{}, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return frozenFile{}, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
	}
	return frozenFile{db, tx}, nil
}

func (o frozenFile) close() error { return errors.Join(o.tx.Rollback(), o.db.Close()) }

// freeze begins with the first read.
func (o frozenFile) freeze(ctx context.Context) (*Frozen, error) {
	f := &Frozen{rows: o.rows, close: o.close}
	var there bool
	err := o.tx.QueryRowContext(ctx, `SELECT COUNT(*) > 0 FROM sqlite_master WHERE name = 'store_schema'`).Scan(&there)
	if err == nil && there {
		err = o.tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(version), 0) FROM store_schema`).Scan(&f.Version)
	}
	if err != nil {
		return nil, err
	}
	return f, f.describe(func(table string) (all []Column, err error) {
		return all, o.rows(ctx, `SELECT name, type FROM pragma_table_info('`+table+`') ORDER BY cid`, func(row Row) error {
			return addColumn(&all, row)
		})
	})
}

func addColumn(all *[]Column, row Row) error {
	var name, kind string
	if err := row.Scan(&name, &kind); err != nil {
		return err
	}
	c, err := column(name, kind)
	*all = append(*all, c)
	return err
}

func (o frozenFile) rows(ctx context.Context, query string, scan func(Row) error) error {
	got, err := o.tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer got.Close()
	return eachRow(got, scan)
}

func eachRow(got interface {
	Row
	Next() bool
	Err() error
}, scan func(Row) error) error {
	for got.Next() {
		if err := scan(got); err != nil {
			return err
		}
	}
	return got.Err()
}

// FreezePostgres returns the state that a transaction sees, which belongs to the
// caller and has to be one of REPEATABLE READ.
func FreezePostgres(ctx context.Context, tx pgx.Tx) (*Frozen, error) {
	f := &Frozen{close: func() error { return nil }}
	f.rows = func(ctx context.Context, query string, scan func(Row) error) error {
		got, err := tx.Query(ctx, query)
		if err != nil {
			return err
		}
		defer got.Close()
		return eachRow(got, scan)
	}
	there, err := isThere(ctx, tx)
	if err == nil && there {
		err = tx.QueryRow(ctx, `SELECT COALESCE(MAX(version), 0) FROM store_schema`).Scan(&f.Version)
	}
	if err != nil {
		return nil, err
	}
	return f, f.describe(func(table string) (all []Column, err error) {
		return all, f.rows(ctx, `SELECT column_name, data_type FROM information_schema.columns
			WHERE table_schema = current_schema() AND table_name = '`+table+`' ORDER BY ordinal_position`, func(row Row) error {
			return addColumn(&all, row)
		})
	})
}

// isThere tells whether a database has been opened by Open before.
func isThere(ctx context.Context, tx pgx.Tx) (there bool, err error) {
	err = tx.QueryRow(ctx, `SELECT COUNT(*) > 0 FROM information_schema.tables
		WHERE table_schema = current_schema() AND table_name = 'store_schema'`).Scan(&there)
	return there, err
}
