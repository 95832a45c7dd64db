package scenario_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // to change records as no program of ours does

	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// chat is two users, a group, and what was acknowledged.
type chat struct {
	w              *world.World
	alice, bob     *world.User
	work           string
	direct, shared []string
}

func newChat(w *world.World) *chat {
	c := &chat{w: w, alice: w.Login("alice"), bob: w.Login("bob")}
	c.work = c.alice.CreateGroup(group.Private, c.bob.Name)
	return c
}

// say sends n messages to bob and n into the group.
func (c *chat) say(n int) {
	for range n {
		c.direct = append(c.direct, fmt.Sprint("direct ", len(c.direct)))
		c.alice.Send("bob", c.direct[len(c.direct)-1])
		c.shared = append(c.shared, fmt.Sprint("shared ", len(c.shared)))
		c.alice.SendGroup(c.work, c.shared[len(c.shared)-1])
	}
}

// whole tests that everything acknowledged is there, and that things go on.
func (c *chat) whole(t *testing.T) {
	t.Helper()
	c.say(1)
	if got := c.bob.History("alice"); !slices.Equal(got, c.direct) {
		t.Errorf("history %q, not %q", got, c.direct)
	}
	if got := c.bob.GroupTexts(c.work); !slices.Equal(got, c.shared) {
		t.Errorf("the group's history is %q, not %q", got, c.shared)
	}
}

// newest returns the file of a pattern that was written last.
func newest(t *testing.T, pattern string) string {
	t.Helper()
	all, err := filepath.Glob(pattern)
	if err != nil || len(all) == 0 {
		t.Fatalf("%s: %v", pattern, err)
	}
	slices.Sort(all)
	return all[len(all)-1]
}

// TestTornWrite ends the server while something is being written, which a file
// system may leave as a part, or as something that was never written.
func TestTornWrite(t *testing.T) {
	for _, row := range []struct {
		name string
		tear func(raw []byte) []byte
	}{
		{"zeros behind the end", func(raw []byte) []byte { return append(raw, make([]byte, 5000)...) }},
		{"noise behind the end", func(raw []byte) []byte { return append(raw, bytes.Repeat([]byte("noise \xff\x00"), 700)...) }},
		{"the beginning of a record again", func(raw []byte) []byte { return append(raw, raw[:min(len(raw), 100)]...) }},
		{"half a record", func(raw []byte) []byte { return append(raw, raw[len(raw)-40:len(raw)-7]...) }},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := world.Start(t, world.Embedded())
			c := newChat(w)
			c.say(20)
			for range 2 {
				w.Kill()
				for _, pattern := range []string{"timelines/*.log", "records.db-wal"} {
					file := newest(t, filepath.Join(w.Data(), pattern))
					raw, err := os.ReadFile(file)
					if err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(file, row.tear(raw), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				w.Restart()
				c.whole(t)
				w.Login("carol").Send("bob", "hi") // the records take something new
			}
		})
	}
}

// TestLostTail has a file system that lies: the last bytes that it said were on
// disk are not. No program can bring them back; the rest is there, in order, and
// the server goes on.
func TestLostTail(t *testing.T) {
	w := world.Start(t, world.Embedded())
	c := newChat(w)
	c.say(20)
	for _, lost := range []int64{1, 7, 50, 400} {
		w.Kill()
		file := newest(t, filepath.Join(w.Data(), "timelines/*.log"))
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(file, info.Size()-lost); err != nil {
			t.Fatal(err)
		}
		w.Restart()
		got := c.bob.History("alice")
		if len(got) > len(c.direct) || len(got) < len(c.direct)-10 || !slices.Equal(got, c.direct[:len(got)]) {
			t.Fatalf("%d bytes: history %q, not a part of %q", lost, got, c.direct)
		}
		c.direct = got
		if got = c.bob.GroupTexts(c.work); len(got) > len(c.shared) || !slices.Equal(got, c.shared[:len(got)]) {
			t.Fatalf("%d bytes: the group's history is %q, not a part of %q", lost, got, c.shared)
		}
		c.shared = got
		c.say(10)
	}
	c.whole(t)
}

// TestRefusesToStart tests what keeps a server from starting: one line says what,
// and when it is put right everything is there.
func TestRefusesToStart(t *testing.T) {
	write := func(text string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(t *testing.T, path string) {
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		name, path string // glob in the data folder
		spoil      func(t *testing.T, path string)
		words      []string
	}{
		{"records are no database", "records.db", write(strings.Repeat("no database ", 1000)), []string{"records.db", "not a database"}},
		{"records are gone", "records.db", remove, []string{"timelines/ but no records.db", "restore a backup"}},
		{"timelines are gone", "timelines", remove, []string{"no timelines/", "restore a backup"}},
		{"timelines are a file", "timelines", func(t *testing.T, path string) { remove(t, path); write("x")(t, path) }, []string{"timelines"}},
		{"the list of files is noise", "timelines/MANIFEST-*", write("noise"), []string{"timelines", "MANIFEST"}},
		{"a newer schema", "records.db", newer, []string{"records.db", "9999", "newer teahouse"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := world.Start(t, world.Embedded())
			c := newChat(w)
			c.say(3)
			if code := w.Stop(); code != 0 {
				t.Fatalf("exit code %d", code)
			}
			kept := t.TempDir()
			if err := os.CopyFS(kept, os.DirFS(w.Data())); err != nil {
				t.Fatal(err)
			}
			row.spoil(t, newest(t, filepath.Join(w.Data(), row.path)))
			for range 2 { // nor does it start the next time
				w.Fails(w.ServeArgs(), row.words...)
			}
			remove(t, w.Data())
			if err := os.CopyFS(w.Data(), os.DirFS(kept)); err != nil {
				t.Fatal(err)
			}
			w.Restart()
			c.whole(t)
		})
	}
}

// newer makes records those of a newer program.
func newer(t *testing.T, path string) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`INSERT INTO store_schema (version) VALUES (9999)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestBesideAnother starts a second server where there is one already.
func TestBesideAnother(t *testing.T) {
	w := world.Start(t, world.Own())
	c := newChat(w)
	c.say(3)
	port := strings.TrimPrefix(w.URL(), "http://")
	w.Fails([]string{"serve", "--data", filepath.Join(t.TempDir(), "other"), "--listen", port}, "cannot listen", port, "address already in use")
	if w.Store() == "" {
		w.Fails(append([]string{"serve", "--listen", "127.0.0.1:0"}, w.StoreArgs()...), w.Data(), "in use", fmt.Sprint(w.Pid()))
	}
	c.whole(t)
	w.Kill()
	w.Restart()
	c.whole(t)
}
