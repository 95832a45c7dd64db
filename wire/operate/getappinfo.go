package operate

import "github.com/teahouse-chat/teahouse/wire"

// GetAppInfo returns figures of the last 30 days, newest first; today's are as far as
// the day is. Days begin at midnight UTC. Every value is a string. A name that is none is
// left out.
//
// Counting is no part of what is promised: what was counted in the seconds before a crash
// is missing, and MaxOnlineNum is the highest number on one node. Deliveries
// (DownMsgNum and its parts), vendors' pushes (APNSMsgNum and its parts) and webhooks
// (CallBackReq, CallBackRsp) are not counted and 0; Company is empty. Imported messages,
// tips, live rooms and what is for those online alone are no messages here.
var GetAppInfo = wire.Define[GetAppInfoRequest, GetAppInfoResponse]("openconfigsvr.getappinfo")

// GetAppInfoRequest names figures; without any it means all.
type GetAppInfoRequest struct {
	RequestField []string `json:"RequestField,omitempty"`
}

// GetAppInfoResponse has an entry for each day on which something was counted, with
// Date (YYYYMMDD) in any case.
type GetAppInfoResponse struct {
	ErrorInfo string              `json:"ErrorInfo"` // OK
	Result    []map[string]string `json:"Result"`
}

// Figures are the names of what GetAppInfo returns.
var Figures = []string{"AppName", "AppId", "Company", "Date", "ActiveUserNum", "RegistUserNumOneDay", "RegistUserNumTotal", "LoginTimes",
	"LoginUserNum", "MaxOnlineNum", "UpMsgNum", "DownMsgNum", "SendMsgUserNum", "APNSMsgNum",
	"C2CUpMsgNum", "C2CDownMsgNum", "C2CSendMsgUserNum", "C2CAPNSMsgNum",
	"GroupUpMsgNum", "GroupDownMsgNum", "GroupSendMsgUserNum", "GroupAPNSMsgNum", "GroupSendMsgGroupNum",
	"GroupJoinGroupTimes", "GroupQuitGroupTimes", "GroupNewGroupNum", "GroupAllGroupNum", "GroupDestroyGroupNum",
	"ChainIncrease", "ChainDecrease", "CallBackReq", "CallBackRsp"}
