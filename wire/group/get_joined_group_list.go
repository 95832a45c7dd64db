package group

import "github.com/teahouse-chat/teahouse/wire"

// GetJoinedGroupList lists the groups that an account is in. Live groups are not
// listed.
var GetJoinedGroupList = define[GetJoinedGroupListRequest, GetJoinedGroupListResponse]("group_open_http_svc.get_joined_group_list")

// GetJoinedGroupListClient is the client's form of GetJoinedGroupList: it lists
// all groups but communities, with all they have.
var GetJoinedGroupListClient = wire.DefineClient[GetJoinedGroupListRequest, GetJoinedGroupListResponse]("group_open_http_svc.get_joined_group_list")

// GetJoinedCommunityList is the client's form that lists communities: the service
// word tells them apart.
var GetJoinedCommunityList = wire.DefineClient[GetJoinedGroupListRequest, GetJoinedGroupListResponse]("million_group_open_http_svc.get_joined_group_list")

// GetJoinedGroupListRequest says whose groups, and what of them is shown.
type GetJoinedGroupListRequest struct {
	Account            string `json:"Member_Account"`
	WithHugeGroups     int    `json:"WithHugeGroups,omitempty"`
	WithNoActiveGroups int    `json:"WithNoActiveGroups,omitempty"` // 1: Private groups without a message, too
	Limit              int    `json:"Limit,omitempty"`              // at most 5000; 0 is all
	Offset             int    `json:"Offset,omitempty"`
	GroupType          string `json:"GroupType,omitempty"` // only this type
	// SupportTopic is 1 for communities with topics and 0 for those without.
	SupportTopic      *int    `json:"SupportTopic,omitempty"`
	NeedAppDefineData int     `json:"NeedAppDefineData,omitempty"`
	ResponseFilter    *Filter `json:"ResponseFilter,omitempty"`
}

// GetJoinedGroupListResponse is one page.
type GetJoinedGroupListResponse struct {
	TotalCount  int       `json:"TotalCount"` // of all pages
	GroupIDList []Profile `json:"GroupIdList"`
}

// Validate checks the form.
func (r *GetJoinedGroupListRequest) Validate() error {
	if r.Limit < 0 || r.Limit > 5000 || r.Offset < 0 {
		return ErrBadParameter.With("Limit is 0 to 5000 and Offset not negative")
	}
	return nil
}
