package message

import (
	"fmt"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// cookie is how far a client has synced: the number of the last entry of its
// account's notice log that it has, and when it asked.
type cookie struct {
	number uint64
	at     int64 // milliseconds
}

const cookieForm = "v1-%d-%d-%d" // internal number of the account, number, time

func (k cookie) text(a id.Account) string { return fmt.Sprintf(cookieForm, a.ID, k.number, k.at) }

// parseCookie reads a cookie of an account. One that is empty, of another account
// (a UserID may have been deleted and made again) or not ours is no cookie: the
// client then syncs as if for the first time.
func parseCookie(text string, a id.Account) (k cookie, ok bool) {
	var owner uint64
	if _, err := fmt.Sscanf(text, cookieForm, &owner, &k.number, &k.at); err != nil || owner != a.ID {
		return cookie{}, false
	}
	return k, k.text(a) == text
}

func now() int64 { return time.Now().UnixMilli() }
