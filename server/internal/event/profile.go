package event

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// ProfileChanged says that fields of an account's profile were written.
type ProfileChanged struct {
	Account id.Account
	// Origin is the instance that wrote them, 0 over REST.
	Origin uint64
	// Fields are the changed ones by tag, each a JSON string or number.
	Fields map[string]json.RawMessage
	// Own are likewise those that nobody but the user may read.
	Own map[string]json.RawMessage
}
