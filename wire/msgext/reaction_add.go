package msgext

import "github.com/teahouse-chat/teahouse/wire"

// ReactionAdd adds the caller's reaction to a one-to-one message.
var ReactionAdd = wire.DefineClient[ReactionAddRequest, wire.Empty]("openim_msg_ext_http_svc.reaction_add")

// ReactionAddRequest names the message and the reaction. Accounts is the caller alone.
type ReactionAddRequest struct {
	Msg
	Reaction string   `json:"Reaction"`
	Accounts []string `json:"Add_Account"`
}

// Validate checks the form.
func (r *ReactionAddRequest) Validate() error {
	return first(r.Msg.check(), checkReaction(r.Reaction), checkSelf(r.Accounts))
}
