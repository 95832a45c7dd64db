package group

import "github.com/teahouse-chat/teahouse/wire"

// ModifyGroupAttr writes the given attributes of a group; others stay.
var ModifyGroupAttr = wire.Define[ModifyGroupAttrRequest, AttrWritten]("group_open_http_svc.modify_group_attr",
	AttrService+".modify_group_attr", Million+".modify_group_attr")

// ModifyGroupAttrRequest is the attributes, 1 to 16.
type ModifyGroupAttrRequest struct {
	GroupID   string `json:"GroupId"`
	GroupAttr []Attr `json:"GroupAttr"`
	AttrVersion
}

// Validate checks the form.
func (r *ModifyGroupAttrRequest) Validate() error {
	if len(r.GroupAttr) == 0 {
		return ErrBadParameter.With("GroupAttr is missing")
	}
	return first(CheckID(r.GroupID), checkAttrs(r.GroupAttr))
}
