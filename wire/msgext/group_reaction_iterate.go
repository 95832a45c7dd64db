package msgext

import "github.com/teahouse-chat/teahouse/wire"

// GroupReactionIterate lists who has reacted to a group message in one way.
var GroupReactionIterate = wire.DefineClient[GroupReactionIterateRequest, Reactors]("openim_msg_ext_http_svc.group_reaction_iterate")

// GroupReactionIterateRequest names the message and the reaction. NextSeq is that of the last
// answer, 0 at first.
type GroupReactionIterateRequest struct {
	GroupMsg
	Reaction string `json:"Reaction"`
	NextSeq  uint64 `json:"NextSeq,omitempty"`
	Count    int    `json:"Count"` // at most MaxShown
}

// Validate checks the form.
func (r *GroupReactionIterateRequest) Validate() error {
	return first(r.GroupMsg.check(), checkReaction(r.Reaction), checkCount(r.Count))
}
