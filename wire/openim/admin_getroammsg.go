package openim

import (
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// AdminGetRoamMsg reads the history of two accounts as one of them sees it, a
// page of a range of time, newest page first.
var AdminGetRoamMsg = wire.Define[AdminGetRoamMsgRequest, AdminGetRoamMsgResponse]("openim.admin_getroammsg")

// AdminGetRoamMsgRequest names the view, Operator_Account or by its older name
// From_Account, the peer, and the range in seconds, both ends inclusive.
type AdminGetRoamMsgRequest struct {
	Operator   string `json:"Operator_Account,omitempty"`
	Peer       string `json:"Peer_Account,omitempty"`
	From       string `json:"From_Account,omitempty"`
	To         string `json:"To_Account,omitempty"`
	MaxCnt     int    `json:"MaxCnt"`
	MinTime    uint32 `json:"MinTime"`
	MaxTime    uint32 `json:"MaxTime"`
	LastMsgKey string `json:"LastMsgKey,omitempty"`
}

// View returns whose history is read.
func (r *AdminGetRoamMsgRequest) View() string { return first(r.Operator, r.From) }

// Other returns the peer.
func (r *AdminGetRoamMsgRequest) Other() string { return first(r.Peer, r.To) }

// Validate checks the form.
func (r *AdminGetRoamMsgRequest) Validate() error {
	switch {
	case r.View() == "":
		return ErrNoSender
	case r.Other() == "":
		return ErrNoReceiver
	case r.MaxCnt < 1:
		return ErrParameter.With("MaxCnt")
	case r.MinTime > r.MaxTime:
		return ErrBody.With("MinTime lies behind MaxTime")
	}
	return nil
}

// RoamMsg is a message of a history with the marks that clients are told only
// where they are set.
type RoamMsg struct {
	notice.C2CMessage
	MsgFlagBits int `json:"MsgFlagBits"` // 0, or notice.RecalledC2C
	IsPeerRead  int `json:"IsPeerRead"`  // 1: the receiver sent a read receipt
}

// AdminGetRoamMsgResponse is the page, oldest message first. LastMsgTime and
// LastMsgKey, of its oldest message, are MaxTime and LastMsgKey of the next
// request.
type AdminGetRoamMsgResponse struct {
	Complete    int       `json:"Complete"` // 1: the whole range was delivered
	MsgCnt      int       `json:"MsgCnt"`
	LastMsgTime uint32    `json:"LastMsgTime"`
	LastMsgKey  string    `json:"LastMsgKey"`
	MsgList     []RoamMsg `json:"MsgList"`
}
