package group

import "github.com/teahouse-chat/teahouse/wire"

// GetAdminList lists the admins of a live group.
var GetAdminList = wire.Define[GetAdminListRequest, GetAdminListResponse]("group_open_avchatroom_http_svc.get_admin_list")

// GetAdminListRequest names the group.
type GetAdminListRequest struct {
	GroupID string `json:"GroupId"`
}

// GetAdminListResponse is the admins, in the order of their appointment.
type GetAdminListResponse struct {
	AdminList []LiveAdmin `json:"Admin_List"`
}

// LiveAdmin is an admin with its card.
type LiveAdmin struct {
	Account  string `json:"Admin_Account"`
	NickName string `json:"NickName"`
	Avatar   string `json:"Avatar"`
}

// Validate checks the form.
func (r *GetAdminListRequest) Validate() error { return CheckID(r.GroupID) }
