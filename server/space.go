package server

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// space watches how much of the data folder's file system is free. Before nothing
// is left, messages are refused: the stores need room to tidy up, and a log that
// cannot be written ends the server.
type space struct {
	dir  string
	free atomic.Uint64 // bytes
	full atomic.Bool
}

const (
	mostReserve = 256 << 20 // bytes
	lookEvery   = 250 * time.Millisecond
)

// reserve is what is kept free on a file system of a size: a twentieth, and no more
// than mostReserve.
func reserve(size uint64) uint64 { return min(size/20, mostReserve) }

// measure returns what is free of a file system and what should be.
func measure(dir string) (free, keep uint64, err error) {
	disk, err := vfs.Default.GetDiskUsage(dir)
	if err != nil {
		return 0, 0, fmt.Errorf("space of %s: %w", dir, err)
	}
	return disk.AvailBytes, reserve(disk.TotalBytes), nil
}

// openSpace refuses to start where almost nothing is left: the stores write when they
// are opened.
func openSpace(dir string, log *slog.Logger) (*space, error) {
	free, keep, err := measure(dir)
	if err == nil && free < keep/4 {
		err = fmt.Errorf("the disk of %s is full: %d bytes are free, and a start wants %d", dir, free, keep/4)
	}
	if err != nil {
		return nil, err
	}
	s := &space{dir: dir}
	return s, s.look(log)
}

// look measures once and tells of a change.
func (s *space) look(log *slog.Logger) error {
	free, keep, err := measure(s.dir)
	if err != nil {
		return err
	}
	s.free.Store(free)
	switch full := s.full.Load(); {
	case !full && free < keep:
		s.full.Store(true)
		log.Error("the disk is nearly full: new messages are refused until there is space", "data", s.dir, "free", free, "wanted", keep)
	case full && free >= keep+keep/4:
		s.full.Store(false)
		log.Info("there is space again: messages are taken", "data", s.dir, "free", free)
	}
	return nil
}

// watch looks until ctx ends.
func (s *space) watch(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for wrong := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := s.look(log)
		if err != nil && !wrong {
			log.Warn("looking for space", "error", err)
		}
		wrong = err != nil
	}
}
