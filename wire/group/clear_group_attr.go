package group

import "github.com/teahouse-chat/teahouse/wire"

// ClearGroupAttr removes all attributes of a group; it is no error if there are
// none.
var ClearGroupAttr = wire.Define[ClearGroupAttrRequest, AttrWritten]("group_open_http_svc.clear_group_attr",
	AttrService+".clear_group_attr", Million+".clear_group_attr")

// ClearGroupAttrRequest names the group.
type ClearGroupAttrRequest struct {
	GroupID string `json:"GroupId"`
	AttrVersion
}

// Validate checks the form.
func (r *ClearGroupAttrRequest) Validate() error { return CheckID(r.GroupID) }
