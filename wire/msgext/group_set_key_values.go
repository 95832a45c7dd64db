package msgext

import "github.com/teahouse-chat/teahouse/wire"

// GroupSetKeyValues changes the extensions of a group message. Clients change a pair
// only if they know its version; what an App admin says counts in any case.
var GroupSetKeyValues = wire.Define[GroupSetKeyValuesRequest, Changed]("openim_msg_ext_http_svc.group_set_key_values")

// GroupSetKeyValuesRequest names the message and what changes: at most MaxPairs pairs.
type GroupSetKeyValuesRequest struct {
	GroupMsg
	Change
}

// Validate checks the form.
func (r *GroupSetKeyValuesRequest) Validate() error {
	return first(r.GroupMsg.check(), r.Change.check())
}
