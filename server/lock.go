package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/teahouse-chat/teahouse/server/internal/backup"
	"github.com/teahouse-chat/teahouse/server/internal/store"
)

// lockFile is held by whoever has the timelines of a data folder open, or makes
// them. It also keeps a program of another version from changing the schema of
// records under a server.
const lockFile = "lock"

// errInUse says that another process holds the lock of a data folder.
var errInUse = errors.New("is in use")

// lockData takes the lock of a data folder, which it makes if need be. The lock goes
// with the process, however it ends.
func lockData(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data folder cannot be written: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		raw, _ := os.ReadFile(f.Name())
		f.Close()
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("lock the data folder %s: %w", dir, err)
		}
		by := "another process"
		if pid := strings.TrimSpace(string(raw)); pid != "" {
			by = "process " + pid
		}
		return nil, fmt.Errorf("data folder %s %w by %s", dir, errInUse, by)
	}
	if err := backup.Unfinished(dir); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	// Who holds it is for people to read: a full disk must not matter here.
	if f.Truncate(0) == nil {
		_, _ = f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	}
	return f, nil
}

// haveRecords refuses timelines without records: new records would draw the numbers
// again by which the timelines know accounts and groups.
func haveRecords(dir string) error {
	_, records := os.Stat(filepath.Join(dir, "records.db"))
	_, timelines := os.Stat(filepath.Join(dir, "timelines"))
	if records != nil && timelines == nil {
		return fmt.Errorf("%s has timelines/ but no records.db: restore a backup into an empty folder", dir)
	}
	return nil
}

// haveTimelines refuses records of which the timelines are gone.
func haveTimelines(ctx context.Context, dir string, db *store.DB) error {
	if _, err := os.Stat(filepath.Join(dir, "timelines")); err == nil {
		return nil
	}
	drawn, err := db.Drawn(ctx)
	if err == nil && drawn {
		err = fmt.Errorf("%s has the records of accounts but no timelines/: restore a backup into an empty folder", dir)
	}
	return err
}
