package group

// GetOnlineMemberNum counts the members of a group that are online.
var GetOnlineMemberNum = define[GetOnlineMemberNumRequest, GetOnlineMemberNumResponse]("group_open_http_svc.get_online_member_num")

// GetOnlineMemberNumRequest names the group.
type GetOnlineMemberNumRequest struct {
	GroupID string `json:"GroupId"`
}

// GetOnlineMemberNumResponse is the number, and for how many seconds a client may
// believe it.
type GetOnlineMemberNumResponse struct {
	OnlineMemberNum int `json:"OnlineMemberNum"`
	ExpireTime      int `json:"ExpireTime"`
}

// Validate checks the form.
func (r *GetOnlineMemberNumRequest) Validate() error { return CheckID(r.GroupID) }
