package group

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// GetHugeGroupMsg lists what was said lately in a live group, where the application's
// setting has it kept.
var GetHugeGroupMsg = wire.DefineClient[GetHugeGroupMsgRequest, GetHugeGroupMsgResponse]("group_open_http_svc.get_huge_group_msg")

// GetHugeGroupMsgRequest names the group. PullPreSeq is the number before which the
// messages are wanted; 0 or 1 is from the newest on.
type GetHugeGroupMsgRequest struct {
	GroupID        string `json:"GroupId"`
	LongPollingKey string `json:"LongPollingKey,omitempty"`
	PullPreSeq     uint64 `json:"PullPreSeq,omitempty"`
}

// GetHugeGroupMsgResponse is the messages, the oldest first, at most 20.
type GetHugeGroupMsgResponse struct {
	RspMsgList []json.RawMessage `json:"RspMsgList"`
}

// Validate checks the form.
func (r *GetHugeGroupMsgRequest) Validate() error { return CheckID(r.GroupID) }
