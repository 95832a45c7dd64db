package recent

import "github.com/teahouse-chat/teahouse/wire"

// SearchContactGroup reads marks and groups of given conversations.
var SearchContactGroup = wire.Define[SearchContactGroupRequest, SearchContactGroupResponse]("recentcontact.search_contact_group")

// SearchContactGroupRequest names at most MaxSearched conversations.
type SearchContactGroupRequest struct {
	From     string    `json:"From_Account"`
	Contacts []Contact `json:"ContactItem"`
}

// Validate checks the form.
func (r *SearchContactGroupRequest) Validate() error { return checkAll(r.Contacts, MaxSearched) }

// SearchContactGroupResponse has those of the conversations that exist.
type SearchContactGroupResponse struct {
	Contacts []MarkedContact `json:"ContactResultItem"`
	Groups   []GroupItem     `json:"GroupItem"`
	Display
}
