// Package recent is the vocabulary of a user's list of conversations: paging
// through it, pinning, marking, grouping and deleting.
package recent

import (
	"strings"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// Limits.
const (
	MaxContacts     = 100  // conversations of one call
	MaxSearched     = 300  // conversations of search_contact_group
	MaxPinned       = 50   // pinned conversations of an account
	MaxGroups       = 20   // groups of conversations of an account
	MaxGrouped      = 1000 // conversations in groups, of an account
	MaxMarked       = 1000 // conversations with marks, of an account
	MaxGroupName    = 32   // bytes
	MaxCustomMark   = 256  // bytes
	standardMarkLen = 64
)

// Errors of conversations.
var (
	ErrNoAccount    = wire.NewError(50001, "From_Account is not registered")
	ErrParameter    = wire.NewError(50002, "a parameter is missing or not valid")
	ErrContacts     = wire.NewError(51006, "a call takes 1 to 100 conversations")
	ErrMark         = wire.NewError(51007, "the operation does not fit the conversation's group or marks")
	ErrTooMany      = wire.NewError(51008, "too many conversations in groups or with marks")
	ErrNoGroup      = wire.NewError(51009, "no such group of conversations")
	ErrGroups       = wire.NewError(51010, "too many groups of conversations")
	ErrNameTooLong  = wire.NewError(51011, "the name or mark is too long")
	ErrPinned       = wire.NewError(51012, "too many pinned conversations")
	ErrNoSuchTarget = ErrParameter.With("no such conversation")
)

// Kinds of conversations in Contact.Type.
const (
	C2C   = notice.ContactC2C
	Group = notice.ContactGroup
)

// Contact names a conversation: To with C2C, the group with Group. How the
// group's field is spelled depends on the command; all spellings are taken
// everywhere, and answers repeat the one of the request.
type Contact struct {
	Type      int    `json:"Type"`
	To        string `json:"To_Account,omitempty"`
	GroupId   string `json:"GroupId,omitempty"`
	ToGroupId string `json:"ToGroupId,omitempty"`
	ToGroupid string `json:"ToGroupid,omitempty"`
}

// GroupName returns the group's id, however it was spelled.
func (c *Contact) GroupName() string { return c.GroupId + c.ToGroupId + c.ToGroupid }

// Check tests the form.
func (c *Contact) Check() error {
	switch {
	case c.Type == C2C && c.To != "", c.Type == Group && c.GroupName() != "":
		return nil
	}
	return ErrParameter.With("a conversation has Type 1 and To_Account or Type 2 and a group")
}

func checkAll(all []Contact, most int) error {
	if len(all) == 0 || len(all) > most {
		return ErrContacts
	}
	for i := range all {
		if err := all[i].Check(); err != nil {
			return err
		}
	}
	return nil
}

// Display is the part of the envelope that only this service has.
type Display struct {
	ErrorDisplay string `json:"ErrorDisplay"`
}

// Result is what became of one conversation of a call.
type Result struct {
	Contact    Contact `json:"ContactItem"`
	ResultCode int     `json:"ResultCode"`
	ResultInfo string  `json:"ResultInfo"`
}

// GroupItem is a group of conversations.
type GroupItem = notice.ContactGroupItem

// MarkText writes standard marks as the protocol has them: 64 characters 0 or 1,
// of which the last is bit 0.
func MarkText(bits uint64) string {
	var b strings.Builder
	for i := standardMarkLen - 1; i >= 0; i-- {
		b.WriteByte('0' + byte(bits>>i&1))
	}
	return b.String()
}

func checkGroupName(name string) error {
	switch {
	case name == "":
		return ErrParameter.With("GroupName is missing")
	case len(name) > MaxGroupName:
		return ErrNameTooLong.With("at most %d bytes", MaxGroupName)
	}
	return nil
}
