package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/backup"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
)

// data are stores in a folder with something in them.
func data(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	db := storetest.Open(t, dir)
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		for n := range 100 {
			_, err := store.Exec(tx, `INSERT INTO group_groups (id, app, group_id, type, name, introduction, notification, face_url, owner, created,
				info_seq, info_time, max_members, apply_option, invite_option, mute_all, history_before, support_topic, fields)
				VALUES ($1, 7, $2, 'Public', $3, '', '', '', 1, $4, 0, 0, 200, '', '', $5, '', FALSE, '{}')`,
				n, fmt.Sprintf("@%d", n), "teé ☕ "+strings.Repeat("x", n), time.Now().UnixMilli(), n%2 == 0)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		if got, err := store.NewNumbers(db, "account", 1, 1000).Next(t.Context()); err != nil || got != uint64(n*1000+1) {
			t.Fatalf("%d, %v", got, err)
		}
	}
	engine, err := timeline.OpenPebble(filepath.Join(dir, "timelines"), nil)
	if err != nil {
		t.Fatal(err)
	}
	log, err := timeline.Open(engine, nil, timeline.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 300 {
		conv := id.Conv{App: 7, Kind: id.Group, A: uint64(n%7 + 1)}
		if n%3 == 0 {
			conv = id.Conv{App: 7, Kind: id.OneToOne, A: 1, B: 2}
		}
		m := timeline.Message{Conv: conv, From: 1, Random: uint32(n), ReqSeq: uint64(n), Body: bytes.Repeat([]byte("{}"), n)}
		if _, _, err := log.Append(t.Context(), m, timeline.Repeat{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(log.Close(), db.Close()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// stream returns what is in stores: lines that can be compared.
func stream(t *testing.T, write func(ctx context.Context, w io.Writer, head backup.Head) error) (lines []string) {
	t.Helper()
	var buf bytes.Buffer
	if err := write(t.Context(), &buf, backup.Head{Teahouse: "test", Moment: time.Now()}); err != nil {
		t.Fatal(err)
	}
	s, err := backup.NewReader(&buf)
	if err != nil {
		t.Fatal(err)
	}
	for {
		item, err := s.Next()
		switch {
		case err == io.EOF:
			slices.Sort(lines[:s.Counts().Tables+int(s.Counts().Rows)]) // rows have no order
			return lines
		case err != nil:
			t.Fatal(err)
		case item.Key != nil:
			lines = append(lines, fmt.Sprintf("entry %x %x", item.Key, item.Value))
		default:
			lines = append(lines, fmt.Sprintf("%v %#v", *item.Table, item.Values))
		}
	}
}

func folder(dir string) func(ctx context.Context, w io.Writer, head backup.Head) error {
	return func(ctx context.Context, w io.Writer, head backup.Head) error {
		records, err := store.FreezeFolder(ctx, dir)
		if err != nil {
			return err
		}
		defer records.Close()
		timelines, err := timeline.FreezeFolder(filepath.Join(dir, "timelines"))
		if err != nil {
			return err
		}
		defer timelines.Close()
		return backup.Write(ctx, w, head, records, timelines)
	}
}

func database(url string) func(ctx context.Context, w io.Writer, head backup.Head) error {
	return func(ctx context.Context, w io.Writer, head backup.Head) error {
		return backup.WritePostgres(ctx, w, head, url)
	}
}

// keep makes a backup.
func keep(t *testing.T, write func(ctx context.Context, w io.Writer, head backup.Head) error) backup.Checked {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "backup")
	if _, err := backup.Create(dir, func() (io.ReadCloser, error) {
		r, w := io.Pipe()
		go func() { w.CloseWithError(write(t.Context(), w, backup.Head{Teahouse: "test", Moment: time.Now()})) }()
		return r, nil
	}); err != nil {
		t.Fatal(err)
	}
	c, err := backup.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestThereAndBack takes data from a folder to a database and to a folder again:
// all is the same, but for the numbers, which leap each time.
func TestThereAndBack(t *testing.T) {
	first := data(t)
	url, second := storetest.EmptyPostgres(t), t.TempDir()
	if err := keep(t, folder(first)).Postgres(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	if err := keep(t, database(url)).Folder(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	was, between, is := stream(t, folder(first)), stream(t, database(url)), stream(t, folder(second))
	if len(was) < 500 {
		t.Fatalf("only %d lines", len(was))
	}
	for _, next := range [][]string{between, is} {
		if gone := without(was, next); len(gone) != 1 || !strings.Contains(gone[0], "3001") {
			t.Errorf("gone: %.2000q", gone)
		}
		if more := without(next, was); len(more) != 2 || !strings.Contains(strings.Join(more, ""), "leaps") {
			t.Errorf("more: %.2000q", more)
		}
	}
	for _, where := range []string{second, url} {
		db := storetest.Open(t, where)
		leaps := uint64(1 << 20)
		if where == second {
			leaps *= 2
		}
		for name, least := range map[string]uint64{"account": 3001 + leaps, "room 7 12": 1 + leaps} {
			if got, err := store.NewNumbers(db, name, 1, 1000).Next(t.Context()); err != nil || got != least {
				t.Errorf("%s: %s goes on with %d, not %d, %v", where, name, got, least, err)
			}
		}
	}
}

func without(all, these []string) (rest []string) {
	has := map[string]bool{}
	for _, line := range these {
		has[line] = true
	}
	for _, line := range all {
		if !has[line] {
			rest = append(rest, line)
		}
	}
	return rest
}

// TestFull fills what is not empty: nothing happens to it.
func TestFull(t *testing.T) {
	c, url := keep(t, folder(data(t))), storetest.EmptyPostgres(t)
	db := storetest.Open(t, url)
	if err := c.Postgres(t.Context(), url); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("%v", err)
	}
	if drawn, err := db.Drawn(t.Context()); err != nil || drawn {
		t.Errorf("%v, %v", drawn, err)
	}
}

// TestEnded cuts a restore short: neither layout has anything then.
func TestEnded(t *testing.T) {
	c, dir, url := keep(t, folder(data(t))), t.TempDir(), storetest.EmptyPostgres(t)
	ctx, end := context.WithCancel(t.Context())
	end()
	if err := errors.Join(c.Folder(ctx, dir)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v remain, %v", left, err)
	}
	if err := c.Postgres(ctx, url); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := c.Postgres(t.Context(), url); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// TestDamage cuts a stream at each byte, which is noticed, and changes each, which
// the reader survives: that it is noticed is the checksum's work.
func TestDamage(t *testing.T) {
	var good bytes.Buffer
	w, err := backup.NewWriter(&good, backup.Head{Teahouse: "test", Schema: 1})
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(
		w.Table(store.Table{Name: "a", Columns: []store.Column{{Name: "x", Type: "TEXT"}, {Name: "y", Type: "BIGINT"}}}),
		w.Row([]any{"one", int64(1)}), w.Row([]any{nil, int64(-2)}),
		w.Table(store.Table{Name: "b", Columns: []store.Column{{Name: "z", Type: "BYTEA"}, {Name: "t", Type: "BOOLEAN"}}}),
		w.Row([]any{[]byte{0, 1}, true}), w.Row([]any{[]byte{}, false}),
		w.Entry([]byte("h1"), []byte("head")), w.Entry([]byte("m1"), nil), w.End(nil))
	if err != nil {
		t.Fatal(err)
	}
	read := func(raw []byte) (items []string, err error) {
		s, err := backup.NewReader(bytes.NewReader(raw))
		for err == nil {
			var item backup.Item
			if item, err = s.Next(); err == nil {
				items = append(items, fmt.Sprintf("%q %q", item.Values, item.Key))
			}
		}
		if err == io.EOF {
			err = nil
		}
		return items, err
	}
	if items, err := read(good.Bytes()); err != nil || len(items) != 8 {
		t.Fatalf("%q, %v", items, err)
	}
	for n := range good.Len() {
		if _, err := read(good.Bytes()[:n]); !errors.Is(err, backup.ErrDamaged) {
			t.Errorf("cut at %d: %v", n, err)
		}
		for _, bit := range []byte{1, 0x80, 0xff} {
			raw := bytes.Clone(good.Bytes())
			raw[n] ^= bit
			_, _ = read(raw)
		}
	}
}
