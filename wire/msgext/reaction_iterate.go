package msgext

import "github.com/teahouse-chat/teahouse/wire"

// ReactionIterate lists who has reacted to a one-to-one message in one way.
var ReactionIterate = wire.DefineClient[ReactionIterateRequest, Reactors]("openim_msg_ext_http_svc.reaction_iterate")

// ReactionIterateRequest names the message and the reaction. NextSeq is that of the last
// answer, 0 at first.
type ReactionIterateRequest struct {
	Msg
	Reaction string `json:"Reaction"`
	NextSeq  uint64 `json:"NextSeq,omitempty"`
	Count    int    `json:"Count"` // at most MaxShown
}

// Validate checks the form.
func (r *ReactionIterateRequest) Validate() error {
	return first(r.Msg.check(), checkReaction(r.Reaction), checkCount(r.Count))
}
