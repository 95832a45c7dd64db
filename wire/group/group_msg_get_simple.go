package group

import "encoding/json"

// GroupMsgGetSimple reads a group's history for an App admin, who sees all of it.
var GroupMsgGetSimple = define[GroupMsgGetSimpleRequest, GroupMsgGetSimpleResponse]("group_open_http_svc.group_msg_get_simple")

// GroupMsgGetSimpleRequest asks for at most 20 messages from ReqMsgSeq downwards;
// 0 is from the newest.
type GroupMsgGetSimpleRequest struct {
	GroupID         string `json:"GroupId"`
	TopicID         string `json:"TopicId,omitempty"`
	ReqMsgNumber    int    `json:"ReqMsgNumber"`
	ReqMsgSeq       uint64 `json:"ReqMsgSeq,omitempty"`
	WithRecalledMsg int    `json:"WithRecalledMsg,omitempty"` // 1: recalled ones, too
}

// GroupMsgGetSimpleResponse is a window, newest first. IsFinished is 1 when all
// of the range asked for is there, 0 when it goes on below.
type GroupMsgGetSimpleResponse struct {
	GroupID    string          `json:"GroupId"`
	IsFinished int             `json:"IsFinished"`
	RspMsgList []SimpleMessage `json:"RspMsgList"`
}

// SimpleMessage is a message as an App admin sees it.
type SimpleMessage struct {
	From            string          `json:"From_Account"`
	IsPlaceMsg      int             `json:"IsPlaceMsg"`            // 2: recalled
	IsSystemMsg     int             `json:"IsSystemMsg,omitempty"` // 1: a tip, without a body
	MsgBody         json.RawMessage `json:"MsgBody"`
	MsgPriority     int             `json:"MsgPriority"`
	MsgRandom       uint32          `json:"MsgRandom"`
	MsgSeq          uint64          `json:"MsgSeq"`
	MsgTimeStamp    uint32          `json:"MsgTimeStamp"`
	CloudCustomData string          `json:"CloudCustomData,omitempty"`
	RevokerInfo     *Revoker        `json:"RevokerInfo,omitempty"`
}

// Validate checks the form.
func (r *GroupMsgGetSimpleRequest) Validate() error {
	if r.ReqMsgNumber <= 0 {
		return ErrBadParameter.With("ReqMsgNumber is missing")
	}
	return CheckID(r.GroupID)
}
