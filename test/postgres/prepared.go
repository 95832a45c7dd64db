package postgres

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"time"
)

// Prepared is Database for one that has its tables: prepare makes them in the first
// that is asked for, and each is a copy of that one, which takes a fifth of the work
// of making them. prepare must have closed its connections when it returns. A server
// that was given by TEST_POSTGRES may be behind a pooler, which holds them: there the
// database is empty.
func (c *Cluster) Prepared(prepare func(url string) error) (url string, drop func(), err error) {
	if c.dir == "" {
		return c.Database()
	}
	c.once.Do(func() { c.copied, c.failed = c.prepare(prepare) })
	if c.failed != nil {
		return "", nil, fmt.Errorf("prepare a database: %w", c.failed)
	}
	return c.create(c.copied)
}

// prepare makes the database that is copied, and returns the end of the statement
// that does so.
func (c *Cluster) prepare(prepare func(url string) error) (from string, err error) {
	at, _, err := c.Database()
	if err != nil {
		return "", err
	}
	if err := prepare(at); err != nil {
		return "", err
	}
	u, err := url.Parse(at)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := Connect(ctx, c.admin)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx)
	from = " TEMPLATE " + u.Path[1:]
	var files bool // in older ones it is the only way
	if err := conn.QueryRow(ctx, "SELECT current_setting('server_version_num')::int >= 150000").Scan(&files); err != nil {
		return "", err
	}
	if files {
		from += " STRATEGY file_copy" // without a sync cheaper than through the log
	}
	return from, nil
}

// ByBinary is for Prepared: the server's binary makes the tables.
func ByBinary(bin string) func(url string) error {
	return func(url string) error {
		dir, err := os.MkdirTemp("", "teahouse-prepare-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		out, err := exec.Command(bin, "app", "list", "--data", dir, "--store", url).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s app list: %w\n%s", bin, err, out)
		}
		return nil
	}
}
