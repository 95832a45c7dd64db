package msgext

import "github.com/teahouse-chat/teahouse/wire"

// GroupReactionAdd adds the caller's reaction to a group message.
var GroupReactionAdd = wire.DefineClient[GroupReactionAddRequest, wire.Empty]("openim_msg_ext_http_svc.group_reaction_add")

// GroupReactionAddRequest names the message and the reaction. Accounts is the caller alone.
type GroupReactionAddRequest struct {
	GroupMsg
	Reaction string   `json:"Reaction"`
	Accounts []string `json:"Add_Account"`
}

// Validate checks the form.
func (r *GroupReactionAddRequest) Validate() error {
	return first(r.GroupMsg.check(), checkReaction(r.Reaction), checkSelf(r.Accounts))
}
