package sns

import "github.com/teahouse-chat/teahouse/wire"

// GroupUpdate renames a friend group, puts friends into it and takes them out.
var GroupUpdate = wire.DefineClient[GroupUpdateRequest, GroupUpdateResponse]("sns.group_update")

// Values of UpdateType.
const (
	UpdateAdd    = "Update_Type_Add"
	UpdateDelete = "Update_Type_Delete"
)

// GroupUpdateRequest names the group, its new name if it gets one, and the
// friends that come in or go.
type GroupUpdateRequest struct {
	FromAccount     string       `json:"From_Account"`
	GroupOldName    string       `json:"GroupOldName"`
	GroupNewName    string       `json:"GroupNewName,omitempty"`
	UpdateGroupItem []GroupEntry `json:"UpdateGroupItem,omitempty"`
}

// GroupEntry is a friend that comes in or goes.
type GroupEntry struct {
	ToAccount  string `json:"To_Account"`
	UpdateType string `json:"UpdateType"`
}

// Validate checks the form.
func (r *GroupUpdateRequest) Validate() error {
	if r.GroupNewName == "" && len(r.UpdateGroupItem) > MaxBatch {
		return bad.With("UpdateGroupItem holds at most %d entries", MaxBatch)
	}
	for _, item := range r.UpdateGroupItem {
		if item.UpdateType != UpdateAdd && item.UpdateType != UpdateDelete {
			return bad.With("UpdateType is %s or %s", UpdateAdd, UpdateDelete)
		}
	}
	return first(checkGroupName(r.GroupOldName), checkBytes("GroupNewName", r.GroupNewName, MaxGroupName))
}

// GroupUpdateResponse answers for each friend in the order of the request.
type GroupUpdateResponse struct {
	ResultItem      []GroupEntryResult `json:"ResultItem"`
	CurrentSequence int64              `json:"CurrentSequence"`
}

// GroupEntryResult is what became of one friend.
type GroupEntryResult struct {
	ToAccount  string `json:"To_Account"`
	UpdateType string `json:"UpdateType"`
	ResultCode int    `json:"ResultCode"`
	ResultInfo string `json:"ResultInfo"`
}
