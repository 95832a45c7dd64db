package group

// GetAppidGroupList lists the GroupIds of all groups of the application.
var GetAppidGroupList = define[GetAppidGroupListRequest, GetAppidGroupListResponse]("group_open_http_svc.get_appid_group_list")

// GetAppidGroupListRequest asks for a page: Next is 0 first and then as the answer
// had it.
type GetAppidGroupListRequest struct {
	Limit     int    `json:"Limit,omitempty"` // at most 10000, which 0 is too
	Next      uint64 `json:"Next,omitempty"`
	GroupType string `json:"GroupType,omitempty"` // only this type
}

// GetAppidGroupListResponse is a page; Next 0 is the end.
type GetAppidGroupListResponse struct {
	TotalCount int       `json:"TotalCount"` // of all pages
	Groups     []GroupID `json:"GroupIdList"`
	Next       uint64    `json:"Next"`
}

// GroupID is an entry of a list.
type GroupID struct {
	GroupID string `json:"GroupId"`
}

// Validate checks the form.
func (r *GetAppidGroupListRequest) Validate() error {
	if r.Limit < 0 || r.Limit > MaxListed {
		return ErrBadParameter.With("Limit is 0 to %d", MaxListed)
	}
	return nil
}
