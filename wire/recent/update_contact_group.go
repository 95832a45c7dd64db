package recent

import "github.com/teahouse-chat/teahouse/wire"

// UpdateContactGroup renames a group of conversations, or puts conversations in
// and takes them out.
var UpdateContactGroup = wire.Define[UpdateContactGroupRequest, UpdateContactGroupResponse]("recentcontact.update_contact_group")

// Values of GroupUpdate.UpdateGroupType and ContactUpdate.ContactOptType, and
// the only one of UpdateType.
const (
	UpdateByGroup  = 1
	UpdateName     = 1
	UpdateContents = 2
	PutIn          = 1
	TakeOut        = 2
)

// UpdateContactGroupRequest holds the change.
type UpdateContactGroupRequest struct {
	From       string      `json:"From_Account"`
	UpdateType int         `json:"UpdateType"`
	Update     GroupUpdate `json:"UpdateGroup"`
}

// GroupUpdate is a new name, or conversations to put in or take out.
type GroupUpdate struct {
	UpdateGroupType int             `json:"UpdateGroupType"`
	OldGroupName    string          `json:"OldGroupName"`
	NewGroupName    string          `json:"NewGroupName,omitempty"`
	Contacts        []ContactUpdate `json:"ContactUpdateItem,omitempty"`
}

// ContactUpdate puts a conversation in or takes it out.
type ContactUpdate struct {
	ContactOptType int     `json:"ContactOptType"`
	Contact        Contact `json:"ContactItem"`
}

// Validate checks the form.
func (r *UpdateContactGroupRequest) Validate() error {
	u := &r.Update
	if r.UpdateType != UpdateByGroup {
		return ErrParameter.With("UpdateType %d", r.UpdateType)
	}
	if err := checkGroupName(u.OldGroupName); err != nil {
		return err
	}
	switch u.UpdateGroupType {
	case UpdateName:
		return checkGroupName(u.NewGroupName)
	case UpdateContents:
		return u.checkContacts()
	}
	return ErrParameter.With("UpdateGroupType %d", u.UpdateGroupType)
}

func (u *GroupUpdate) checkContacts() error {
	if len(u.Contacts) == 0 || len(u.Contacts) > MaxContacts {
		return ErrContacts
	}
	for i := range u.Contacts {
		c := &u.Contacts[i]
		if c.ContactOptType != PutIn && c.ContactOptType != TakeOut {
			return ErrParameter.With("ContactOptType %d", c.ContactOptType)
		}
		if err := c.Contact.Check(); err != nil {
			return err
		}
	}
	return nil
}

// UpdateContactGroupResponse says what the group now is.
type UpdateContactGroupResponse struct {
	UpdateType int               `json:"UpdateType"`
	Result     GroupUpdateResult `json:"UpdateGroupResult"`
	Display
}

// GroupUpdateResult is the group, with a result per conversation.
type GroupUpdateResult struct {
	UpdateGroupType int             `json:"UpdateGroupType"`
	GroupId         uint64          `json:"GroupId"`
	GroupName       string          `json:"GroupName"` // as it now is
	OldGroupName    string          `json:"OldGroupName"`
	Contacts        []ContactResult `json:"ContactResultItem,omitempty"`
}

// ContactResult is what became of a conversation.
type ContactResult struct {
	ContactOptType int `json:"ContactOptType"`
	Result
}
