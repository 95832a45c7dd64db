package group

// UpdateGroupCounter sets counters of a group, or adds to them. A counter that is
// not there begins with 0. Communities have none (10007), other groups at most 20
// (10063). Nothing is changed if one of the results would not fit into 64 bits.
var UpdateGroupCounter = define[UpdateGroupCounterRequest, UpdateGroupCounterResponse]("group_open_http_svc.update_group_counter")

// Values of Mode. Without one, the values are set (unverified).
const (
	CounterSet      = "Set"
	CounterIncrease = "Increase"
	CounterDecrease = "Decrease"
)

// UpdateGroupCounterRequest is the counters, 1 to 20, each once.
type UpdateGroupCounterRequest struct {
	GroupID      string    `json:"GroupId"`
	GroupCounter []Counter `json:"GroupCounter"`
	Mode         string    `json:"Mode,omitempty"`
	BytesKey     string    `json:"BytesKey,omitempty"` // AVChatRoomKey, not needed
}

// UpdateGroupCounterResponse has the counters as they are now, and for clients how
// many changes of the group's counters there were.
type UpdateGroupCounterResponse struct {
	GroupCounter    []Counter `json:"GroupCounter"`
	GroupCounterSeq uint64    `json:"GroupCounterSeq,omitempty"`
}

// Validate checks the form.
func (r *UpdateGroupCounterRequest) Validate() error {
	if len(r.GroupCounter) == 0 {
		return ErrBadParameter.With("GroupCounter is missing")
	}
	keys := make([]string, len(r.GroupCounter))
	for i, c := range r.GroupCounter {
		keys[i] = c.Key
	}
	return first(CheckID(r.GroupID), checkCounterKeys(keys), checkChoice("Mode", r.Mode, CounterSet, CounterIncrease, CounterDecrease))
}
