// Package scenario_test tells stories about the real binary from outside, by the
// public Go SDK.
package scenario_test

import (
	"errors"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/usersig"
	"github.com/teahouse-chat/teahouse/wire"
)

func TestLogin(t *testing.T) {
	w := world.Start(t)
	alice := w.Login("alice")
	s := alice.Client().Session()
	if s.TinyId == "" || s.InstId == 0 || s.HelloInterval < 1 || time.Since(time.Unix(s.TimeStamp, 0)).Abs() > time.Minute {
		t.Errorf("session %+v", s)
	}
	again := w.Login("alice", world.Platform(2)) // another class of device: both stay
	if again.Client().Session().TinyId != s.TinyId {
		t.Error("the same account has two TinyIds")
	}
	w.Login("terse", world.Text()).Send("alice", "by text frames")
	alice.Sees("by text frames")
	again.Sees("by text frames")
}

func TestLoginIsRefused(t *testing.T) {
	w := world.Start(t)
	expired := usersig.Token{App: w.ID, User: w.Name("alice"), Made: time.Now().Add(-time.Hour), Expire: time.Minute}.Sign(w.Key)
	for name, c := range map[string]struct {
		sig  string
		want error
	}{
		"expired":          {expired, wire.ErrSigExpired},
		"another user":     {w.Sig("bob"), wire.ErrSigAccount},
		"another key":      {usersig.Make(w.ID, "no key", w.Name("alice"), time.Hour), wire.ErrSigWrongKey},
		"another app":      {usersig.Make(w.ID+1, w.Key, w.Name("alice"), time.Hour), wire.ErrSigApp},
		"not a UserSig":    {"nonsense", wire.ErrSigMalformed},
		"cut off":          {w.Sig("alice")[:100], wire.ErrSigMalformed},
		"a line feed more": {w.Sig("alice") + "\n?", wire.ErrSigMalformed},
	} {
		if _, err := w.TryLogin("alice", world.Sig(c.sig)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}
