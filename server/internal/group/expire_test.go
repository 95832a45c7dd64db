package group

import (
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/store/storetest"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// Applications are forgotten when nobody decided them, and some days after
// somebody did.
func TestApplicationsExpire(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		now := time.Now()
		file := func(subject uint64, age time.Duration, handled int) {
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				a := application{ID: subject, App: 1, Group: 5, Subject: subject, Token: "t", Added: now.Add(-age)}
				if err := putApplication(tx, a); err != nil || handled == group.Open {
					return err
				}
				return settle(tx, a.ID, handled, a.Added)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		file(1, applicationsKept+time.Hour, group.Open)
		file(2, applicationsKept-time.Hour, group.Open)
		file(3, decidedKept+time.Hour, group.Decided)
		file(4, decidedKept-time.Hour, group.Settled)
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			seen, err := pendingIn(tx, []uint64{5, 6}, 0, now, 10)
			if err != nil || len(seen) != 2 || seen[0].ID != 2 || seen[1].ID != 4 {
				t.Errorf("listed %v %v", seen, err)
			}
			fresh, err := fileApplication(tx, application{ID: 9, App: 1, Group: 5, Subject: 2, Token: "u", Message: "again", Added: now})
			if err != nil || fresh {
				t.Errorf("one that is open is filed again: %v %v", fresh, err)
			}
			if _, err := applicationByID(tx, 1); err == nil {
				t.Error("the old one is still there")
			}
			a, err := applicationByID(tx, 2)
			if err == nil && a.Message != "again" {
				t.Errorf("text %q", a.Message)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
