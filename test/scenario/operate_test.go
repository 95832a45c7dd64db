package scenario_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/setting"
)

func TestSettingsChangeWithoutRestart(t *testing.T) {
	w := world.Start(t, world.Own())
	alice, bob := w.Login("alice"), w.Login("bob")
	recall := func() error {
		m := alice.Client().NewMessage(bob.Name, wire.NewText("oops"))
		sent := world.Call(alice, openim.SendMsg, m)
		_, err := world.Try(alice, openim.MsgWithdraw, &openim.MsgWithdrawRequest{Msg: openim.WithdrawInfo{From: alice.Name,
			To: bob.Name, MsgSeq: *m.MsgSeq, MsgRandom: uint32(*m.MsgRandom), MsgTimeStamp: sent.MsgTime}})
		return err
	}
	if err := recall(); err != nil {
		t.Fatal(err)
	}
	w.Set("group_rate=1", "hello_seconds=7")
	w.Until("the settings are taken", func() error {
		u, err := w.TryLogin("carol")
		if err == nil && u.Client().Session().HelloInterval != 7 {
			err = fmt.Errorf("HelloInterval is %d", u.Client().Session().HelloInterval)
		}
		return err
	})
	work := alice.CreateGroup("Private", "bob")
	w.Until("the group is limited", func() error {
		for range 10 {
			if _, err := alice.Client().SendGroup(t.Context(), work, wire.NewText("fast")); wire.CodeOf(err) == 10023 {
				return nil
			}
		}
		return errors.New("no message was refused")
	})
	world.Admin(w.App, setting.SetSettings, &setting.SetSettingsRequest{Settings: []setting.Setting{{Name: "group_rate", Value: "0"}}})
	w.Until("it is not limited any more", func() error {
		for range 20 {
			if _, err := alice.Client().SendGroup(t.Context(), work, wire.NewText("fast")); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestDrain(t *testing.T) {
	w := world.Start(t, world.Drain(500*time.Millisecond))
	alice, bob := w.Login("alice"), w.Login("bob")
	var users []*world.User
	for n := range 20 {
		users = append(users, w.Login(fmt.Sprint("user", n)))
	}
	work := alice.CreateGroup("Private", "bob")
	alice.Send("bob", "before")
	alice.SendGroup(work, "before")
	if code := w.Stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	for _, u := range users {
		u.Becomes(client.Connecting)
	}
	w.Restart()
	for _, u := range append(users, alice, bob) {
		u.Becomes(client.Connected)
		u.Becomes(client.Connected)
	}
	alice.Send("bob", "after")
	alice.SendGroup(work, "after")
	bob.Sees("after", world.Direct())
	bob.Sees("after", world.In(work))
	if got := bob.History("alice"); !slices.Equal(got, []string{"before", "after"}) {
		t.Errorf("history is %q", got)
	}
	if got := bob.GroupTexts(work); !slices.Equal(got, []string{"before", "after"}) {
		t.Errorf("history of the group is %q", got)
	}
}

func TestTLS(t *testing.T) {
	w := world.Start(t, world.TLS())
	alice, bob := w.Login("alice"), w.Login("bob")
	alice.Send("bob", "sealed")
	bob.Sees("sealed")
	world.Admin(w.App, openim.AdminGetRoamMsg, &openim.AdminGetRoamMsgRequest{Operator: alice.Name, Peer: bob.Name, MaxCnt: 1, MaxTime: 1 << 31})
	alice.Cut()
	alice.Send("bob", "sealed again")
	bob.Sees("sealed again")
}

func TestKeysAreEncryptedAtRest(t *testing.T) {
	file := filepath.Join(t.TempDir(), "master.key")
	if err := os.WriteFile(file, bytes.Repeat([]byte("0123456789abcdef"), 4), 0o600); err != nil {
		t.Fatal(err)
	}
	w := world.Start(t, world.MasterKey(file))
	w.Login("alice").Send("alice", "to myself")
	w.Stop()
	found := keysInDatabase(t, w)
	err := filepath.WalkDir(w.Data(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		found++
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(w.Key)) {
			t.Errorf("%s holds the application's key", filepath.Base(path))
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) || found == 0 {
		t.Fatalf("%d files, %v", found, err)
	}
	if strings.Contains(w.Log(), w.Key) {
		t.Error("the log holds the application's key")
	}
	w.Restart()
	w.Login("bob").Send("alice", "still works")
}

// keysInDatabase returns how many applications a database has, and fails if it has
// the key of one.
func keysInDatabase(t *testing.T, w *world.World) (found int) {
	t.Helper()
	if w.Store() == "" {
		return 0
	}
	conn, err := pgx.Connect(t.Context(), w.Store())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var all string
	err = conn.QueryRow(t.Context(), "SELECT COUNT(*), STRING_AGG(a::text, ' ') FROM app_apps AS a").Scan(&found, &all)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(all, w.Key) {
		t.Error("the database holds the application's key")
	}
	return found
}
