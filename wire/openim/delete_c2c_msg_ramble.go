package openim

import "github.com/teahouse-chat/teahouse/wire"

// DeleteC2CMsgRamble deletes messages from the history of one of both users; the
// other keeps them.
var DeleteC2CMsgRamble = wire.Define[DeleteC2CMsgRambleRequest, DeleteC2CMsgRambleResponse]("openim.delete_c2c_msg_ramble")

// DeleteC2CMsgRambleRequest names whose history, the peer, and at most
// MaxDeletes messages. REST calls the accounts Operator and Peer, clients From
// and To.
type DeleteC2CMsgRambleRequest struct {
	Operator   string   `json:"Operator_Account,omitempty"`
	Peer       string   `json:"Peer_Account,omitempty"`
	From       string   `json:"From_Account,omitempty"`
	To         string   `json:"To_Account,omitempty"`
	MsgKeyList []string `json:"MsgKeyList"`
}

// View returns whose history it is about; empty: the caller's.
func (r *DeleteC2CMsgRambleRequest) View() string { return first(r.Operator, r.From) }

// Other returns the peer.
func (r *DeleteC2CMsgRambleRequest) Other() string { return first(r.Peer, r.To) }

// Validate checks the form.
func (r *DeleteC2CMsgRambleRequest) Validate() error {
	switch {
	case r.Other() == "":
		return ErrNoReceiver
	case len(r.MsgKeyList) == 0:
		return ErrParameter.With("MsgKeyList is empty")
	case len(r.MsgKeyList) > MaxDeletes:
		return ErrBody.With("more than %d keys", MaxDeletes)
	}
	return nil
}

// DeleteC2CMsgRambleResponse lists the keys that are not well-formed; the others
// were carried out.
type DeleteC2CMsgRambleResponse struct {
	InvalidMsgKeyList []string `json:"InvalidMsgKeyList,omitempty"`
}
