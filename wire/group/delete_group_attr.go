package group

import "github.com/teahouse-chat/teahouse/wire"

// DeleteGroupAttr removes the given attributes of a group. If one of them is not
// there (10050), none is removed.
var DeleteGroupAttr = wire.Define[DeleteGroupAttrRequest, AttrWritten]("group_open_http_svc.delete_group_attr",
	AttrService+".delete_group_attr", Million+".delete_group_attr")

// DeleteGroupAttrRequest names the attributes, 1 to 16.
type DeleteGroupAttrRequest struct {
	GroupID   string    `json:"GroupId"`
	GroupAttr []AttrKey `json:"GroupAttr"`
	AttrVersion
}

// Validate checks the form.
func (r *DeleteGroupAttrRequest) Validate() error {
	if len(r.GroupAttr) == 0 {
		return ErrBadParameter.With("GroupAttr is missing")
	}
	keys := make([]string, len(r.GroupAttr))
	for i, a := range r.GroupAttr {
		keys[i] = a.Key
	}
	return first(CheckID(r.GroupID), checkAttrKeys(keys))
}
