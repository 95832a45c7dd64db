package group

// GetGroupMutedAccount lists who is muted in a group now.
var GetGroupMutedAccount = define[GetGroupMutedAccountRequest, GetGroupMutedAccountResponse]("group_open_http_svc.get_group_muted_account")

// GetGroupMutedAccountRequest names the group.
type GetGroupMutedAccountRequest struct {
	GroupID string `json:"GroupId"`
	TopicID string `json:"TopicId,omitempty"`
}

// GetGroupMutedAccountResponse lists them, those first whose mute ends first.
type GetGroupMutedAccountResponse struct {
	GroupID  string         `json:"GroupId"`
	Accounts []MutedAccount `json:"MutedAccountList"`
}

// MutedAccount is somebody who is muted.
type MutedAccount struct {
	Account string `json:"Member_Account"`
	Until   int64  `json:"MutedUntil"` // seconds
}

// Validate checks the form.
func (r *GetGroupMutedAccountRequest) Validate() error { return CheckID(r.GroupID) }
