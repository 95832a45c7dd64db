package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/teahouse-chat/teahouse/test/postgres"
)

func TestCluster(t *testing.T) {
	c, err := postgres.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Stop()
	url, drop, err := c.Database()
	if err != nil {
		t.Fatal(err)
	}
	defer drop()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "CREATE TABLE kept (n INT)"); err != nil {
		t.Fatal(err)
	}
	if err := c.Restart(); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "SELECT 1"); err == nil {
		t.Error("the connection outlived the server")
	}
	if conn, err = pgx.Connect(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "SELECT n FROM kept"); err != nil {
		t.Error(err)
	}
	if err := c.Disconnect(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "SELECT 1"); err == nil {
		t.Error("the connection was not ended")
	}
}
