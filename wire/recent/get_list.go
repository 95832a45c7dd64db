package recent

import "github.com/teahouse-chat/teahouse/wire"

// GetList pages through an account's list of conversations.
var GetList = wire.Define[GetListRequest, GetListResponse]("recentcontact.get_list")

// Bits of GetListRequest.AssistFlags.
const (
	AssistPinned   = 1 // pinned conversations come with TopFlag
	AssistEmpty    = 2 // also conversations without a message
	AssistPagesTop = 4 // pinned ones are paged too
)

// GetListRequest carries the paging state: 0 at first, then as it was returned.
type GetListRequest struct {
	From          string `json:"From_Account"`
	TimeStamp     int64  `json:"TimeStamp"`
	StartIndex    int    `json:"StartIndex"`
	TopTimeStamp  int64  `json:"TopTimeStamp"`
	TopStartIndex int    `json:"TopStartIndex"`
	AssistFlags   int    `json:"AssistFlags"`
}

// Validate checks the form.
func (r *GetListRequest) Validate() error {
	if r.From == "" {
		return ErrParameter.With("From_Account is missing")
	}
	return nil
}

// GetListResponse is a page, pinned conversations first.
type GetListResponse struct {
	SessionItem   []ListedSession `json:"SessionItem"`
	CompleteFlag  int             `json:"CompleteFlag"` // 1: the last page
	TimeStamp     int64           `json:"TimeStamp"`
	StartIndex    int             `json:"StartIndex"`
	TopTimeStamp  int64           `json:"TopTimeStamp"`
	TopStartIndex int             `json:"TopStartIndex"`
	Display
}

// ListedSession is a conversation.
type ListedSession struct {
	Type    int    `json:"Type"`
	To      string `json:"To_Account,omitempty"`
	GroupId string `json:"GroupId,omitempty"`
	MsgTime uint32 `json:"MsgTime"` // seconds
	TopFlag int    `json:"TopFlag"` // 1: pinned
}
