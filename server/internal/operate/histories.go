package operate

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/stream"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/operate"
)

// The messages of an hour stay in the arrival log (Hold) until the hour is over and they
// are written into two files; nothing of it is on the path of a message. Of nodes that
// share a store the first one to be done counts.

const (
	historyAge = 7 * 24 * time.Hour
	// settled is how long after an hour its file is begun: what was written on other nodes
	// is known here by then.
	settled = 30 * time.Second
	// lookEvery is how soon it is noticed that an hour is over.
	lookEvery = 15 * time.Second
)

// history is a file of messages.
type history struct {
	app      uint32
	kind     string
	hour     int64
	file     string
	size     int64
	md5      string
	gzipSize int64
	gzipMD5  string
}

// Hold is Options.Hold of the timelines: what is in no file yet is kept.
func (s *Service) Hold(app uint32) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == nil {
		return 1 // not known yet
	}
	return s.next[app] * 1000
}

// Follow makes files of messages, and deletes old ones, until ctx ends.
func (s *Service) Follow(ctx context.Context) {
	for {
		if err := s.Histories(ctx); err != nil && ctx.Err() == nil {
			s.Log.Error("files of messages", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookEvery):
		}
	}
}

// Histories makes the files of the hours that are over.
func (s *Service) Histories(ctx context.Context) error {
	next := map[uint32]int64{}
	var errs []error
	for _, a := range s.Apps.List() {
		at, err := s.historiesOf(ctx, a)
		if err != nil {
			errs, at = append(errs, fmt.Errorf("application %d: %w", a.ID, err)), max(at, 1)
		}
		next[a.ID] = at
	}
	s.mu.Lock()
	s.next = next
	s.mu.Unlock()
	return errors.Join(errs...)
}

// historiesOf makes an application's files, and returns from when on its messages are in
// none: seconds, 0 if they do not matter.
func (s *Service) historiesOf(ctx context.Context, a *app.App) (next int64, err error) {
	now := s.Timeline.Now()
	if err := s.dropHistories(ctx, a.ID, now.Add(-historyAge).Unix()); err != nil {
		return 1, err
	}
	err = s.DB.View(ctx, func(tx *store.Tx) error {
		next, err = nextHour(tx, a.ID)
		return err
	})
	if err == nil && (next != 0) != a.Settings.MessageLog {
		next = 0 // switched on again it begins anew
		if a.Settings.MessageLog {
			next = now.Truncate(time.Hour).Unix()
		}
		err = s.DB.Update(ctx, func(tx *store.Tx) error { return setNext(tx, a.ID, next) })
	}
	for err == nil && next != 0 && now.Unix() >= next+int64((time.Hour+settled)/time.Second) && ctx.Err() == nil {
		next, err = s.makeHour(ctx, a.ID, next)
	}
	return next, err
}

// makeHour makes the files of an hour and returns the next one.
func (s *Service) makeHour(ctx context.Context, app uint32, hour int64) (next int64, err error) {
	var made []history
	for _, kind := range []string{operate.C2C, operate.Group} {
		h, err := s.makeHistory(ctx, app, kind, hour)
		if err != nil {
			return hour, errors.Join(err, s.dropFiles(ctx, made))
		}
		if h.file != "" {
			made = append(made, h)
		}
	}
	mine := false
	err = s.DB.Update(ctx, func(tx *store.Tx) (err error) {
		if mine, err = moveNext(tx, app, hour); err != nil || !mine {
			return err
		}
		for _, h := range made {
			if err := insertHistory(tx, h); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || !mine { // another node was quicker
		return hour + 3600, errors.Join(err, s.dropFiles(ctx, made))
	}
	return hour + 3600, nil
}

func (s *Service) dropFiles(ctx context.Context, all []history) error {
	for _, h := range all {
		if err := s.Files.Drop(ctx, h.app, h.file); err != nil {
			return err
		}
	}
	return nil
}

// dropHistories deletes files before their records: what a crash leaves is found again.
func (s *Service) dropHistories(ctx context.Context, app uint32, before int64) error {
	var old []history
	err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
		old, err = historiesBefore(tx, app, before)
		return err
	})
	if err != nil || len(old) == 0 {
		return err
	}
	if err := s.dropFiles(ctx, old); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *store.Tx) error { return deleteHistories(tx, app, before) })
}

var errEmpty = errors.New("operate: no messages")

// makeHistory writes the file of an hour; one without messages has no name.
func (s *Service) makeHistory(ctx context.Context, app uint32, kind string, hour int64) (history, error) {
	h := history{app: app, kind: kind, hour: hour}
	at := time.Unix(hour, 0).UTC()
	name := fmt.Sprintf("%d_%s_%s.gz", app, kind, at.Format(operate.HourLayout))
	r, w := io.Pipe()
	zipped := &sums{w: w, md5: md5.New()}
	zip := gzip.NewWriter(zipped)
	plain := &sums{w: zip, md5: md5.New()}
	go func() {
		err := s.write(ctx, plain, &h, at)
		if err == nil {
			err = zip.Close()
		}
		w.CloseWithError(err)
	}()
	f, err := s.Files.Keep(ctx, app, name, r)
	r.CloseWithError(errEmpty) // ends the writer if the file could not be kept
	if errors.Is(err, errEmpty) {
		return h, nil
	}
	if err != nil {
		return h, err
	}
	h.file, h.size, h.md5 = f.ID, plain.size, plain.sum()
	h.gzipSize, h.gzipMD5 = zipped.size, zipped.sum()
	return h, nil
}

// write writes the messages of an hour by lines, or returns errEmpty.
func (s *Service) write(ctx context.Context, w io.Writer, h *history, at time.Time) error {
	n := 0
	err := s.Timeline.Arrived(ctx, h.app, at, at.Add(time.Hour), func(e *timeline.Entry) error {
		line, err := s.line(ctx, h.kind, e)
		if err != nil || line == nil {
			return err
		}
		begin := ",\n"
		if n++; n == 1 {
			begin = fmt.Sprintf(`{"SdkAppId":%d,"ChatType":%q,"MsgTime":%q,"MsgList":[`+"\n", h.app, h.kind, at.Format(operate.HourLayout))
		}
		_, err = w.Write(append([]byte(begin), line...))
		return err
	})
	if err == nil && n == 0 {
		err = errEmpty
	}
	if err == nil {
		_, err = io.WriteString(w, "\n]}\n")
	}
	return err
}

// line is a message as its file has it; nil if it is not in there.
func (s *Service) line(ctx context.Context, kind string, e *timeline.Entry) ([]byte, error) {
	m := e.Message
	if e.Kind != timeline.EntryMessage || m.Flags&(timeline.FlagImported|timeline.FlagTip) != 0 || (e.Conv.Kind == id.Group) != (kind == operate.Group) {
		return nil, nil
	}
	if stream.Is(m) { // it has grown since
		if now, err := s.Timeline.Get(ctx, e.Conv, m.Pos()); err == nil {
			m = &now
		}
	}
	row := operate.Logged{From: m.FromAccount, To: m.ToAccount, MsgTimestamp: m.Time, MsgSeq: m.Seq, MsgRandom: m.Random,
		MsgBody: stream.Whole(m, s.Timeline.Now()), CloudCustomData: m.CloudCustomData}
	if kind == operate.Group {
		row.GroupId, row.TopicId = s.GroupName(ctx, e.Conv)
	}
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	err := enc.Encode(row)
	return bytes.TrimSpace(line.Bytes()), err
}

// sums counts and sums what is written.
type sums struct {
	w    io.Writer
	size int64
	md5  hash.Hash
}

func (s *sums) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	s.size += int64(n)
	s.md5.Write(p[:n])
	return n, err
}

func (s *sums) sum() string { return hex.EncodeToString(s.md5.Sum(nil)) }
