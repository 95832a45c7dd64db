package notice

// Kinds of conversations in Contact.Type and everywhere in recentcontact.
const (
	ContactC2C   = 1
	ContactGroup = 2
)

// RecentContactEvent tells a user's other devices how his list of conversations
// changed.
type RecentContactEvent struct {
	Event int             `json:"Event"`
	Mods  []RecentContact `json:"RecentContactMod"`
}

// NewRecentContact returns the event of one change.
func NewRecentContact(m RecentContact) RecentContactEvent {
	return RecentContactEvent{EventRecentContact, []RecentContact{m}}
}

// RecentContact is one change; PushType says which of the fields is set.
type RecentContact struct {
	PushType    int                  `json:"PushType"`
	Deleted     *ContactList         `json:"RecentContactDeleteItem,omitempty"`         // ContactsDeleted
	Top         *ContactList         `json:"RecentContactTopItem,omitempty"`            // ContactsPinned, ContactsUnpinned
	Marked      *ContactMarks        `json:"RecentContactMarkContact,omitempty"`        // ContactsMarked
	GroupMade   *ContactGroupsMade   `json:"RecentContactCreateContactGroup,omitempty"` // ContactGroupMade
	GroupGone   *ContactGroupsGone   `json:"RecentContactDelContactGroup,omitempty"`    // ContactGroupGone
	GroupChange *ContactGroupChanged `json:"RecentContactUpdateContactGroup,omitempty"` // ContactGroupUpdated
}

// Values of RecentContact.PushType.
const (
	ContactsDeleted     = 1
	ContactsPinned      = 2
	ContactsUnpinned    = 3
	ContactsMarked      = 4
	ContactGroupMade    = 5
	ContactGroupGone    = 6
	ContactGroupUpdated = 7
)

// Contact names a conversation: UserId with ContactC2C, GroupId with ContactGroup.
type Contact struct {
	Type    int    `json:"Type"`
	UserId  string `json:"UserId,omitempty"`
	GroupId string `json:"GroupId,omitempty"`
}

// ContactList is a list of conversations.
type ContactList struct {
	List []Contact `json:"RecentContactList"`
}

// ContactMarks is a list of conversations with their marks.
type ContactMarks struct {
	Items []ContactMark `json:"RecentContactMarkContactItem"`
}

// ContactMark is the marks of a conversation as they now are.
type ContactMark struct {
	Contact      Contact `json:"RecentContactItem"`
	OptType      int     `json:"OptType"`      // 1 marks, 2 custom data, 3 both
	StandardMark string  `json:"StandardMark"` // 64 characters 0 or 1, the last is bit 0
	CustomMark   string  `json:"CustomMark"`
}

// ContactGroupItem is a group of conversations: its number, from 1, and name.
type ContactGroupItem struct {
	GroupId   uint64 `json:"GroupId"`
	GroupName string `json:"GroupName"`
}

// ContactGroupsMade is a list of new groups of conversations.
type ContactGroupsMade struct {
	Items []ContactGroupMadeItem `json:"MsgContactGroupContactItem"`
}

// ContactGroupMadeItem is a new group of conversations with what is in it.
type ContactGroupMadeItem struct {
	Group    ContactGroupItem `json:"MsgGroupItem"`
	Contacts []Contact        `json:"MsgRecentContactItem"`
}

// ContactGroupsGone is a list of deleted groups of conversations.
type ContactGroupsGone struct {
	Groups []ContactGroupItem `json:"MsgGroupItem"`
}

// ContactGroupChanged is a group of conversations that was renamed or that
// conversations were put into or taken out of.
type ContactGroupChanged struct {
	UpdateType int                `json:"UpdateType"` // 1: by group
	Group      ContactGroupUpdate `json:"MsgUpdateGroup"`
}

// ContactGroupUpdate says what changed.
type ContactGroupUpdate struct {
	UpdateGroupType int                 `json:"UpdateGroupType"` // 1 renamed, 2 contents
	GroupId         uint64              `json:"GroupId"`
	OldGroupName    string              `json:"OldGroupName"`
	GroupName       string              `json:"GroupName,omitempty"` // the new name
	Items           []ContactGroupEntry `json:"RecentContactUpdateGroupItem,omitempty"`
}

// ContactGroupEntry is a conversation that was put in or taken out.
type ContactGroupEntry struct {
	ContactOptType int     `json:"ContactOptType"` // 1 put in, 2 taken out
	Contact        Contact `json:"RecentContactItem"`
}

// DoNotDisturbEvent tells all devices of a user his global do-not-disturb.
type DoNotDisturbEvent struct {
	Event      int   `json:"Event"`
	Level      int   `json:"Level"`
	StartTime  int64 `json:"StartTime"` // seconds
	EndTime    int64 `json:"EndTime"`   // seconds
	IsRepeated int   `json:"IsRepeated"`
}
