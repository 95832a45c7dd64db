package push_test

import (
	"context"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/push"
)

// TestTellingFails: what could not be told is told later, to those online and to those
// who come, unless it was revoked.
func TestTellingFails(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ana := w.Login("ana")
		w.Import("cy")
		w.end()
		gone, cancel := context.WithCancel(context.Background())
		cancel()
		fail := func() {
			t.Helper()
			if push.Tell(w.pushes, gone) == nil {
				t.Error("nothing failed")
			}
		}
		w.all(1, ``, 0)
		fail()
		revoked := w.all(2, ``, 0)
		w.all(3, `,"MsgLifeTime":3600`, 0)
		cy := w.Login("cy")
		fail()
		w.REST("timpush.revoke", `{"TaskId":"`+revoked+`"}`, 0)
		w.follow()
		w.sees(ana, "push 1", "push 3")
		w.sees(cy, "push 1", "push 3") // was there when the first one was tried again
	})
}
