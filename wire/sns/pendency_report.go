package sns

import "github.com/teahouse-chat/teahouse/wire"

// PendencyReport marks the received applications as read that came until a time.
var PendencyReport = wire.DefineClient[PendencyReportRequest, wire.Empty]("sns.pendency_report")

// PendencyReportRequest has the time in seconds.
type PendencyReportRequest struct {
	FromAccount             string `json:"From_Account"`
	LatestPendencyTimeStamp int64  `json:"LatestPendencyTimeStamp"`
}
