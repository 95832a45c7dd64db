package msgext

import "github.com/teahouse-chat/teahouse/wire"

// GroupReactionDel takes back the caller's reaction to a group message.
var GroupReactionDel = wire.DefineClient[GroupReactionDelRequest, wire.Empty]("openim_msg_ext_http_svc.group_reaction_del")

// GroupReactionDelRequest names the message and the reaction. Accounts is the caller alone.
type GroupReactionDelRequest struct {
	GroupMsg
	Reaction string   `json:"Reaction"`
	Accounts []string `json:"Del_Account"`
}

// Validate checks the form.
func (r *GroupReactionDelRequest) Validate() error {
	return first(r.GroupMsg.check(), checkReaction(r.Reaction), checkSelf(r.Accounts))
}
