package group

// GetPinnedMessages lists the pinned messages of a group or topic.
var GetPinnedMessages = define[GetPinnedMessagesRequest, GetPinnedMessagesResponse]("group_open_http_svc.get_pinned_messages")

// GetPinnedMessagesRequest names the group.
type GetPinnedMessagesRequest struct {
	GroupID string `json:"GroupId"`
	TopicID string `json:"TopicId,omitempty"`
}

// Validate checks the form.
func (r *GetPinnedMessagesRequest) Validate() error { return CheckID(r.GroupID) }

// GetPinnedMessagesResponse has the newest pin first.
type GetPinnedMessagesResponse struct {
	PinnedMsgList []Pinned `json:"PinnedMsgList"`
}

// Pinned is a pinned message and who pinned it.
type Pinned struct {
	MsgSeq uint64 `json:"MsgSeq"`
	Pinner string `json:"Pinner_Account"`
}
