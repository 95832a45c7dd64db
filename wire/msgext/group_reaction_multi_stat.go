package msgext

import "github.com/teahouse-chat/teahouse/wire"

// GroupReactionMultiStat counts the reactions to messages of a group.
var GroupReactionMultiStat = wire.DefineClient[GroupReactionMultiStatRequest, GroupReactionMultiStatResponse]("openim_msg_ext_http_svc.group_reaction_multi_stat")

// GroupReactionMultiStatRequest names at most MaxAsked messages, and how many
// accounts of each kind are wanted.
type GroupReactionMultiStatRequest struct {
	GroupID    string   `json:"GroupId"`
	TopicID    string   `json:"TopicId,omitempty"`
	MsgSeqList []uint64 `json:"MsgSeqList"`
	Count      int      `json:"Count"`
}

// Validate checks the form.
func (r *GroupReactionMultiStatRequest) Validate() error {
	if r.GroupID == "" {
		return ErrParameter.With("GroupId is missing")
	}
	return first(checkAsked(len(r.MsgSeqList)), checkCount(r.Count))
}

// GroupReactionMultiStatResponse has those of the messages that the caller sees, in
// their order.
type GroupReactionMultiStatResponse struct {
	Results []GroupMsgReactions `json:"Results"`
}

// GroupMsgReactions are the reactions to one message, oldest kind first.
type GroupMsgReactions struct {
	MsgSeq       uint64          `json:"MsgSeq"`
	ReactionList []ReactionCount `json:"ReactionList"`
}
