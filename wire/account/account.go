// Package account is the vocabulary of accounts and of a client's session:
// importing and kicking accounts over REST, login, hello, heartbeat and the
// client's configuration over the WebSocket.
package account

import (
	"strings"

	"github.com/teahouse-chat/teahouse/wire"
)

// MaxUserID is the most bytes of a UserID.
const MaxUserID = 32

// RobotPrefix begins the UserIDs of robots, which nobody else may have.
const RobotPrefix = "@RBT#"

// OfficialPrefix begins the UserIDs of official accounts, which nobody else may have.
const OfficialPrefix = "@TOA#_"

// IsOfficial tells whether a UserID is that of an official account.
func IsOfficial(name string) bool { return strings.HasPrefix(name, OfficialPrefix) }

// ErrKicked is what a client gets that was kicked; the response then says how,
// as a Kicked.
var ErrKicked = wire.NewError(1002, "this instance was kicked")

// ErrBatchSize says that a batch is empty or too large.
var ErrBatchSize = wire.ErrAccountParam.With("a batch holds 1 to 100 accounts")

// How an instance was kicked.
const (
	KickedByInstance = 1 // the same account logged in elsewhere
	KickedByDevice   = 2
	KickedByREST     = 3
)

// Kicked is the response that goes with ErrKicked.
type Kicked struct {
	KickType    int      `json:"KickType"`
	NewInstInfo Instance `json:"NewInstInfo"`
}

// Instance names an instance of the SDK.
type Instance struct {
	InstId   uint64 `json:"InstId"`
	Platform string `json:"Platform,omitempty"`
}

// ValidUserID tells whether a UserID has an allowed form: 1 to 32 bytes of
// printable ASCII, as the SDKs allow.
func ValidUserID(name string) bool {
	if name == "" || len(name) > MaxUserID {
		return false
	}
	for i := range len(name) {
		if name[i] < 0x20 || name[i] > 0x7e {
			return false
		}
	}
	return true
}
