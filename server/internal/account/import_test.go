package account_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
)

var newApp = app.New{Name: "another"}

func TestImport(t *testing.T) {
	w := newWorld(t, "class")
	long := strings.Repeat("n", 501)
	for _, row := range []struct {
		body string
		code int
	}{
		{`{"UserID":"alice","Nick":"Alice","FaceUrl":"http://pic/a.png"}`, 0},
		{`{"Identifier":"bob"}`, 0},
		{`{"UserID":"alice"}`, 0},
		{`{}`, 70402},
		{`{"UserID":"` + strings.Repeat("a", 33) + `"}`, 70402},
		{`{"UserID":"@RBT#1"}`, 70402},
		{`{"UserID":"carol","Nick":"` + long + `"}`, 40601},
		{`{"UserID":7}`, 70402},
	} {
		w.rest("account_import", row.body, row.code)
	}
	alice, err := w.accounts.Lookup(t.Context(), w.app, "alice")
	w.must(err)
	want := profile.Card{Nick: "Alice", FaceURL: "http://pic/a.png"}
	if card := w.profiles.Card(t.Context(), alice); card != want {
		t.Errorf("card %+v, want %+v: a second import without a nick leaves the first", card, want)
	}
	w.restart()
	if again, err := w.accounts.Lookup(t.Context(), w.app, "alice"); err != nil || again != alice {
		t.Errorf("after a restart: %+v %v, was %+v", again, err, alice)
	}
	if d := w.online("alice", "a", 7); d.tiny != alice.Tiny() {
		t.Errorf("TinyId %s at login, want %s", d.tiny, alice.Tiny())
	}
}

func TestMultiImportAndCheck(t *testing.T) {
	w := newWorld(t, "class")
	w.rest("multiaccount_import", `{}`, 70402)
	names := make([]string, 101)
	for i := range names {
		names[i] = "user" + strconv.Itoa(i)
	}
	batch := func(names []string) string {
		raw, err := json.Marshal(map[string]any{"Accounts": names})
		w.must(err)
		return string(raw)
	}
	w.rest("multiaccount_import", batch(names), 70402)
	if a := w.rest("multiaccount_import", batch(names[:100]), 0); len(a.FailAccounts) != 0 {
		t.Errorf("failed: %q", a.FailAccounts)
	}
	a := w.rest("multiaccount_import", `{"Accounts":["", "@RBT#1"],"AccountList":[{"UserID":"nia","Nick":"Nia"},{"UserID":"茶"}]}`, 0)
	if want := []string{"茶", "", "@RBT#1"}; !slices.Equal(a.FailAccounts, want) {
		t.Errorf("failed: %q, want %q", a.FailAccounts, want)
	}

	w.rest("account_check", `{"CheckItem":[]}`, 70402)
	a = w.rest("account_check", `{"CheckItem":[{"UserID":"nobody"},{"UserID":"user99"},{"UserID":"nia"},{"UserID":"user100"}]}`, 0)
	if got, want := fmt.Sprint(a.ResultItem), "[{nobody NotImported 0} {user99 Imported 0} {nia Imported 0} {user100 NotImported 0}]"; got != want {
		t.Errorf("checked: %s, want %s", got, want)
	}
}

// TestKick: instances go, and UserSigs made before the kick are refused; one that
// is made right after it works.
func TestKick(t *testing.T) {
	w := newWorld(t, "any")
	w.rest("kick", `{}`, 70402)
	w.rest("kick", `{"UserID":"nobody"}`, 70107)
	one, two, bob := w.online("alice", "1", 7), w.online("alice", "2", 2), w.online("bob", "b", 7)
	older := w.freshSig("alice")
	w.rest("kick", `{"UserID":"alice"}`, 0)
	for _, d := range []*device{one, two} {
		if !d.wasKicked() || d.isOnline() || !d.conn.has(`"KickType":3`) {
			t.Errorf("%s: told %v, online %v", d.key, d.wasKicked(), d.isOnline())
		}
		if a := d.call(hello, 1002); a.KickType != 3 {
			t.Errorf("hello: %+v", a)
		}
		d.login(older, 70001)
	}
	if bob.wasKicked() || !bob.isOnline() {
		t.Error("bob was kicked")
	}
	w.restart()
	one.connect()
	one.login(older, 70001)
	one.login(w.sig("alice", time.Now(), time.Hour), 0)
	one.call(hello, 0)
	two.call(hello, 1002)
}
