package push

import "github.com/teahouse-chat/teahouse/wire"

// ImGetPushReport tells how far pushes are.
var ImGetPushReport = wire.Define[ImGetPushReportRequest, ImGetPushReportResponse]("openim.im_get_push_report", "all_member_push.im_get_push_report")

// ImGetPushReportRequest names up to 500 pushes.
type ImGetPushReportRequest struct {
	TaskIds []string `json:"TaskIds"`
}

// Validate checks the number.
func (r *ImGetPushReportRequest) Validate() error {
	switch {
	case len(r.TaskIds) == 0:
		return ErrNoTask
	case len(r.TaskIds) > MaxReports:
		return ErrTaskCount
	}
	return nil
}

// Status of a push.
const (
	NotStarted = iota
	Running
	Done
)

// ImGetPushReportResponse has an entry for each push.
type ImGetPushReportResponse struct {
	Reports []Report `json:"Reports"`
}

// Report is how far a push is. Total are the accounts that it is for, as far as they
// were gone through; Finished are those of them that have it, or find it when they
// come.
type Report struct {
	TaskId    string `json:"TaskId"`
	Status    int    `json:"Status"`
	StartTime string `json:"StartTime,omitempty"` // YYYY-MM-DD hh:mm:ss, UTC
	Finished  int64  `json:"Finished"`
	Total     int64  `json:"Total"`
}
