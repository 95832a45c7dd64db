package profile_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/teahouse-chat/teahouse/server/internal/roomtest"
)

// TestCardIsNeverOld reads a card while it is changed: what is remembered then is
// what it became.
func TestCardIsNeverOld(t *testing.T) {
	w := roomtest.New(t)
	alice, a := w.Login("alice"), w.Account("alice")
	for n := range 300 {
		var readers sync.WaitGroup
		alice.Do(set, fields("Tag_Profile_IM_Location", `"x"`), 0) // so that the card is to be read
		for range 4 {
			readers.Go(func() { w.Profiles.Card(t.Context(), a) })
		}
		alice.Do(set, fields("Tag_Profile_IM_Nick", fmt.Sprintf("%q", fmt.Sprint(n))), 0)
		readers.Wait()
		if got := w.Profiles.Card(t.Context(), a).Nick; got != fmt.Sprint(n) {
			t.Fatalf("%q after it became %d", got, n)
		}
	}
}
