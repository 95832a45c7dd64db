package sns

import "github.com/teahouse-chat/teahouse/wire"

// GroupDelete deletes friend groups; the friends stay. Names that do not exist
// are passed over.
var GroupDelete = wire.Define[GroupDeleteRequest, GroupDeleteResponse]("sns.group_delete")

// GroupDeleteRequest has 1 to 32 names.
type GroupDeleteRequest struct {
	FromAccount string   `json:"From_Account"`
	GroupName   []string `json:"GroupName"`
}

// Validate checks the form.
func (r *GroupDeleteRequest) Validate() error {
	return CheckBatch("GroupName", len(r.GroupName), MaxGroups)
}

// GroupDeleteResponse has the sequence of the friend groups.
type GroupDeleteResponse struct {
	CurrentSequence int64 `json:"CurrentSequence"`
}
