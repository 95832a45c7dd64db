package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// unfinished is the folder in which a restore builds what it puts in place at its
// end. As long as it is there, the data are not whole.
const unfinished = "restoring"

// Unfinished reports an error if a restore into a data folder did not come to its
// end.
func Unfinished(data string) error {
	if _, err := os.Stat(filepath.Join(data, unfinished)); err == nil {
		return fmt.Errorf("%s holds a restore that was not finished: empty the folder and restore again", data)
	}
	return nil
}

// Checked is a backup that is whole and that this program can restore.
type Checked struct {
	Manifest
	dir string
}

// Open reads a whole backup and refuses a damaged one and one of a newer program.
func Open(dir string) (Checked, error) {
	m, err := Check(dir)
	if err != nil {
		return Checked{}, err
	}
	if err := store.Known(m.Schema); err != nil {
		return Checked{}, fmt.Errorf("schema of the backup: %w", err)
	}
	return Checked{m, dir}, nil
}

// Folder makes the data folder of a server, which is there and empty.
func (c Checked) Folder(ctx context.Context, data string) error {
	work := filepath.Join(data, unfinished)
	if err := os.Mkdir(work, 0o700); err != nil {
		return err
	}
	if err := errors.Join(syncPath(data), c.build(ctx, work)); err != nil {
		return errors.Join(err, os.RemoveAll(work))
	}
	return settle(data, work)
}

// build makes records and timelines in a folder of their own.
func (c Checked) build(ctx context.Context, work string) error {
	timelines := filepath.Join(work, "timelines")
	if err := os.Mkdir(timelines, 0o700); err != nil {
		return err
	}
	records, err := store.LoadFolder(ctx, work, c.Schema)
	if err != nil {
		return err
	}
	err = c.load(ctx, records, func(next timeline.Next) error { return timeline.LoadFolder(timelines, next) })
	if err = errors.Join(err, records.Close()); err != nil {
		return err
	}
	return syncTree(work)
}

// settle puts in place what lies in work.
func settle(data, work string) error {
	all, err := os.ReadDir(work)
	if err != nil {
		return err
	}
	for _, e := range all {
		if err := os.Rename(filepath.Join(work, e.Name()), filepath.Join(data, e.Name())); err != nil {
			return err
		}
	}
	if err := syncPath(data); err != nil {
		return err
	}
	if err := os.Remove(work); err != nil {
		return err
	}
	return syncPath(data)
}

// Postgres fills an empty database, in one transaction: it is there whole or not at
// all.
func (c Checked) Postgres(ctx context.Context, url string) error {
	return inPostgres(ctx, url, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
		records, err := store.LoadPostgres(ctx, tx, c.Schema)
		if err != nil {
			return err
		}
		return c.load(ctx, records, func(next timeline.Next) error { return timeline.LoadPostgres(ctx, tx, next) })
	})
}

// load hands the tables to records and the entries to timelines.
func (c Checked) load(ctx context.Context, records store.Loader, timelines func(timeline.Next) error) error {
	return Read(c.dir, func(s *Reader) error {
		in := &items{s: s}
		in.next()
		for in.err == nil && in.item.Table != nil {
			t := in.item.Table
			in.next()
			if err := records.Load(ctx, *t, func() ([]any, error) { return in.row(t) }); err != nil {
				return err
			}
		}
		if err := records.Finish(ctx); err != nil {
			return err
		}
		if err := timelines(func() ([]byte, []byte, error) { return in.entry(ctx) }); err != nil {
			return err
		}
		if in.err != io.EOF {
			return in.err
		}
		return nil
	})
}

// items is a stream of which the next item is known.
type items struct {
	s    *Reader
	item Item
	used bool // the item was handed out
	err  error
}

func (in *items) next() {
	in.item, in.err = in.s.Next()
	in.used = false
}

// row returns the next row of a table, nil behind the last one.
func (in *items) row(t *store.Table) ([]any, error) {
	if in.used {
		in.next()
	}
	if in.err != nil && in.err != io.EOF {
		return nil, in.err
	}
	if in.err != nil || in.item.Table != t || in.item.Values == nil {
		return nil, nil
	}
	in.used = true
	return in.item.Values, nil
}

// entry returns the next entry of the timelines, a nil key behind the last one.
func (in *items) entry(ctx context.Context) (key, value []byte, err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if in.used {
		in.next()
	}
	if in.err != nil && in.err != io.EOF {
		return nil, nil, in.err
	}
	if in.err != nil {
		return nil, nil, nil
	}
	in.used = true
	return in.item.Key, in.item.Value, nil
}

func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return syncPath(path)
	})
}
