package sns

import "github.com/teahouse-chat/teahouse/wire"

// FriendResponse answers friend applications that the caller got.
var FriendResponse = wire.DefineClient[FriendResponseRequest, ResultResponse]("sns.friend_response")

// Values of ResponseAction.
const (
	Agree       = "Response_Action_Agree"       // the applicant gets the caller as a friend
	AgreeAndAdd = "Response_Action_AgreeAndAdd" // and the caller the applicant
	Reject      = "Response_Action_Reject"
)

// FriendResponseRequest names at most 100 applicants.
type FriendResponseRequest struct {
	FromAccount        string         `json:"From_Account"`
	ResponseFriendItem []ResponseItem `json:"ResponseFriendItem"`
}

// ResponseItem is the answer to one applicant. Remark and TagName, the friend
// group, are for the caller's list.
type ResponseItem struct {
	ToAccount      string `json:"To_Account"`
	ResponseAction string `json:"ResponseAction"`
	Remark         string `json:"Remark,omitempty"`
	TagName        string `json:"TagName,omitempty"`
}

// Validate checks the form.
func (r *FriendResponseRequest) Validate() error {
	if err := CheckBatch("ResponseFriendItem", len(r.ResponseFriendItem), 100); err != nil {
		return err
	}
	for _, item := range r.ResponseFriendItem {
		if item.ResponseAction == "" {
			return bad.With("ResponseAction is missing")
		}
		if err := first(checkChoice("ResponseAction", item.ResponseAction, Agree, AgreeAndAdd, Reject),
			checkBytes("Remark", item.Remark, MaxRemark), checkBytes("TagName", item.TagName, MaxGroupName)); err != nil {
			return err
		}
	}
	return nil
}
