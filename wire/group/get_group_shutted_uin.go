package group

// GetGroupShuttedUin is GetGroupMutedAccount under its older name.
var GetGroupShuttedUin = define[GetGroupMutedAccountRequest, GetGroupShuttedUinResponse]("group_open_http_svc.get_group_shutted_uin")

// GetGroupShuttedUinResponse lists who is muted, with the older names.
type GetGroupShuttedUinResponse struct {
	GroupID  string           `json:"GroupId"`
	Accounts []ShuttedAccount `json:"ShuttedUinList"`
}

// ShuttedAccount is somebody who is muted.
type ShuttedAccount struct {
	Account string `json:"Member_Account"`
	Until   int64  `json:"ShuttedUntil"` // seconds
}
