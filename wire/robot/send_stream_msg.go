package robot

import (
	"strings"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// SendStreamMsg lets a robot write a long text to a user piece by piece. The first call
// sends a message, a further one with its MsgKey adds a piece; each is stored before it
// is answered. Both see it as a custom element whose Data holds the pieces:
//
//	{"chatbotPlugin":2,"src":2,"chunks":["The answer ","is 42."],"isFinished":1}
//
// A request has nothing by which it is known again: one that is sent twice adds its
// piece twice. Data stays below 128 KB (unverified). A stream that is never finished
// stays unfinished. Errors: 10004 for a MsgKey that names no stream of this robot, 10008
// for one that has ended and for a sender that is no valid robot (all unverified).
var SendStreamMsg = wire.Define[SendStreamMsgRequest, SendStreamMsgResponse]("openim_robot_http_svc.send_stream_msg")

// MaxStream is what the Data of a stream stays below, in bytes.
const MaxStream = 128 << 10

// SendStreamMsgRequest is a piece of a text.
type SendStreamMsgRequest struct {
	From   string  `json:"From_Account"` // a robot
	To     string  `json:"To_Account"`
	Chunk  *string `json:"Chunk"`            // may be empty; the last call may do without
	MsgKey string  `json:"MsgKey,omitempty"` // of the first call's answer; absent in the first call
	Finish int     `json:"Finish,omitempty"` // 1: nothing follows
}

// Validate checks the form.
func (r *SendStreamMsgRequest) Validate() error {
	switch {
	case !strings.HasPrefix(r.From, account.RobotPrefix):
		return ErrParameter.With("From_Account begins with %s", account.RobotPrefix)
	case r.To == "":
		return ErrParameter.With("To_Account is missing")
	case r.Chunk == nil && (r.MsgKey == "" || r.Finish != 1):
		return ErrParameter.With("Chunk is missing")
	}
	return nil
}

// Text returns the piece.
func (r *SendStreamMsgRequest) Text() string {
	if r.Chunk == nil {
		return ""
	}
	return *r.Chunk
}

// Stream is what Data of the custom element holds.
type Stream struct {
	ChatbotPlugin int      `json:"chatbotPlugin"` // 2
	Src           int      `json:"src"`           // 2: a stream
	Chunks        []string `json:"chunks"`
	IsFinished    int      `json:"isFinished"` // 1: nothing follows
}

// SendStreamMsgResponse names the message.
type SendStreamMsgResponse struct {
	MsgKey string `json:"MsgKey"`
}
