package recent

import "github.com/teahouse-chat/teahouse/wire"

// DelContactGroup deletes a group of conversations; the conversations stay.
var DelContactGroup = wire.Define[DelContactGroupRequest, DelContactGroupResponse]("recentcontact.del_contact_group")

// DelContactGroupRequest holds exactly one name.
type DelContactGroupRequest struct {
	From      string   `json:"From_Account"`
	GroupName []string `json:"GroupName"`
}

// Validate checks the form.
func (r *DelContactGroupRequest) Validate() error {
	if len(r.GroupName) != 1 {
		return ErrParameter.With("GroupName holds one name")
	}
	return checkGroupName(r.GroupName[0])
}

// DelContactGroupResponse lists what was deleted.
type DelContactGroupResponse struct {
	Groups []GroupItem `json:"GroupItem"`
	Display
}
