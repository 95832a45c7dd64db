package group

import (
	"encoding/json"
	"strconv"

	"github.com/teahouse-chat/teahouse/wire"
)

// DeleteGroupRambleMsgBySeq deletes messages of a group for the caller alone.
var DeleteGroupRambleMsgBySeq = defineClient[DeleteGroupRambleMsgBySeqRequest, wire.Empty]("group_open_http_svc.delete_group_ramble_msg_by_seq")

// DeleteGroupRambleMsgBySeqRequest names the messages. Clients send the numbers as
// strings.
type DeleteGroupRambleMsgBySeqRequest struct {
	GroupID string      `json:"GroupId"`
	TopicID string      `json:"TopicId,omitempty"`
	Deleter string      `json:"Deleter_Account,omitempty"`
	Seqs    []SeqString `json:"Seqs"`
}

// SeqString is a number that stands on the wire as a string.
type SeqString uint64

// MarshalJSON writes a string.
func (s SeqString) MarshalJSON() ([]byte, error) {
	return json.Marshal(strconv.FormatUint(uint64(s), 10))
}

// UnmarshalJSON takes a string or a number.
func (s *SeqString) UnmarshalJSON(raw []byte) error {
	n, err := strconv.ParseUint(unquoted(raw), 10, 64)
	if err != nil {
		return ErrBadParameter.With("Seqs holds numbers")
	}
	*s = SeqString(n)
	return nil
}

// Validate checks the form.
func (r *DeleteGroupRambleMsgBySeqRequest) Validate() error {
	if len(r.Seqs) == 0 || len(r.Seqs) > MaxDeleted {
		return ErrBadParameter.With("Seqs holds 1 to %d", MaxDeleted)
	}
	return CheckID(r.GroupID)
}
