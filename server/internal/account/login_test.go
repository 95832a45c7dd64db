package account_test

import (
	"strings"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
)

// TestMultiDevice: which of a user's instances give way to a newcomer.
func TestMultiDevice(t *testing.T) {
	const android, iPhone, mac, web, mini, iPad, unknown = 2, 3, 4, 7, 8, 13, 99
	for _, row := range []struct {
		policy        string
		old, newcomer int
		kicked        bool
	}{
		{"class", web, web, true},
		{"class", android, iPhone, true},
		{"class", mini, 19, true},
		{"class", unknown, 98, true},
		{"class", web, android, false},
		{"class", web, mini, false},
		{"class", iPhone, iPad, false},
		{"class", mac, web, false},
		{"one", web, web, true},
		{"one", web, android, true},
		{"one", mac, unknown, true},
		{"any", web, web, false},
		{"any", android, iPhone, false},
	} {
		w := newWorld(t, row.policy)
		old, other := w.online("alice", "old", row.old), w.online("bob", "bob's", row.old)
		newcomer := w.online("alice", "new", row.newcomer)
		if old.wasKicked() != row.kicked || old.isOnline() == row.kicked {
			t.Errorf("%+v: told %v, online %v", row, old.wasKicked(), old.isOnline())
		}
		if !newcomer.isOnline() || newcomer.wasKicked() || !other.isOnline() || other.wasKicked() {
			t.Errorf("%+v: somebody else was kicked", row)
		}
		if newcomer.tiny != old.tiny || newcomer.instance == old.instance || newcomer.ticket == old.ticket {
			t.Errorf("%+v: %+v after %+v", row, newcomer, old)
		}
	}
}

func TestAnswersToTheKicked(t *testing.T) {
	w := newWorld(t, "class")
	old := w.online("alice", "old", 7)
	newcomer := w.online("alice", "new", 7)
	if w.ends(old.instance) {
		t.Error("a kick was told as a cut")
	}
	check := func(when string) {
		t.Helper()
		for _, command := range []string{hello, login, "im_sdk_config_mgr.fetch_config"} {
			a := old.call(command, 1002)
			if a.KickType != 1 || a.NewInstInfo.InstId != newcomer.instance {
				t.Errorf("%s, %s: %+v", when, command, a)
			}
		}
		old.call(alive, 0)
	}
	check("on the socket")
	w.restart()
	old.connect()
	check("after a restart")
	if old.isOnline() {
		t.Error("the kicked is online")
	}
	old.call(logout, 0)
	old.call(hello, 70001)
	newcomer.resume(0)
	newcomer.call(hello, 0)
	if old.resume(70001); newcomer.wasKicked() || !newcomer.isOnline() {
		t.Error("the good bye of the kicked ended the other instance")
	}
}

func TestReloginByTicket(t *testing.T) {
	w := newWorld(t, "class")
	d := w.online("alice", "a", 7)
	before := *d
	check := func(when string) {
		t.Helper()
		if d.ticket != before.ticket || d.instance != before.instance || d.tiny != before.tiny || !d.isOnline() {
			t.Errorf("%s: %+v, before %+v", when, d, before)
		}
		d.call(hello, 0)
	}
	d.resume(0) // while the server has not noticed that the old socket is dead
	if before.conn.reason() != deliver.Replaced || before.wasKicked() {
		t.Errorf("old socket: %+v", before.conn.reason())
	}
	check("over the old socket")
	d.session.Close()
	if !w.ends(d.instance) {
		t.Error("a cut was told as a logout")
	}
	d.resume(0)
	check("after a cut")
	w.restart()
	d.resume(0)
	check("after a restart")
}

func TestSameObjectLogsInAnew(t *testing.T) {
	w := newWorld(t, "one")
	first := w.online("alice", "a", 7)
	again := w.online("alice", "a", 7)
	if first.wasKicked() {
		t.Error("an instance was kicked by itself")
	}
	if first.conn.reason() != deliver.Replaced || w.ends(first.instance) {
		t.Errorf("the old socket is still there: %+v", first.conn.reason())
	}
	first.call(hello, 70001)
	first.call(alive, 0)
	first.call(logout, 0)
	again.call(hello, 0)
	again.login(w.freshSig("alice"), 0) // once more, on the same socket
	again.call(hello, 0)
	if !again.isOnline() || again.conn.reason() != (deliver.Reason{}) {
		t.Errorf("the last login is not online: %+v", again.conn.reason())
	}
}

func TestLogoutEndsTheTicket(t *testing.T) {
	w := newWorld(t, "class")
	d := w.online("alice", "a", 7)
	d.call(logout, 0)
	if d.isOnline() || w.ends(d.instance) {
		t.Error("a logout was told as a cut")
	}
	for _, when := range []string{"at once", "after a restart"} {
		d.call(hello, 70001)
		d.call("im_sdk_config_mgr.fetch_config", 70001)
		d.call(logout, 0)
		d.call(alive, 0)
		if d.resume(70001); d.isOnline() {
			t.Error(when, "the A2Key still works")
		}
		w.restart()
	}
	d.connect()
	d.login(w.freshSig("alice"), 0)
	d.call(hello, 0)
}

func TestGuests(t *testing.T) {
	w := newWorld(t, "class")
	d := w.device("alice", "a", 7)
	d.call(hello, 60004)
	d.call(alive, 0)
	d.call(logout, 0)
	d.ticket = "made up"
	d.call(hello, 70001)
	d.call(login, 70001)
	d.call(alive, 0)
}

// TestLeavingMeanwhile: who goes away while it logs in is no failure of the server.
func TestLeavingMeanwhile(t *testing.T) {
	w := newWorld(t, "class")
	d := w.device("alice", "a", 7)
	d.session.CloseFor(deliver.Broken)
	d.login(w.freshSig("alice"), 70500)
	if said := w.failures.String(); said != "" {
		t.Error(said)
	}
}

func TestWhoMayLogIn(t *testing.T) {
	w := newWorld(t, "class")
	past := time.Now().Add(-2 * time.Hour)
	for _, row := range []struct {
		what, user, sig string
		code            int
	}{
		{"a new user", "carol", w.freshSig("carol"), 0},
		{"32 bytes", strings.Repeat("c", 32), w.freshSig(strings.Repeat("c", 32)), 0},
		{"33 bytes", strings.Repeat("c", 33), w.freshSig(strings.Repeat("c", 33)), 60004},
		{"no identifier", "", w.freshSig("carol"), 60004},
		{"not ASCII", "茶", w.freshSig("茶"), 60004},
		{"robot", "@RBT#1", w.freshSig("@RBT#1"), 60004},
		{"no UserSig", "carol", "", 70002},
		{"garbage", "carol", "garbage", 70003},
		{"another's", "carol", w.freshSig("alice"), 70013},
		{"expired", "carol", w.sig("carol", past, time.Hour), 70001},
	} {
		d := w.device(row.user, "a", 7)
		if d.login(row.sig, row.code); d.isOnline() != (row.code == 0) {
			t.Errorf("%s: online %v", row.what, d.isOnline())
		}
	}
}

// TestExpiry: a session ends with its UserSig, and heartbeats are answered still.
func TestExpiry(t *testing.T) {
	w := newWorld(t, "class")
	d := w.device("alice", "a", 7)
	d.login(w.sig("alice", time.Now().Add(-time.Hour), time.Hour+2*time.Second), 0)
	w.eventually("the session expires", func() bool {
		_, _, err := w.accounts.Authenticate(t.Context(), w.application(), api.Head{Command: hello, A2: d.ticket})
		return err != nil
	})
	d.call(hello, 70001)
	d.call(alive, 0)
	d.call(logout, 0)
	d.resume(70001)
	d.login(w.freshSig("alice"), 0)
	d.call(hello, 0)
}

func TestTicketOfAnotherApplication(t *testing.T) {
	w := newWorld(t, "class")
	d := w.online("alice", "a", 7)
	other, err := w.apps.Create(t.Context(), newApp)
	w.must(err)
	w.app = other.ID
	d.call(hello, 70014)
	d.call(alive, 0)
}
