package openim

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// GetMsg syncs a client: what is unread, and what it missed since the cookie.
var GetMsg = wire.DefineClient[GetMsgRequest, GetMsgResponse]("openim.getmsg")

// GetMsgRequest carries the cookie of the last sync, empty at the first.
type GetMsgRequest struct {
	Cookie        string `json:"Cookie"`
	SyncFlag      int    `json:"SyncFlag"` // as the last answer had it, 0 at first
	NeedAbstract  int    `json:"NeedAbstract"`
	IsOnlineSync  int    `json:"IsOnlineSync"`
	NeedSignaling int    `json:"NeedSignaling"`
	NeedCachedMsg int    `json:"NeedCachedMsg"`
}

// Values of GetMsgResponse.SyncFlag.
const (
	SyncMore     = 1 // ask again with the cookie
	SyncComplete = 2
)

// GetMsgResponse is the sync. MsgList holds messages in the form of pushes
// (notice.C2CMessage), oldest first, and notices of recalls
// (GetMsgNotices); EventArray holds stored notices as events of pushes.
type GetMsgResponse struct {
	Cookie     string            `json:"Cookie"`
	SyncFlag   int               `json:"SyncFlag"`
	MsgList    []json.RawMessage `json:"MsgList"`
	Unread     []PairUnread      `json:"C2CPairUnreadCount"`
	Remaining  []RemainingUnread `json:"C2CRemainingUnreadCount"`
	EventArray []json.RawMessage `json:"EventArray"`
}

// PairUnread is how many messages of a peer are unread.
type PairUnread struct {
	From        string `json:"From_Account"`
	UnreadCount uint64 `json:"UnreadCount"`
}

// RemainingUnread is a peer with unread messages that MsgList does not hold.
type RemainingUnread struct {
	From        string `json:"From_Account"`
	LastMsgTime uint32 `json:"LastMsgTime"`
}

// GetMsgNotices is an item of MsgList that is no message but an event.
type GetMsgNotices struct {
	EventArray []json.RawMessage `json:"EventArray"`
}
