package group

import "github.com/teahouse-chat/teahouse/wire"

// GetPendency lists what the caller, as owner or admin, is asked to decide: the
// applications and invitations of all groups but communities. Those that were
// decided in the last days are listed too, with Handled set, so that clients drop
// their notices.
var GetPendency = wire.DefineClient[GetPendencyRequest, GetPendencyResponse]("group_open_http_svc.get_pendency")

// GetCommunityPendency is GetPendency for communities.
var GetCommunityPendency = wire.DefineClient[GetPendencyRequest, GetPendencyResponse]("million_group_open_http_svc.get_pendency")

// GetPendencyRequest asks for a page: StartTime is 0 first and then as
// NextStartTime had it.
type GetPendencyRequest struct {
	StartTime     uint64 `json:"StartTime"`
	Limit         int    `json:"Limit"` // at most 100; 0 is 20
	HandleAccount string `json:"Handle_Account,omitempty"`
}

// GetPendencyResponse is a page; NextStartTime 0 is the end.
type GetPendencyResponse struct {
	PendencyList  []Pendency `json:"PendencyList"`
	NextStartTime uint64     `json:"NextStartTime"`
}

// Kinds of Pendency (PendencyType).
const (
	Application        = 0
	InvitationToAnswer = 1 // by who is invited; not listed
	InvitationToPermit = 2 // by the owner or an admin
)

// States of Pendency (Handled).
const (
	Open    = 0
	Decided = 1
	Settled = 2 // needed no decision any more
)

// Pendency is an application, or an invitation that needs approval.
type Pendency struct {
	From             string `json:"From_Account"` // who applies, or who invited
	FromUserNickName string `json:"FromUserNickName"`
	To               string `json:"To_Account"` // who is invited
	GroupID          string `json:"GroupId"`
	GroupName        string `json:"GroupName"`
	Authentication   string `json:"Authentication"`
	AddTime          uint64 `json:"AddTime"` // milliseconds
	ApplyInviteMsg   string `json:"ApplyInviteMsg"`
	Handled          int    `json:"Handled"`
	PendencyType     int    `json:"PendencyType"`
}

// Validate checks the form.
func (r *GetPendencyRequest) Validate() error {
	if r.Limit < 0 || r.Limit > MaxPage {
		return ErrBadParameter.With("Limit is 0 to %d", MaxPage)
	}
	return nil
}
