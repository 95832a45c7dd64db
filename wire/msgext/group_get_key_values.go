package msgext

import "github.com/teahouse-chat/teahouse/wire"

// GroupGetKeyValues lists the extensions of a group message.
var GroupGetKeyValues = wire.Define[GroupGetKeyValuesRequest, Pairs]("openim_msg_ext_http_svc.group_get_key_values")

// GroupGetKeyValuesRequest names the message; only pairs with a Seq of at least
// StartSeq are wanted.
type GroupGetKeyValuesRequest struct {
	GroupMsg
	StartSeq uint64 `json:"StartSeq,omitempty"`
}

// Validate checks the form.
func (r *GroupGetKeyValuesRequest) Validate() error { return r.GroupMsg.check() }
