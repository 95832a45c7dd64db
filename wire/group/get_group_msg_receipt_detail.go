package group

// GetGroupMsgReceiptDetail lists who has read a message, or who has not.
var GetGroupMsgReceiptDetail = define[GetGroupMsgReceiptDetailRequest, GetGroupMsgReceiptDetailResponse]("group_open_http_svc.get_group_msg_receipt_detail")

// GetGroupMsgReceiptDetailRequest asks for a page. Clients say Flag and Num where
// REST says Filter and Count.
type GetGroupMsgReceiptDetailRequest struct {
	GroupID string `json:"GroupId"`
	MsgSeq  uint64 `json:"MsgSeq"`
	Filter  int    `json:"Filter,omitempty"` // 0: who has read it, 1: who has not
	Flag    int    `json:"Flag,omitempty"`
	Cursor  Cursor `json:"Cursor"`
	Count   int    `json:"Count,omitempty"` // at most 200
	Num     int    `json:"Num,omitempty"`
}

// Unread tells whether those are asked for who have not read it.
func (r *GetGroupMsgReceiptDetailRequest) Unread() bool { return r.Filter == 1 || r.Flag == 1 }

// Limit returns how many are asked for.
func (r *GetGroupMsgReceiptDetailRequest) Limit() int { return min(max(r.Count, r.Num), 200) }

// GetGroupMsgReceiptDetailResponse is a page; IsFinish 1 is the end.
type GetGroupMsgReceiptDetailResponse struct {
	MsgSeq     uint64   `json:"MsgSeq"`
	Cursor     string   `json:"Cursor"`
	IsFinish   int      `json:"IsFinish"`
	ReadList   []Reader `json:"ReadList"`
	UnreadList []Unread `json:"UnreadList"`
}

// Reader is somebody who has read a message.
type Reader struct {
	Account string `json:"Read_Account"`
}

// Unread is somebody who has not.
type Unread struct {
	Account string `json:"Unread_Account"`
}

// Validate checks the form.
func (r *GetGroupMsgReceiptDetailRequest) Validate() error {
	if r.MsgSeq == 0 || r.Count < 0 || r.Num < 0 || max(r.Count, r.Num) == 0 {
		return ErrBadParameter.With("MsgSeq or Count is missing")
	}
	return CheckID(r.GroupID)
}
