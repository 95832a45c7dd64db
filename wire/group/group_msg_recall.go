package group

// GroupMsgRecall recalls messages: a client its own within the time that the
// application allows, an owner or admin those of lower roles; REST any.
var GroupMsgRecall = define[GroupMsgRecallRequest, GroupMsgRecallResponse]("group_open_http_svc.group_msg_recall")

// GroupMsgRecallRequest names the messages, at most 10.
type GroupMsgRecallRequest struct {
	GroupID    string   `json:"GroupId"`
	TopicID    string   `json:"TopicId,omitempty"`
	MsgSeqList []SeqRef `json:"MsgSeqList"`
	Reason     string   `json:"Reason,omitempty"` // at most 100 bytes
}

// SeqRef names a message by its number.
type SeqRef struct {
	MsgSeq uint64 `json:"MsgSeq"`
}

// GroupMsgRecallResponse has a code per message, in order.
type GroupMsgRecallResponse struct {
	RecallRetList []RecallResult `json:"RecallRetList"`
}

// RecallResult is 0, or the code of the error.
type RecallResult struct {
	MsgSeq  uint64 `json:"MsgSeq"`
	RetCode int    `json:"RetCode"`
}

// Validate checks the form.
func (r *GroupMsgRecallRequest) Validate() error {
	if len(r.MsgSeqList) == 0 || len(r.MsgSeqList) > MaxRecalls {
		return ErrBadParameter.With("MsgSeqList holds 1 to %d", MaxRecalls)
	}
	if len(r.Reason) > 100 {
		return ErrBadParameter.With("Reason has more than 100 bytes")
	}
	return CheckID(r.GroupID)
}
