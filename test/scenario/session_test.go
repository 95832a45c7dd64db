package scenario_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

func textBody(text string) []wire.Element { return wire.NewText(text) }

func TestSecondLoginKicks(t *testing.T) {
	w := world.Start(t)
	first, bob := w.Login("alice"), w.Login("bob")
	second := w.Login("alice")
	if how := first.IsKicked(); how != account.KickedByInstance {
		t.Errorf("kicked with type %d", how)
	}
	if _, err := first.Client().Send(t.Context(), bob.Name, textBody("from the grave")); !errors.Is(err, account.ErrKicked) {
		t.Errorf("a send after the kick: %v", err)
	}
	bob.Send("alice", "hi")
	second.Sees("hi")
	first.HasNotSeen("hi")
}

func TestKickByREST(t *testing.T) {
	w := world.Start(t)
	old := w.Sig("alice")
	alice := w.Login("alice", world.Sig(old))
	world.Admin(w.App, account.Kick, &account.KickRequest{UserID: alice.Name})
	if how := alice.IsKicked(); how != account.KickedByREST {
		t.Errorf("kicked with type %d", how)
	}
	if _, err := w.TryLogin("alice", world.Sig(old)); !errors.Is(err, wire.ErrSigRevoked) {
		t.Errorf("login with the UserSig from before the kick: %v", err)
	}
	w.Until("a new UserSig is from after the kick", func() error { // times in UserSigs are whole seconds
		_, err := w.TryLogin("alice")
		return err
	})
}

func TestConnectionComesBack(t *testing.T) {
	w := world.Start(t)
	alice, bob := w.Login("alice"), w.Login("bob")
	for _, text := range []string{"one", "two", "three"} {
		alice.Cut()
		alice.Send("bob", text) // waits for the connection
		bob.Sees(text)
	}
	alice.Becomes(client.Connecting)
	bob.Send("alice", "back")
	alice.Sees("back")
}

// TestApplicationsNeverMix has the same names in two applications.
func TestApplicationsNeverMix(t *testing.T) {
	w := world.Start(t, world.Own())
	here, there := w.App, w.NewApp()
	w.Until("the server knows the new application", func() error {
		_, err := there.TryLogin("probe")
		return err
	})
	alice, bob := here.Login("alice"), here.Login("bob")
	alice2, bob2 := there.Login("alice"), there.Login("bob")
	if alice.Client().Session().TinyId == alice2.Client().Session().TinyId {
		t.Error("accounts of two applications share a TinyId")
	}
	work := alice.CreateGroup("Private", "bob")
	alice.Send("bob", "secret")
	alice.SendGroup(work, "secret of the group")
	bob.Sees("secret")
	bob.Sees("secret of the group")
	alice2.Send("bob", "probe")
	bob2.Sees("probe")
	bob2.HasNotSeen("secret")
	bob2.HasNotSeen("secret of the group")
	bob.HasNotSeen("probe")
	if got := bob2.History("alice"); len(got) != 1 || got[0] != "probe" {
		t.Errorf("bob of the other application has %q", got)
	}
	if _, err := bob2.Client().SendGroup(t.Context(), work, textBody("hello")); err == nil {
		t.Error("a group took a message from another application")
	}
	if _, err := here.TryLogin("alice", world.Sig(there.Sig("alice"))); !errors.Is(err, wire.ErrSigApp) {
		t.Errorf("login with a UserSig of another application: %v", err)
	}
}

// lost is a connection of which the client believes that it broke, and the server does not
// know yet.
type lost struct{ net.Conn }

// Close implements net.Conn.
func (lost) Close() error { return nil }

// TestEachCutIsTold: the application hears of a cut also if the client is back before the
// server saw it; and of each once.
func TestEachCutIsTold(t *testing.T) {
	b := world.NewBackend(t)
	w := world.Start(t, world.HookedUp(b, "State.StateChange"))
	var mu sync.Mutex
	var conns []net.Conn
	ann := w.Login("ann", func(o *client.Options) {
		o.NetDial = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			mu.Lock()
			defer mu.Unlock()
			conns = append(conns, conn)
			return lost{conn}, err
		}
	})
	states := func() (all []string) {
		for _, h := range b.Got("State.StateChange") {
			var s webhook.StateChangeBody
			if err := h.Into(&s); err != nil {
				t.Fatal(err)
			}
			all = append(all, s.Info.Action)
		}
		return all
	}
	are := func(want ...string) {
		t.Helper()
		w.Until(fmt.Sprintf("states %v", want), func() error {
			if got := states(); !slices.Equal(got, want) {
				return fmt.Errorf("they are %v", got)
			}
			return nil
		})
	}
	are("Login")
	mu.Lock()
	conns[0].SetReadDeadline(time.Now())
	mu.Unlock()
	are("Login", "Disconnect", "Login")
	ann.Leave()
	mu.Lock()
	conns[1].Close()
	mu.Unlock()
	are("Login", "Disconnect", "Login", "Disconnect")
}
