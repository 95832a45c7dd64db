package main

import (
	"fmt"

	"github.com/teahouse-chat/teahouse/test/postgres"
)

// layouts are the ways of storing that the cases run on, by name: each gives the
// arguments that name an empty store beside --data, and what drops it.
var layouts = map[string]func() (args []string, drop func(), err error){
	"sqlite":   func() ([]string, func(), error) { return nil, func() {}, nil },
	"postgres": lendDatabase,
}

// cluster is the PostgreSQL server of the run. It syncs, as one in use does.
var cluster *postgres.Cluster

func lendDatabase() ([]string, func(), error) {
	if cluster == nil {
		started, err := postgres.Start("fsync=on", "shared_buffers=256MB", "max_wal_size=2GB")
		if err != nil {
			return nil, nil, err
		}
		cluster = started
	}
	url, drop, err := cluster.Database()
	if err != nil {
		return nil, nil, fmt.Errorf("make a database: %w", err)
	}
	return []string{"--store", url}, drop, nil
}
