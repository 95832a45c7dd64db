// Package storetest runs tests of records on both databases, each on an empty one
// of its own.
package storetest

import (
	"context"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/test/postgres"
)

// Each runs f on an empty database in a folder and on one of PostgreSQL.
func Each(t *testing.T, f func(t *testing.T, db *store.DB)) {
	t.Helper()
	EachPlace(t, func(t *testing.T, where string) { f(t, Open(t, where)) })
}

// EachPlace is Each for tests that open the database themselves.
func EachPlace(t *testing.T, f func(t *testing.T, where string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, t.TempDir()) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

// Open opens a database until the test ends.
func Open(t testing.TB, where string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Postgres returns the URL of a PostgreSQL database with the tables and nothing in
// them, which goes with the test.
func Postgres(t testing.TB) string {
	t.Helper()
	return lent(t)(Cluster(t).Prepared(func(url string) error {
		db, err := store.Open(context.Background(), url)
		if err != nil {
			return err
		}
		return db.Close()
	}))
}

// EmptyPostgres is Postgres without the tables, as a new server and a restore find it.
func EmptyPostgres(t testing.TB) string {
	t.Helper()
	return lent(t)(Cluster(t).Database())
}

func lent(t testing.TB) func(url string, drop func(), err error) string {
	return func(url string, drop func(), err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(drop)
		return url
	}
}

// Cluster returns the server of this process's tests.
func Cluster(t testing.TB) *postgres.Cluster {
	t.Helper()
	c, err := postgres.Shared()
	if err != nil {
		t.Fatal(err)
	}
	return c
}
