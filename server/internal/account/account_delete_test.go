package account_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
)

// TestAccountDelete: account, instances and profile are gone, old UserSigs are
// refused, and the name begins anew with another number.
func TestAccountDelete(t *testing.T) {
	w := newWorld(t, "any")
	w.rest("account_delete", `{}`, 70402)
	w.rest("account_import", `{"UserID":"bob"}`, 0)
	alice := w.online("alice", "1", 7)
	w.rest("account_import", `{"UserID":"alice","Nick":"Alice"}`, 0)
	was, err := w.accounts.Lookup(t.Context(), w.app, "alice")
	w.must(err)
	older := w.freshSig("alice")

	a := w.rest("account_delete", `{"DeleteItem":[{"UserID":"alice"},{"UserID":"ghost"}]}`, 0)
	if len(a.ResultItem) != 2 || a.ResultItem[0].ResultCode != 0 || a.ResultItem[1].ResultCode != 70107 {
		t.Errorf("results %+v", a.ResultItem)
	}
	if !alice.wasKicked() || alice.isOnline() {
		t.Errorf("told %v, online %v", alice.wasKicked(), alice.isOnline())
	}
	for range 2 {
		if _, err := w.accounts.Lookup(t.Context(), w.app, "alice"); !errors.Is(err, wire.ErrNoSuchAccount) {
			t.Errorf("the account is still there: %v", err)
		}
		if found, err := w.accounts.ByID(t.Context(), w.app, []uint64{was.ID}); err != nil || len(found) != 0 {
			t.Errorf("its number is still there: %v %v", found, err)
		}
		w.device("alice", "2", 7).login(older, 70001)
		w.restart()
	}
	w.rest("account_delete", `{"DeleteItem":[{"UserID":"alice"}]}`, 0)
	w.rest("account_import", `{"UserID":"alice"}`, 0)
	w.device("alice", "2", 7).login(older, 70001)
	now := w.online("alice", "3", 7)
	if now.tiny == was.Tiny() {
		t.Error("the number was used again")
	}
	again, err := w.accounts.Lookup(t.Context(), w.app, "alice")
	w.must(err)
	if card := w.profiles.Card(t.Context(), again); card.Nick != "" {
		t.Errorf("it has the old nick %q", card.Nick)
	}
}

// TestAccountDeleteAfterAFailure: what could not be cleared up at once is cleared up
// by the job.
func TestAccountDeleteAfterAFailure(t *testing.T) {
	w := newWorld(t, "any")
	w.rest("account_import", `{"UserID":"alice"}`, 0)
	var deleted, cleared []id.Account
	event.On(w.events, func(_ context.Context, e event.AccountDeleted) { deleted = append(deleted, e.Account) })
	broken := errors.New("out of order")
	w.accounts.OnDelete(func(_ context.Context, a id.Account) error { return broken })
	w.rest("account_delete", `{"DeleteItem":[{"UserID":"alice"}]}`, 0)
	w.rest("account_check", `{"CheckItem":[{"UserID":"alice"}]}`, 0)
	if len(deleted) != 1 || deleted[0].Name != "alice" {
		t.Errorf("events %v", deleted)
	}
	w.restart()
	w.accounts.OnDelete(func(_ context.Context, a id.Account) error {
		cleared = append(cleared, a)
		return nil
	})
	w.must(w.jobs.Recover(t.Context()))
	if len(cleared) != 1 || cleared[0] != deleted[0] {
		t.Errorf("cleared %v", cleared)
	}
	w.jobs.Close()
	w.must(w.jobs.Recover(t.Context()))
	if len(cleared) != 1 {
		t.Errorf("cleared again: %v", cleared)
	}
}

// TestReadingWhileDeleting: a look-up that began before a deletion leaves nothing in
// memory.
func TestReadingWhileDeleting(t *testing.T) {
	w := newWorld(t, "any")
	ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer stop()
	go func() {
		for ctx.Err() == nil {
			w.accounts.Lookup(ctx, w.app, "alice")
		}
	}()
	for ctx.Err() == nil {
		w.rest("multiaccount_import", `{"Accounts":["alice"]}`, 0)
		if _, err := w.accounts.Lookup(t.Context(), w.app, "alice"); err != nil {
			t.Fatal(err)
		}
		w.must(w.accounts.Delete(t.Context(), w.app, "alice"))
		if _, err := w.accounts.Lookup(t.Context(), w.app, "alice"); !errors.Is(err, wire.ErrNoSuchAccount) {
			t.Fatal("found after it was deleted")
		}
	}
}
