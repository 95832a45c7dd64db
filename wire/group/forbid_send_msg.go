package group

import "github.com/teahouse-chat/teahouse/wire"

// ForbidSendMsg mutes accounts in a group, or ends that. A mute outlives leaving
// and joining again. Accounts that are no members are skipped; in live groups they
// need not be inside.
var ForbidSendMsg = define[ForbidSendMsgRequest, wire.Empty]("group_open_http_svc.forbid_send_msg")

// ForbidSendMsgRequest names the accounts, at most 500.
type ForbidSendMsgRequest struct {
	GroupID    string   `json:"GroupId"`
	TopicID    string   `json:"TopicId,omitempty"`
	Accounts   []string `json:"Members_Account"`
	MuteTime   *uint32  `json:"MuteTime,omitempty"`   // seconds from now; 0 ends it, 4294967295 is for ever
	ShutUpTime *uint32  `json:"ShutUpTime,omitempty"` // the older name
}

// Mute returns MuteTime under its newer or older name.
func (r *ForbidSendMsgRequest) Mute() *uint32 {
	if r.MuteTime != nil {
		return r.MuteTime
	}
	return r.ShutUpTime
}

// Validate checks the form.
func (r *ForbidSendMsgRequest) Validate() error {
	if r.Mute() == nil {
		return ErrBadParameter.With("MuteTime is missing")
	}
	return first(CheckID(r.GroupID), checkAccounts("Members_Account", r.Accounts, MaxMuted))
}
