package operate

import (
	"time"

	"github.com/teahouse-chat/teahouse/wire"
)

// GetHistory gives links to the file of all messages of one hour: for backups and
// statistics. It needs the setting message_log; while that is off, nothing is kept.
//
// A file is made in the minutes after its hour and deleted after seven days. It is gzip,
// UTF-8 and laid out by lines: the first holds
// {"SdkAppId":1400000001,"ChatType":"C2C","MsgTime":"2026010521","MsgList":[, each
// further one a message, and the last one ]}. Messages are as they were sent: what was
// recalled or changed later is still there; streams have the text that they had when the
// file was made. Imported messages, tips, live rooms and what is for those online alone
// are not in it.
var GetHistory = wire.Define[GetHistoryRequest, GetHistoryResponse]("open_msg_svc.get_history")

// HourLayout is the form of MsgTime: YYYYMMDDhh, in UTC.
const HourLayout = "2006010215"

// Kinds of chat.
const (
	C2C   = "C2C"
	Group = "Group"
)

// Errors of message files.
var (
	ErrParameter = wire.NewError(1002, "a parameter is not valid")
	ErrNoFile    = wire.NewError(1004, "the file is not made yet, or there were no messages in that hour")
	ErrExpired   = wire.NewError(1005, "the file has expired")
)

// GetHistoryRequest names a file.
type GetHistoryRequest struct {
	ChatType string `json:"ChatType"` // C2C or Group
	MsgTime  string `json:"MsgTime"`  // the hour, HourLayout, within the last seven days
}

// Hour returns the beginning of the hour.
func (r *GetHistoryRequest) Hour() (time.Time, error) { return time.Parse(HourLayout, r.MsgTime) }

// Validate checks the form.
func (r *GetHistoryRequest) Validate() error {
	if r.ChatType != C2C && r.ChatType != Group {
		return ErrParameter.With("ChatType is %s or %s", C2C, Group)
	}
	if _, err := r.Hour(); err != nil {
		return ErrParameter.With("MsgTime is an hour, YYYYMMDDhh")
	}
	return nil
}

// GetHistoryResponse has the file.
type GetHistoryResponse struct {
	File []HistoryFile `json:"File"`
}

// HistoryFile is a file of messages.
type HistoryFile struct {
	URL        string `json:"URL"`
	ExpireTime string `json:"ExpireTime"` // of the URL: YYYY-MM-DD hh:mm:ss, UTC
	FileSize   int64  `json:"FileSize"`   // bytes and MD5 before compression
	FileMD5    string `json:"FileMD5"`
	GzipSize   int64  `json:"GzipSize"` // and after it
	GzipMD5    string `json:"GzipMD5"`
}

// Logged is a message as a line of a file has it.
type Logged struct {
	From            string `json:"From_Account"`
	To              string `json:"To_Account,omitempty"` // C2C
	GroupId         string `json:"GroupId,omitempty"`    // Group; empty if it was dismissed meanwhile
	TopicId         string `json:"TopicId,omitempty"`
	MsgTimestamp    uint32 `json:"MsgTimestamp"`
	MsgSeq          uint64 `json:"MsgSeq"`
	MsgRandom       uint32 `json:"MsgRandom"`
	MsgBody         any    `json:"MsgBody"`
	CloudCustomData string `json:"CloudCustomData,omitempty"`
}
