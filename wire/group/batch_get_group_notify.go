package group

// BatchGetGroupNotify tells a client that was away which messages of its groups
// were recalled since.
var BatchGetGroupNotify = defineClient[BatchGetGroupNotifyRequest, BatchGetGroupNotifyResponse]("group_open_http_svc.batch_get_group_notify")

// BatchGetGroupNotifyRequest asks for several groups.
type BatchGetGroupNotifyRequest struct {
	NotifyReqList []NotifyRequest `json:"NotifyReqList"`
}

// NotifyRequest asks for the recalls of a group between two times in
// microseconds; EndTime 0 is now, and so is a time of the last minute.
type NotifyRequest struct {
	NotifyType int    `json:"NotifyType"` // 1
	Limit      int    `json:"Limit"`
	GroupID    string `json:"GroupId"`
	TopicID    string `json:"TopicId,omitempty"`
	BeginTime  int64  `json:"BeginTime"`
	EndTime    int64  `json:"EndTime,omitempty"`
}

// BatchGetGroupNotifyResponse has an entry per group that the caller may see.
type BatchGetGroupNotifyResponse struct {
	NotifyRspList []NotifyAnswer `json:"NotifyRspList"`
}

// NotifyAnswer lists recalls, oldest first. NextMsgTime is the BeginTime to go on
// with, 0 if this is all.
type NotifyAnswer struct {
	GroupID       string         `json:"GroupId"`
	NextMsgTime   int64          `json:"NextMsgTime"`
	NotifyMsgList []RecallNotice `json:"NotifyMsgList"`
}

// RecallNotice is a recalled message.
type RecallNotice struct {
	MsgSeq      uint64  `json:"MsgSeq"`
	MsgRandom   uint32  `json:"MsgRandom"`
	RevokerInfo Revoker `json:"RevokerInfo"`
}

// Validate checks the form.
func (r *BatchGetGroupNotifyRequest) Validate() error {
	if len(r.NotifyReqList) > 500 {
		return ErrBadParameter.With("NotifyReqList holds at most 500")
	}
	return nil
}
