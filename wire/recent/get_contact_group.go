package recent

import "github.com/teahouse-chat/teahouse/wire"

// GetContactGroup pages through the conversations that have marks or are in
// groups, and lists all groups of conversations.
var GetContactGroup = wire.Define[GetContactGroupRequest, GetContactGroupResponse]("recentcontact.get_contact_group")

// GetContactGroupRequest says where the page begins: 0 at first, then
// NextStartIndex.
type GetContactGroupRequest struct {
	From       string `json:"From_Account"`
	StartIndex int    `json:"StartIndex"`
}

// Validate checks the form.
func (r *GetContactGroupRequest) Validate() error {
	if r.StartIndex < 0 {
		return ErrParameter.With("StartIndex %d", r.StartIndex)
	}
	return nil
}

// GetContactGroupResponse is a page.
type GetContactGroupResponse struct {
	Contacts       []MarkedContact `json:"ContactItem"`
	Groups         []GroupItem     `json:"GroupItem"`
	CompleteFlag   int             `json:"CompleteFlag"` // 1: the last page
	NextStartIndex int             `json:"NextStartIndex"`
	Display
}

// MarkedContact is a conversation with its marks and groups.
type MarkedContact struct {
	Contact
	StandardMark   string   `json:"StandardMark"`
	CustomMark     string   `json:"CustomMark,omitempty"`
	ContactGroupId []uint64 `json:"ContactGroupId,omitempty"`
	Timestamp      int64    `json:"Timestamp"` // of the last change, seconds
}
