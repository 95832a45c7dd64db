package group

import "github.com/teahouse-chat/teahouse/wire"

// GetMembers lists who is in a live group now: the newest 1000.
var GetMembers = wire.Define[GetMembersRequest, GetMembersResponse]("group_open_avchatroom_http_svc.get_members")

// GetMembersRequest asks for a page; Timestamp is 0 first and then NextTimestamp.
type GetMembersRequest struct {
	GroupID   string `json:"GroupId"`
	Timestamp uint64 `json:"Timestamp"`
	Mark      *int   `json:"Mark,omitempty"` // only those with this mark
}

// GetMembersResponse is a page; NextTimestamp 0 is the end.
type GetMembersResponse struct {
	MemberList    []OnlineMember `json:"MemberList"`
	NextTimestamp uint64         `json:"NextTimestamp"`
}

// OnlineMember is somebody in a live group. The avatar is there under the names
// that REST and clients have for it.
type OnlineMember struct {
	Account  string `json:"Member_Account"`
	JoinTime int64  `json:"JoinTime"` // seconds
	NickName string `json:"NickName"`
	Avatar   string `json:"Avatar"`
	FaceURL  string `json:"FaceUrl"`
	Marks    []int  `json:"Marks"`
}

// Validate checks the form.
func (r *GetMembersRequest) Validate() error { return CheckID(r.GroupID) }
