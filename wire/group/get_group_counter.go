package group

// GetGroupCounter reads counters of a group, in the order of their keys.
var GetGroupCounter = define[GetGroupCounterRequest, GetGroupCounterResponse]("group_open_http_svc.get_group_counter")

// GetGroupCounterRequest names counters; none is all, and those that are not there
// are left out (unverified).
type GetGroupCounterRequest struct {
	GroupID          string   `json:"GroupId"`
	GroupCounterKeys []string `json:"GroupCounterKeys,omitempty"`
	BytesKey         string   `json:"BytesKey,omitempty"` // AVChatRoomKey, not needed
}

// GetGroupCounterResponse is the counters, and for clients how many changes there
// were.
type GetGroupCounterResponse struct {
	GroupCounter    []Counter `json:"GroupCounter"`
	GroupCounterSeq uint64    `json:"GroupCounterSeq,omitempty"`
}

// Validate checks the form.
func (r *GetGroupCounterRequest) Validate() error {
	return first(CheckID(r.GroupID), checkCounterKeys(r.GroupCounterKeys))
}
