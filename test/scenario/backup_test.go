package scenario_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/postgres"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// writer sends to a peer and into a group in turn and notes what was acknowledged.
type writer struct {
	*world.User
	peer, group string

	mu             sync.Mutex
	direct, shared []string
	slowest        time.Duration
}

func (s *writer) write(ctx context.Context) error {
	for n := 0; ctx.Err() == nil; n++ {
		text := fmt.Sprintf("%s %d", s.Name, n)
		began := time.Now()
		into := &s.direct
		var err error
		if n%2 == 0 {
			_, err = s.Client().Send(context.WithoutCancel(ctx), s.peer, wire.NewText(text))
		} else {
			into = &s.shared
			_, err = s.Client().SendGroup(context.WithoutCancel(ctx), s.group, wire.NewText(text))
		}
		if err != nil {
			return err
		}
		s.mu.Lock()
		*into = append(*into, text)
		s.slowest = max(s.slowest, time.Since(began))
		s.mu.Unlock()
	}
	return nil
}

// so far returns what was acknowledged.
func (s *writer) soFar() (direct, shared []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.direct), slices.Clone(s.shared)
}

// TestBackupWhileSending makes a backup of a server that is busy, loses the server,
// restores, and goes on. What was acknowledged before the backup began is there;
// what is there later is what was sent, once and in order, and nothing of what was
// lost is taken for something new.
func TestBackupWhileSending(t *testing.T) {
	w := world.Start(t, world.Own(), world.Settings("group_rate=0", "client_rate=0"))
	var all []*writer
	for n := range 8 {
		all = append(all, &writer{User: w.Login(fmt.Sprintf("writer%d", n)), peer: w.Name("reader")})
	}
	reader := w.Login("reader")
	work := all[0].CreateGroup(group.Private, append(names(all[1:]), reader.Name)...)
	room := all[0].CreateGroup(group.AVChatRoom)
	ctx, stop := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	for _, s := range all {
		s.group = work
		wait.Go(func() {
			if err := s.write(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	w.Until("some messages are there", func() error {
		for _, s := range all {
			if direct, shared := s.soFar(); len(direct) < 50 || len(shared) < 50 {
				return fmt.Errorf("%d and %d", len(direct), len(shared))
			}
		}
		return nil
	})
	before := map[*writer][2][]string{}
	for _, s := range all {
		direct, shared := s.soFar()
		before[s] = [2][]string{direct, shared}
	}
	dir := filepath.Join(t.TempDir(), "backup")
	began := time.Now()
	said := w.Run(append([]string{"backup", dir}, w.StoreArgs()...)...)
	if said.Code != 0 {
		t.Fatalf("backup: %+v", said)
	}
	took := time.Since(began)
	stop()
	wait.Wait()

	// What happens now is lost.
	lost := w.Login("lost")
	lost.Send("reader", "nobody will know")
	number := all[0].SendGroup(room, "live").MsgSeq
	w.Kill()
	restoreElsewhere(t, w, dir)
	w.Restart()

	slowest := time.Duration(0)
	for _, s := range all {
		direct, shared := s.soFar()
		slowest = max(slowest, s.slowest)
		checkPart(t, s.Name+" to the reader", s.History("reader"), before[s][0], direct)
		var said []string
		for _, m := range s.GroupHistory(work) {
			if text := (client.GroupMessage{Message: m}).Text(); text != "" && m.From == s.Name {
				said = append(said, text)
			}
		}
		checkPart(t, s.Name+" in the group", said, before[s][1], shared)
	}
	// The number of the account that was lost is nobody else's now, and a room's
	// numbers are behind those that members have seen.
	if got := w.Login("somebody else").History("reader"); len(got) != 0 {
		t.Errorf("a new account begins with %q", got)
	}
	if next := all[0].SendGroup(room, "live again").MsgSeq; next <= number {
		t.Errorf("the room goes on with number %d after %d", next, number)
	}
	all[0].Send("reader", "again")
	t.Logf("%s(%v; slowest message meanwhile %v)", said.Out, took.Round(time.Millisecond), slowest.Round(time.Millisecond))
}

func names(all []*writer) (names []string) {
	for _, s := range all {
		names = append(names, s.Name)
	}
	return names
}

// checkPart tests that got has all that must be there and continues with what was
// sent, in its order.
func checkPart(t *testing.T, what string, got, must, sent []string) {
	t.Helper()
	if len(got) < len(must) || len(got) > len(sent)+1 || !slices.Equal(got[:min(len(got), len(sent))], sent[:min(len(got), len(sent))]) {
		t.Errorf("%s: there are %d messages; %d were acknowledged before the backup and %d in all\n%q\n%q", what, len(got), len(must), len(sent), got, sent)
	}
}

// restoreElsewhere restores a backup into new stores of the same layout, which the
// server uses at its next start.
func restoreElsewhere(t *testing.T, w *world.World, dir string) {
	t.Helper()
	store := ""
	if w.Store() != "" {
		store = database(t)
	}
	w.Move(filepath.Join(t.TempDir(), "restored"), store)
	if said := w.Run(append([]string{"restore", dir}, w.StoreArgs()...)...); said.Code != 0 {
		t.Fatalf("restore: %+v", said)
	}
}

// database returns the URL of an empty PostgreSQL database.
func database(t *testing.T) string {
	t.Helper()
	cluster, err := postgres.Shared()
	if err != nil {
		t.Fatal(err)
	}
	url, drop, err := cluster.Database()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(drop)
	return url
}

// TestMoveBetweenLayouts takes the data from a folder to a database and back.
func TestMoveBetweenLayouts(t *testing.T) {
	w := world.Start(t, world.Own())
	alice, bob := w.Login("alice"), w.Login("bob")
	work := alice.CreateGroup(group.Private, bob.Name)
	var direct, shared []string
	say := func(where string) {
		alice.Send("bob", "in a "+where)
		bob.SendGroup(work, "all in a "+where)
		direct, shared = append(direct, "in a "+where), append(shared, "all in a "+where)
		if got := bob.History("alice"); !slices.Equal(got, direct) {
			t.Errorf("%s: history %q, not %q", where, got, direct)
		}
		if got := alice.GroupTexts(work); !slices.Equal(got, shared) {
			t.Errorf("%s: the group's history is %q, not %q", where, got, shared)
		}
	}
	say(world.Layout())
	for _, to := range []string{"database", "folder again", "database again"} {
		dir := filepath.Join(t.TempDir(), "backup")
		if code := w.Stop(); code != 0 {
			t.Fatalf("exit code %d", code)
		}
		if said := w.Run(append([]string{"backup", dir}, w.StoreArgs()...)...); said.Code != 0 {
			t.Fatalf("backup: %+v", said)
		}
		store := ""
		if strings.HasPrefix(to, "database") {
			store = database(t)
		}
		w.Move(filepath.Join(t.TempDir(), "data"), store)
		if said := w.Run(append([]string{"restore", dir}, w.StoreArgs()...)...); said.Code != 0 {
			t.Fatalf("restore: %+v", said)
		}
		w.Restart()
		say(to)
		if got := w.Run(append([]string{"app", "list"}, w.StoreArgs()...)...); strings.Count(got.Out, "\n") != 2 {
			t.Errorf("%s: the applications are\n%s", to, got.Out)
		}
	}
}

// TestBackupKeepsKeysEncrypted restores without the master key, which the server
// then misses.
func TestBackupKeepsKeysEncrypted(t *testing.T) {
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("a master key of some length"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := world.Start(t, world.MasterKey(key))
	w.Login("bob")
	w.Login("alice").Send("bob", "hi")
	dir := filepath.Join(t.TempDir(), "backup")
	if said := w.Run(append([]string{"backup", dir}, w.StoreArgs()...)...); said.Code != 0 {
		t.Fatalf("backup: %+v", said)
	}
	w.Stop()
	restoreElsewhere(t, w, dir)
	without := slices.DeleteFunc(w.ServeArgs(), func(arg string) bool { return arg == "--master-key-file" || arg == key })
	w.Fails(without, "encrypted", "--master-key-file")
	w.Restart()
	if got := w.Login("alice").History("bob"); !slices.Equal(got, []string{"hi"}) {
		t.Errorf("history %q", got)
	}
}

// TestBackupRefuses tests what backup says no to; nothing remains of it.
func TestBackupRefuses(t *testing.T) {
	w := world.Start(t, world.Own())
	full, none := t.TempDir(), filepath.Join(t.TempDir(), "none")
	if err := os.WriteFile(filepath.Join(full, "notes"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w.Fails(append([]string{"backup", full}, w.StoreArgs()...), full, "not empty")
	w.Fails([]string{"backup", none, "--data", t.TempDir()}, "no Teahouse data")
	w.Fails([]string{"backup", none, "--store", "postgres://nobody@127.0.0.1:1/none"}, "connect")
	w.Fails([]string{"backup", none, "--store", database(t)}, "no Teahouse data")
	if _, err := os.Stat(none); err == nil {
		t.Errorf("%s remains", none)
	}
}

// TestRestoreRefuses tests what restore says no to, before it writes anything.
func TestRestoreRefuses(t *testing.T) {
	w := world.Start(t, world.Own())
	alice, _ := w.Login("alice"), w.Login("bob")
	for n := range 50 {
		alice.Send("bob", fmt.Sprint(n))
	}
	good := filepath.Join(t.TempDir(), "backup")
	if said := w.Run(append([]string{"backup", good}, w.StoreArgs()...)...); said.Code != 0 {
		t.Fatalf("backup: %+v", said)
	}
	edit := func(from, to string) func([]byte) []byte {
		return func(raw []byte) []byte {
			changed := bytes.Replace(raw, []byte(from), []byte(to), 1)
			if bytes.Equal(raw, changed) {
				t.Fatalf("%q is not in %s", from, raw)
			}
			return changed
		}
	}
	for _, row := range []struct {
		name, file string
		change     func(raw []byte) []byte // nil: it is removed
		words      []string
	}{
		{"one bit is wrong", "data.zst", func(raw []byte) []byte { raw[len(raw)/2] ^= 1; return raw }, []string{"damaged", "checksum"}},
		{"the end is missing", "data.zst", func(raw []byte) []byte { return raw[:len(raw)-100] }, []string{"damaged", "data.zst"}},
		{"the data are missing", "data.zst", nil, []string{"damaged", "missing"}},
		{"it was not finished", "manifest.json", nil, []string{"not finished"}},
		{"the manifest is cut", "manifest.json", func(raw []byte) []byte { return raw[:len(raw)/2] }, []string{"damaged", "manifest.json"}},
		{"another moment", "manifest.json", edit(`"moment": "2`, `"moment": "3`), []string{"damaged", "another backup"}},
		{"a newer form", "manifest.json", edit(`"format": 1`, `"format": 2`), []string{"format 2", "newer teahouse"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir, data := t.TempDir(), filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(dir, os.DirFS(good)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, row.file)
			if raw, err := os.ReadFile(path); err != nil {
				t.Fatal(err)
			} else if row.change == nil {
				os.Remove(path)
			} else if err := os.WriteFile(path, row.change(raw), 0o600); err != nil {
				t.Fatal(err)
			}
			w.Fails([]string{"restore", dir, "--data", data}, row.words...)
			if _, err := os.Stat(data); err == nil {
				t.Errorf("%s was made", data)
			}
		})
	}
	w.Fails([]string{"restore", t.TempDir(), "--data", filepath.Join(t.TempDir(), "data")}, "no backup")
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "notes"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w.Fails([]string{"restore", good, "--data", full}, full, "not empty")
	used := database(t)
	if said := w.Run("restore", good, "--store", used); said.Code != 0 {
		t.Fatalf("%+v", said)
	}
	w.Fails([]string{"restore", good, "--store", used}, "not empty")
	words := []string{"in use", fmt.Sprint(w.Pid())}
	if w.Store() != "" {
		words = []string{"not empty"}
	}
	w.Fails(append([]string{"restore", good}, w.StoreArgs()...), words...)
	alice.Send("bob", "still there")
}

// TestRestoreThatWasCut finds a folder in which a restore did not come to its end:
// nothing uses it.
func TestRestoreThatWasCut(t *testing.T) {
	w := world.Start(t, world.Own())
	data := t.TempDir()
	if err := os.Mkdir(filepath.Join(data, "restoring"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, verb := range [][]string{{"serve"}, {"app", "create"}, {"backup", filepath.Join(t.TempDir(), "b")}} {
		if verb[0] != "backup" {
			w.Fails(append(verb, "--data", data), "restore that was not finished", "empty the folder")
		} else {
			w.Fails(append(verb, "--data", data), "no Teahouse data")
		}
	}
}

// TestStopDuringBackup stops a server while somebody takes a backup and does not
// read it: the server ends all the same.
func TestStopDuringBackup(t *testing.T) {
	w := world.Start(t, world.Embedded()) // a database is read by the verb
	alice, _ := w.Login("alice"), w.Login("bob")
	for range 100 {
		alice.Send("bob", strings.Repeat("long ", 2000))
	}
	t.Chdir(w.Data()) // the path of a socket must be short
	conn, err := net.Dial("unix", "control/socket")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "POST /backup HTTP/1.1\r\nHost: control\r\n\r\n")
	head := make([]byte, 12)
	if _, err := conn.Read(head); err != nil || string(head) != "HTTP/1.1 200" {
		t.Fatalf("%s, %v", head, err)
	}
	w.Fails(append([]string{"backup", filepath.Join(t.TempDir(), "b")}, w.StoreArgs()...), "another backup is under way")
	if code := w.Stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	w.Restart()
	if got := len(w.Login("alice").History("bob")); got != 100 {
		t.Errorf("%d messages", got)
	}
}

// TestManifest reads what a backup says about itself.
func TestManifest(t *testing.T) {
	w := world.Start(t, world.Own())
	w.Login("bob")
	w.Login("alice").Send("bob", "hi")
	dir := filepath.Join(t.TempDir(), "backup")
	if said := w.Run(append([]string{"backup", dir}, w.StoreArgs()...)...); said.Code != 0 {
		t.Fatalf("backup: %+v", said)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Format, Schema, Tables, Rows, Entries int
		Teahouse, Layout                      string
		Moment                                time.Time
		Files                                 []struct {
			Name, SHA256 string
			Bytes        int64
		}
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	data, err := os.Stat(filepath.Join(dir, "data.zst"))
	if err != nil {
		t.Fatal(err)
	}
	if m.Format != 1 || m.Schema < 7 || m.Tables < 17 || m.Rows < 4 || m.Entries < 5 || m.Teahouse != "dev" ||
		time.Since(m.Moment) > time.Minute || len(m.Files) != 1 || m.Files[0].Bytes != data.Size() || len(m.Files[0].SHA256) != 64 {
		t.Errorf("%s", raw)
	}
	for _, e := range []string{"", "data.zst", "manifest.json"} { // others on the machine have no business with it
		if info, err := os.Stat(filepath.Join(dir, e)); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", e, info.Mode(), err)
		}
	}
}
