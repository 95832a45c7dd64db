package group

import "github.com/teahouse-chat/teahouse/wire"

// SetGroupAttr replaces all attributes of a group by the given ones. At most 5
// writes of attributes a second are taken for a group (10049).
var SetGroupAttr = wire.Define[SetGroupAttrRequest, AttrWritten]("group_open_http_svc.set_group_attr",
	AttrService+".set_group_attr", Million+".set_group_attr")

// SetGroupAttrRequest is the attributes, at most 16.
type SetGroupAttrRequest struct {
	GroupID   string `json:"GroupId"`
	GroupAttr []Attr `json:"GroupAttr"`
	AttrVersion
}

// Validate checks the form.
func (r *SetGroupAttrRequest) Validate() error {
	if r.GroupAttr == nil {
		return ErrBadParameter.With("GroupAttr is missing")
	}
	return first(CheckID(r.GroupID), checkAttrs(r.GroupAttr))
}
