package openim

import "github.com/teahouse-chat/teahouse/wire"

// ImportMsg puts a message with its own time into the history. One that is there
// already (same accounts, MsgSeq, MsgRandom and time) stays as it is, so an import may
// be repeated. Without MsgSeq the server makes one of all that the message has. Word
// lists do not look at it, whichever way it is imported: it was said elsewhere already,
// and with a changed list a repeat would be another message.
var ImportMsg = wire.Define[ImportMsgRequest, wire.Empty]("openim.importmsg")

// Values of SyncFromOldSystem.
const (
	ImportHistory = 2 // counts as read, nobody is told
	ImportLive    = 5 // counts as unread and is pushed, as a message sent now
	importLiveOld = 1 // what old documentation calls ImportLive
)

// ImportMsgRequest is the message.
type ImportMsgRequest struct {
	SyncFromOldSystem int     `json:"SyncFromOldSystem"`
	From              string  `json:"From_Account"`
	To                string  `json:"To_Account"`
	MsgSeq            *uint32 `json:"MsgSeq,omitempty"`
	MsgRandom         *Random `json:"MsgRandom"`
	MsgTimeStamp      *Time   `json:"MsgTimeStamp"` // seconds
	MsgBody           Body    `json:"MsgBody"`
	CloudCustomData   string  `json:"CloudCustomData,omitempty"`
}

// Live tells whether the message is treated as one that is sent now.
func (r *ImportMsgRequest) Live() bool { return r.SyncFromOldSystem != ImportHistory }

// Validate checks the form.
func (r *ImportMsgRequest) Validate() error {
	switch r.SyncFromOldSystem {
	case ImportHistory, ImportLive, importLiveOld:
	default:
		return ErrSyncFrom
	}
	switch {
	case r.From == "":
		return ErrNoSender
	case r.To == "":
		return ErrNoReceiver
	case r.MsgRandom == nil:
		return ErrMsgRandom
	case r.MsgTimeStamp == nil:
		return ErrMsgTime
	case r.MsgBody == nil:
		return ErrNoBody
	}
	return nil
}
