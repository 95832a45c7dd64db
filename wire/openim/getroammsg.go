package openim

import (
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// GetRoamMsg reads a page of a client's history with a peer.
var GetRoamMsg = wire.DefineClient[GetRoamMsgRequest, GetRoamMsgResponse]("openim.getroammsg")

// GetRoamMsgRequest says where the page begins. Backward with a MsgKey it holds
// messages older than that one; backward without, those with a time below
// LastMsgTime (0: from the newest); forward, those from LastMsgTime on.
type GetRoamMsgRequest struct {
	Peer            string `json:"Peer_Account"`
	MaxCnt          int    `json:"MaxCnt"`
	LastMsgTime     uint32 `json:"LastMsgTime"` // seconds
	MsgKey          string `json:"MsgKey,omitempty"`
	WithRecalledMsg int    `json:"WithRecalledMsg"` // 1: recalled messages are listed, flagged
	GetDirection    int    `json:"GetDirection"`    // 0 backward, 1 forward
}

// Validate checks the form.
func (r *GetRoamMsgRequest) Validate() error {
	if r.Peer == "" {
		return ErrParameter.With("Peer_Account is missing")
	}
	return nil
}

// GetRoamMsgResponse is the page, oldest message first. LastMsgTime and MsgKey
// name its boundary message and come back in the next request.
type GetRoamMsgResponse struct {
	Complete    int                 `json:"Complete"` // 1: nothing further in that direction
	MsgCnt      int                 `json:"MsgCnt"`
	LastMsgTime uint32              `json:"LastMsgTime"`
	MsgKey      string              `json:"MsgKey"`
	MsgList     []notice.C2CMessage `json:"MsgList"`
}
