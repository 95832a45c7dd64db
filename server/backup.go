package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/backup"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// BackupInfo is what a backup says about itself.
type BackupInfo = backup.Manifest

// Backup copies all records and timelines that cfg names, as they are at one
// moment, into an empty folder, and reads them again. A server may be running: one
// on a data folder is asked for the copy, a database is read in one transaction. If
// it fails nothing remains in the folder.
func Backup(ctx context.Context, cfg Config, dir string) (BackupInfo, error) {
	return backup.Create(dir, func() (io.ReadCloser, error) {
		if cfg.Store != "" {
			return piped(ctx, func(ctx context.Context, w io.Writer) error {
				return backup.WritePostgres(ctx, w, head(cfg, "postgres"), cfg.Store)
			}), nil
		}
		in, err := askBackup(ctx, cfg.Data)
		if !errors.Is(err, errNobody) {
			return in, err
		}
		return backupStopped(ctx, cfg)
	})
}

func head(cfg Config, layout string) backup.Head {
	return backup.Head{Teahouse: cfg.Version, Layout: layout, Moment: time.Now()}
}

// backupStopped reads a data folder that no server uses, and keeps servers out
// until the stream is closed. It changes nothing that was stored.
func backupStopped(ctx context.Context, cfg Config) (io.ReadCloser, error) {
	if _, err := os.Stat(filepath.Join(cfg.Data, "records.db")); err != nil {
		return nil, fmt.Errorf("%w in %s", ErrNoData, cfg.Data)
	}
	lock, err := lockData(cfg.Data)
	if errors.Is(err, errInUse) {
		err = fmt.Errorf("%w, which does not answer: is it starting or stopping?", err)
	}
	if err != nil {
		return nil, err
	}
	return piped(ctx, func(ctx context.Context, w io.Writer) error {
		defer lock.Close()
		records, err := store.FreezeFolder(ctx, cfg.Data)
		if err != nil {
			return err
		}
		defer records.Close()
		timelines, err := timeline.FreezeFolder(filepath.Join(cfg.Data, "timelines"))
		if err != nil {
			return err
		}
		defer timelines.Close()
		return backup.Write(ctx, w, head(cfg, "folder"), records, timelines)
	}), nil
}

// copyTo writes the state of a running server as a stream. The records are frozen
// while nothing of them is committed, and within this moment the timelines: they
// depend on records that were committed before.
func (s *Server) copyTo(ctx context.Context, w io.Writer) (err error) {
	var timelines *timeline.Frozen
	at := head(s.cfg, "folder")
	records, err := s.db.Freeze(ctx, func() (err error) {
		at.Moment = time.Now()
		timelines, err = s.timeline.Freeze()
		return err
	})
	if timelines != nil {
		defer timelines.Close()
	}
	if err != nil {
		return errors.Join(err, backup.Fail(w, err))
	}
	defer records.Close()
	return backup.Write(ctx, w, at, records, timelines)
}

// piped runs write beside the reader of what it writes, and ends it when the reader
// is closed.
func piped(ctx context.Context, write func(ctx context.Context, w io.Writer) error) io.ReadCloser {
	ctx, cancel := context.WithCancel(ctx)
	r, w := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.CloseWithError(write(ctx, w))
	}()
	return closer{r, func() {
		cancel()
		r.Close()
		<-done
	}}
}

type closer struct {
	io.Reader
	close func()
}

func (c closer) Close() error {
	c.close()
	return nil
}

// Restore makes the data that cfg names, an empty folder or an empty database, from
// a backup, which is read completely before anything is written. The layout may be
// another one than that of the backup.
func Restore(ctx context.Context, cfg Config, dir string) (BackupInfo, error) {
	if cfg.Store == "" {
		if err := empty(cfg.Data); err != nil {
			return BackupInfo{}, err
		}
	}
	checked, err := backup.Open(dir)
	if err != nil {
		return BackupInfo{}, err
	}
	if cfg.Store != "" {
		return checked.Manifest, checked.Postgres(ctx, cfg.Store)
	}
	lock, err := lockData(cfg.Data)
	if err != nil {
		return BackupInfo{}, err
	}
	defer lock.Close()
	return checked.Manifest, checked.Folder(ctx, cfg.Data)
}

// empty refuses a data folder in which something is. What a file system puts into
// its own root does not count, nor does the lock of a restore that was refused.
func empty(data string) error {
	there, err := os.ReadDir(data)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("data folder: %w", err)
	}
	there = slices.DeleteFunc(there, func(e os.DirEntry) bool { return e.Name() == "lost+found" })
	if len(there) == 0 {
		return nil
	}
	if _, err := os.Stat(filepath.Join(data, lockFile)); err == nil {
		lock, err := lockData(data)
		if err != nil {
			return err
		}
		lock.Close()
		if len(there) == 1 {
			return nil
		}
	}
	return fmt.Errorf("%s is not empty: restore into an empty folder", data)
}
