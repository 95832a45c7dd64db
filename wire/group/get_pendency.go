package group

// GetPendency lists applications to join that wait for the caller.
var GetPendency = defineClient[GetPendencyRequest, GetPendencyResponse]("group_open_http_svc.get_pendency")

// GetPendencyRequest asks for a page.
type GetPendencyRequest struct {
	StartTime     uint64 `json:"StartTime"`
	Limit         int    `json:"Limit"`
	HandleAccount string `json:"Handle_Account,omitempty"`
}

// GetPendencyResponse is a page; NextStartTime 0 is the end.
type GetPendencyResponse struct {
	PendencyList  []Pendency `json:"PendencyList"`
	NextStartTime uint64     `json:"NextStartTime"`
}

// Pendency is an application, or an invitation that needs approval.
type Pendency struct {
	From             string `json:"From_Account"`
	FromUserNickName string `json:"FromUserNickName"`
	To               string `json:"To_Account"`
	GroupID          string `json:"GroupId"`
	GroupName        string `json:"GroupName"`
	Authentication   string `json:"Authentication"`
	AddTime          uint64 `json:"AddTime"`
	ApplyInviteMsg   string `json:"ApplyInviteMsg"`
	Handled          int    `json:"Handled"`
	PendencyType     int    `json:"PendencyType"`
}
