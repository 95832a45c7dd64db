package group

// GroupMsgGet reads a window of a group's history, as the caller may see it.
var GroupMsgGet = defineClient[GroupMsgGetRequest, GroupMsgGetResponse]("group_open_http_svc.group_msg_get")

// GroupMsgGetRequest asks for the ReqMsgNumber numbers from ReqMsgSeq downwards
// (0: from the newest), or, with GetType 3, for the numbers of ReqMsgSeqList.
type GroupMsgGetRequest struct {
	GroupID         string   `json:"GroupId"`
	TopicID         string   `json:"TopicId,omitempty"`
	ReqMsgNumber    int      `json:"ReqMsgNumber,omitempty"`
	ReqMsgSeq       uint64   `json:"ReqMsgSeq,omitempty"`
	WithRecalledMsg int      `json:"WithRecalledMsg,omitempty"`
	GetType         int      `json:"GetType,omitempty"`
	ReqMsgSeqList   []uint64 `json:"ReqMsgSeqList,omitempty"`
}

// GetTypeList is the GetType that asks for ReqMsgSeqList.
const GetTypeList = 3

// GroupMsgGetResponse is a window, newest first.
type GroupMsgGetResponse struct {
	GroupID       string    `json:"GroupId"`
	IsFinished    int       `json:"IsFinished"`    // 2: nothing lies below
	NextReqMsgSeq int64     `json:"NextReqMsgSeq"` // the ReqMsgSeq to go on with; below 1: nothing lies below
	RspMsgList    []Message `json:"RspMsgList"`
	// InvisibleMsgSeq are numbers of the window that the caller may not see.
	InvisibleMsgSeq []uint64 `json:"InvisibleMsgSeq,omitempty"`
}

// Validate checks the form.
func (r *GroupMsgGetRequest) Validate() error {
	if r.ReqMsgNumber < 0 || len(r.ReqMsgSeqList) > MaxPage {
		return ErrBadParameter.With("ReqMsgNumber is not negative, ReqMsgSeqList holds at most %d", MaxPage)
	}
	return CheckID(r.GroupID)
}
