package longmsg

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// SaveRelayJSONMsg keeps a list of messages for a message that forwards them.
var SaveRelayJSONMsg = wire.DefineClient[SaveRelayJSONMsgRequest, SaveRelayJSONMsgResponse]("im_long_msg.save_relay_json_msg")

// SaveRelayJSONMsgRequest has the list, which is kept as it is.
type SaveRelayJSONMsgRequest struct {
	MsgList json.RawMessage `json:"MsgList"`
}

// Validate checks the form.
func (r *SaveRelayJSONMsgRequest) Validate() error {
	var list []map[string]json.RawMessage
	if json.Unmarshal(r.MsgList, &list) != nil || len(list) == 0 {
		return ErrParameter
	}
	return nil
}

// SaveRelayJSONMsgResponse has the key under which anybody in the application who
// knows it reads the list. Both names are for the same.
type SaveRelayJSONMsgResponse struct {
	JSONMsgKey string `json:"JsonMsgKey"`
	PbMsgKey   string `json:"PbMsgKey"`
}
