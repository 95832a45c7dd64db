package group

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// ApplyJoinGroup makes the caller a member, or asks for it where the group wants
// that. A live group is entered by the very connection that calls. A client that is
// not logged in gets what it takes to watch a live group by polls.
var ApplyJoinGroup = wire.DefineClient[ApplyJoinGroupRequest, ApplyJoinGroupResponse]("group_open_http_svc.apply_join_group",
	million("group_open_http_svc.apply_join_group"), "group_open_http_noauth_svc.apply_join_group")

// ApplyJoinGroupRequest names the group.
type ApplyJoinGroupRequest struct {
	GroupID          string `json:"GroupId"`
	ApplyMsg         string `json:"ApplyMsg,omitempty"`
	UserDefinedField string `json:"UserDefinedField,omitempty"`
	WebPushFlag      int    `json:"WebPushFlag,omitempty"`
	// HugeGroupHistoryMsgFlag 1: what was said lately in a live group is wanted.
	HugeGroupHistoryMsgFlag int `json:"HugeGroupHistoryMsgFlag,omitempty"`
}

// ApplyJoinGroupResponse tells how it went. Without a LongPollingKey a client
// takes a live group's messages as pushes.
type ApplyJoinGroupResponse struct {
	JoinedStatus   string `json:"JoinedStatus"` // JoinedSuccess or WaitAdminApproval
	HugeGroupFlag  int    `json:"HugeGroupFlag,omitempty"`
	AVChatRoomKey  string `json:"AVChatRoomKey,omitempty"`
	LongPollingKey string `json:"LongPollingKey,omitempty"`
	StartSeq       uint64 `json:"StartSeq,omitempty"`
	// RspMsgList is what was said lately, the oldest first, as polls have it.
	RspMsgList []json.RawMessage `json:"RspMsgList,omitempty"`
}

// Validate checks the form.
func (r *ApplyJoinGroupRequest) Validate() error {
	return first(CheckID(r.GroupID), checkText("ApplyMsg", &r.ApplyMsg, MaxApplyMsg),
		checkText("UserDefinedField", &r.UserDefinedField, MaxApplyMsg))
}
