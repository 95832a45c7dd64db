package group

import "github.com/teahouse-chat/teahouse/wire"

// MsgReadReport says how far the caller has read a group.
var MsgReadReport = defineClient[MsgReadReportRequest, wire.Empty]("group_open_http_svc.msg_read_report")

// MsgReadReportRequest names the newest message that was read.
type MsgReadReportRequest struct {
	GroupID      string `json:"GroupId"`
	TopicID      string `json:"TopicId,omitempty"`
	MsgReadedSeq uint64 `json:"MsgReadedSeq"`
}

// Validate checks the form.
func (r *MsgReadReportRequest) Validate() error { return CheckID(r.GroupID) }
