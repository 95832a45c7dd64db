//go:build linux

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/teahouse-chat/teahouse/test/postgres"
)

// layouts are the ways of storing that the cases run on, by name: each gives the URL
// of an empty database, if it needs one, and what drops it.
var layouts = map[string]func() (database string, drop func(), err error){
	"sqlite":   func() (string, func(), error) { return "", func() {}, nil },
	"postgres": lendDatabase,
}

// cluster is the PostgreSQL server of the run. It syncs, as one in use does.
var cluster *postgres.Cluster

func lendDatabase() (string, func(), error) {
	if cluster == nil {
		started, err := postgres.Start("fsync=on", "shared_buffers=256MB", "max_wal_size=2GB")
		if err != nil {
			return "", nil, err
		}
		cluster = started
	}
	url, drop, err := cluster.Database()
	if err != nil {
		return "", nil, fmt.Errorf("make a database: %w", err)
	}
	return url, drop, nil
}

// ask returns the one value that a query to a database answers with.
func ask[T any](database, query string) (value T, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := postgres.Connect(ctx, database)
	if err != nil {
		return value, err
	}
	defer conn.Close(ctx)
	return value, conn.QueryRow(ctx, query).Scan(&value)
}
