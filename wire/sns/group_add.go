package sns

import "github.com/teahouse-chat/teahouse/wire"

// GroupAdd makes friend groups of one user and puts friends into each of them. A
// name that exists already keeps its friends and gets the new ones.
var GroupAdd = wire.Define[GroupAddRequest, GroupAddResponse]("sns.group_add")

// GroupAddRequest has 1 to 32 names of 1 to 30 bytes.
type GroupAddRequest struct {
	FromAccount string   `json:"From_Account"`
	GroupName   []string `json:"GroupName"`
	ToAccount   []string `json:"To_Account,omitempty"`
}

// Validate checks the form.
func (r *GroupAddRequest) Validate() error {
	if len(r.ToAccount) > MaxBatch {
		return bad.With("To_Account holds at most %d entries", MaxBatch)
	}
	return first(CheckBatch("GroupName", len(r.GroupName), MaxGroups), checkGroupNames(r.GroupName))
}

// GroupAddResponse has the sequence of the friend groups; ResultItem is there if
// friends were named.
type GroupAddResponse struct {
	ResultItem      []Result `json:"ResultItem,omitempty"`
	FailAccount     []string `json:"Fail_Account,omitempty"`
	CurrentSequence int64    `json:"CurrentSequence"`
}
