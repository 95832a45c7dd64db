package static

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/usersig"
	"github.com/teahouse-chat/teahouse/wire"
)

// sigLife is how long a UserSig that was bought with a ticket is valid.
const sigLife = 24 * time.Hour

// tryUser is the form of the UserIDs that tickets buy UserSigs of: at most 32
// bytes, and recognisable in every list.
var tryUser = regexp.MustCompile(`^try-[A-Za-z0-9_-]{1,28}$`)

// Ticket returns the random ticket of an application: what the link to /try/
// carries after its #. It is valid until the server stops; UserSigs that it
// bought stay valid for their day.
func (d *Door) Ticket(a *app.App) string {
	mac := hmac.New(sha256.New, d.secret[:])
	binary.Write(mac, binary.BigEndian, a.ID)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

type ticketRequest struct {
	Ticket string
	UserID string
}

type ticketAnswer struct {
	ActionStatus string
	ErrorCode    int
	ErrorInfo    string
	SDKAppID     uint32 `json:",omitempty"`
	UserID       string `json:",omitempty"`
	UserSig      string `json:",omitempty"`
	Expire       int64  `json:",omitempty"` // seconds
}

var (
	errTicket = wire.NewError(60004, "this link is not valid any more: open the one that the server printed when it started")
	errName   = wire.NewError(60004, "a name here is try- and 1 to 28 letters, digits, - or _, and not an admin's")
)

// buy sells a UserSig of a user named try-... for a ticket. Right and wrong
// tickets are counted apart, so that guessing cannot lock out those who have
// one.
func (d *Door) buy(w http.ResponseWriter, r *http.Request) {
	var req ticketRequest
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 4<<10))
	if err != nil || json.Unmarshal(raw, &req) != nil {
		refuse(w, http.StatusBadRequest, wire.ErrBadJSON)
		return
	}
	a := d.application(req.Ticket)
	switch {
	case a == nil && !d.wrong.Allow(), a != nil && !d.right.Allow():
		refuse(w, http.StatusTooManyRequests, wire.ErrTooFrequent)
	case a == nil:
		refuse(w, http.StatusForbidden, errTicket)
	case !tryUser.MatchString(req.UserID) || a.IsAdmin(req.UserID):
		refuse(w, http.StatusForbidden, errName)
	default:
		answer(w, http.StatusOK, ticketAnswer{ActionStatus: "OK", SDKAppID: a.ID, UserID: req.UserID,
			UserSig: usersig.Make(a.ID, a.Key, req.UserID, sigLife), Expire: int64(sigLife / time.Second)})
	}
}

// application returns the application that the ticket is for, or nil if there
// is none or it has the page switched off.
func (d *Door) application(ticket string) *app.App {
	for _, a := range d.apps.List() {
		if a.Settings.TryPage && !a.Disabled && hmac.Equal([]byte(d.Ticket(a)), []byte(ticket)) {
			return a
		}
	}
	return nil
}

func refuse(w http.ResponseWriter, status int, err *wire.Error) {
	answer(w, status, ticketAnswer{ActionStatus: "FAIL", ErrorCode: err.Code, ErrorInfo: err.Info})
}

func answer(w http.ResponseWriter, status int, body ticketAnswer) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body) // a client that is gone needs no answer
}
