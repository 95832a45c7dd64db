package group

import "github.com/teahouse-chat/teahouse/wire"

// GetGroupAttr lists the attributes of a group, in the order of their keys. The
// versions are told to clients alone.
var GetGroupAttr = wire.Define[GetGroupAttrRequest, GetGroupAttrResponse]("group_open_attr_http_svc.get_group_attr",
	Service+".get_group_attr", Million+".get_group_attr")

// GetGroupAttrRequest names the group.
type GetGroupAttrRequest struct {
	GroupID   string `json:"GroupId"`
	Key       string `json:"Key,omitempty"`       // AVChatRoomKey, not needed
	GroupType int    `json:"GroupType,omitempty"` // 1: a live group; not needed
}

// GetGroupAttrResponse is all attributes.
type GetGroupAttrResponse struct {
	AttrMainSeq  uint64 `json:"AttrMainSeq,omitempty"`
	GroupAttrAry []Attr `json:"GroupAttrAry"`
}

// Validate checks the form.
func (r *GetGroupAttrRequest) Validate() error { return CheckID(r.GroupID) }
