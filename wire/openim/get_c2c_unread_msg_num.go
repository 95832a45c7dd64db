package openim

import "github.com/teahouse-chat/teahouse/wire"

// GetC2CUnreadMsgNum reads how many one-to-one messages of an account are unread.
var GetC2CUnreadMsgNum = wire.Define[GetC2CUnreadMsgNumRequest, GetC2CUnreadMsgNumResponse]("openim.get_c2c_unread_msg_num")

// MaxUnreadPeers is how many peers a GetC2CUnreadMsgNumRequest may name.
const MaxUnreadPeers = 10

// GetC2CUnreadMsgNumRequest names the account, and the peers if they are wanted
// one by one.
type GetC2CUnreadMsgNumRequest struct {
	To    string   `json:"To_Account"`
	Peers []string `json:"Peer_Account,omitempty"`
}

// Validate checks the form.
func (r *GetC2CUnreadMsgNumRequest) Validate() error {
	switch {
	case r.To == "":
		return ErrNoReceiver
	case len(r.Peers) > MaxUnreadPeers:
		return ErrTooMany
	}
	return nil
}

// GetC2CUnreadMsgNumResponse has the total, or the peers one by one.
type GetC2CUnreadMsgNumResponse struct {
	All       *uint64           `json:"AllC2CUnreadMsgNum,omitempty"`
	List      []UnreadMsgNum    `json:"C2CUnreadMsgNumList,omitempty"`
	ErrorList []UnreadPeerError `json:"ErrorList,omitempty"`
}

// UnreadMsgNum is how many messages of a peer are unread.
type UnreadMsgNum struct {
	Peer string `json:"Peer_Account"`
	Num  uint64 `json:"C2CUnreadMsgNum"`
}

// UnreadPeerError is a peer that was not counted.
type UnreadPeerError struct {
	Peer      string `json:"Peer_Account"`
	ErrorCode int    `json:"ErrorCode"`
}
