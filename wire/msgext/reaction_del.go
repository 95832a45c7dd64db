package msgext

import "github.com/teahouse-chat/teahouse/wire"

// ReactionDel takes back the caller's reaction to a one-to-one message.
var ReactionDel = wire.DefineClient[ReactionDelRequest, wire.Empty]("openim_msg_ext_http_svc.reaction_del")

// ReactionDelRequest names the message and the reaction. Accounts is the caller alone.
type ReactionDelRequest struct {
	Msg
	Reaction string   `json:"Reaction"`
	Accounts []string `json:"Del_Account"`
}

// Validate checks the form.
func (r *ReactionDelRequest) Validate() error {
	return first(r.Msg.check(), checkReaction(r.Reaction), checkSelf(r.Accounts))
}
