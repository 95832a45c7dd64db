package longmsg

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// GetRelayJSONMsg returns a list that SaveRelayJSONMsg keeps.
var GetRelayJSONMsg = wire.DefineClient[GetRelayJSONMsgRequest, GetRelayJSONMsgResponse]("im_long_msg.get_relay_json_msg")

// GetRelayJSONMsgRequest has the list's key.
type GetRelayJSONMsgRequest struct {
	JSONMsgKey string `json:"JsonMsgKey"`
}

// GetRelayJSONMsgResponse has the list as it was saved.
type GetRelayJSONMsgResponse struct {
	MsgList json.RawMessage `json:"MsgList,omitempty"`
}
