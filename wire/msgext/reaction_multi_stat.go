package msgext

import "github.com/teahouse-chat/teahouse/wire"

// ReactionMultiStat counts the reactions to messages of one conversation.
var ReactionMultiStat = wire.DefineClient[ReactionMultiStatRequest, ReactionMultiStatResponse]("openim_msg_ext_http_svc.reaction_multi_stat")

// ReactionMultiStatRequest names at most MaxAsked messages, and how many accounts
// of each kind are wanted. From and To are those of any of the messages.
type ReactionMultiStatRequest struct {
	From       string   `json:"From_Account"`
	To         string   `json:"To_Account"`
	MsgKeyList []string `json:"MsgKeyList"`
	Count      int      `json:"Count"`
}

// Validate checks the form.
func (r *ReactionMultiStatRequest) Validate() error {
	if r.From == "" || r.To == "" {
		return ErrParameter.With("From_Account or To_Account is missing")
	}
	return first(checkAsked(len(r.MsgKeyList)), checkCount(r.Count))
}

// ReactionMultiStatResponse has those of the messages that exist, in their order.
type ReactionMultiStatResponse struct {
	Results []MsgReactions `json:"Results"`
}

// MsgReactions are the reactions to one message, oldest kind first.
type MsgReactions struct {
	MsgKey       string          `json:"MsgKey"`
	ReactionList []ReactionCount `json:"ReactionList"`
}
