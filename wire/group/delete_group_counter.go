package group

import "github.com/teahouse-chat/teahouse/wire"

// DeleteGroupCounter removes counters of a group. Those that are not there are no
// error (unverified).
var DeleteGroupCounter = define[DeleteGroupCounterRequest, wire.Empty]("group_open_http_svc.delete_group_counter")

// DeleteGroupCounterRequest names counters; none is all.
type DeleteGroupCounterRequest struct {
	GroupID          string   `json:"GroupId"`
	GroupCounterKeys []string `json:"GroupCounterKeys,omitempty"`
}

// Validate checks the form.
func (r *DeleteGroupCounterRequest) Validate() error {
	return first(CheckID(r.GroupID), checkCounterKeys(r.GroupCounterKeys))
}
