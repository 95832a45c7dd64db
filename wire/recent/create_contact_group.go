package recent

import "github.com/teahouse-chat/teahouse/wire"

// CreateContactGroup makes a group of conversations. If there is one of that
// name, the conversations are added to it.
var CreateContactGroup = wire.Define[CreateContactGroupRequest, CreateContactGroupResponse]("recentcontact.create_contact_group")

// CreateContactGroupRequest holds exactly one group.
type CreateContactGroupRequest struct {
	From   string         `json:"From_Account"`
	Groups []NewContGroup `json:"GroupContactItem"`
}

// NewContGroup is a group of conversations to be made.
type NewContGroup struct {
	GroupName string    `json:"GroupName"`
	Contacts  []Contact `json:"ContactItem"`
}

// Validate checks the form.
func (r *CreateContactGroupRequest) Validate() error {
	if len(r.Groups) != 1 {
		return ErrParameter.With("GroupContactItem holds one group")
	}
	if err := checkGroupName(r.Groups[0].GroupName); err != nil {
		return err
	}
	return checkAll(r.Groups[0].Contacts, MaxContacts)
}

// CreateContactGroupResponse has the group and a result per conversation.
type CreateContactGroupResponse struct {
	Groups []GroupResult `json:"GroupResultItem"`
	Display
}

// GroupResult is a group with what became of its conversations.
type GroupResult struct {
	Group   GroupItem `json:"GroupItem"`
	Results []Result  `json:"ResultItem"`
}
