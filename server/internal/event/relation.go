package event

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/server/internal/id"
)

// Pair is one direction of a relation: From's list has, or had, To. A Name may be
// empty where only the number was known.
type Pair struct{ From, To id.Account }

// Cause says how relations changed: by which command, by which App admin, if it
// was one, and whether the target's wish was passed over.
type Cause struct {
	Command string
	Admin   string
	Forced  bool

	IP, Platform string // of who did it, as webhooks have it
}

// FriendsAdded says that friends came into lists. Initiator asked for it, or
// applied earlier.
type FriendsAdded struct {
	Cause
	Initiator id.Account
	Pairs     []Pair
}

// FriendsDeleted says that friends went out of lists.
type FriendsDeleted struct {
	Cause
	Pairs []Pair
}

// FriendsUpdated says that the fields of friends changed in Owner's list.
type FriendsUpdated struct {
	Owner   id.Account
	Origin  uint64 // the instance that did it, 0 over REST
	Friends []FriendUpdate
}

// FriendUpdate has the changed fields of a friend by tag: JSON strings, numbers,
// or the array of friend groups.
type FriendUpdate struct {
	Friend id.Account
	Fields map[string]json.RawMessage
}

// FriendApplied says that From asked To to become a friend.
type FriendApplied struct {
	From, To        id.Account
	Source, Wording string
	At              int64 // seconds
}

// ApplicationsClosed says that open applications went out of Owner's list:
// answered, withdrawn or deleted. Sent: Owner had made them.
type ApplicationsClosed struct {
	Owner id.Account
	Sent  bool
	Peers []id.Account
}

// ApplicationsRead says that Owner saw the applications that he got.
type ApplicationsRead struct {
	Owner id.Account
	Until int64 // seconds
}

// UsersBlocked says that Owner blocked users, or with Gone unblocked them.
type UsersBlocked struct {
	Cause
	Owner    id.Account
	Accounts []id.Account
	Gone     bool
}

// Followed says that From follows To now, or with Gone no longer. Mutual: To
// follows From too.
type Followed struct {
	Cause
	From, To id.Account
	Gone     bool
	Mutual   bool
}
