package group

import "github.com/teahouse-chat/teahouse/wire"

// ModifyGroupMemberInfo changes one member.
var ModifyGroupMemberInfo = define[ModifyGroupMemberInfoRequest, wire.Empty]("group_open_http_svc.modify_group_member_info")

// Forever is the MuteTime that never ends.
const Forever = 1<<32 - 1

// ModifyGroupMemberInfoRequest holds what changes.
type ModifyGroupMemberInfoRequest struct {
	GroupID    string  `json:"GroupId"`
	TopicID    string  `json:"TopicId,omitempty"`
	Account    string  `json:"Member_Account"`
	Role       string  `json:"Role,omitempty"` // Admin or Member
	MsgFlag    string  `json:"MsgFlag,omitempty"`
	NameCard   *string `json:"NameCard,omitempty"`
	MuteTime   *uint32 `json:"MuteTime,omitempty"`   // seconds from now, 0 ends it
	ShutUpTime *uint32 `json:"ShutUpTime,omitempty"` // the older name
	Fields     []Field `json:"AppMemberDefinedData,omitempty"`
}

// Mute returns MuteTime under its newer or older name, nil if neither is there.
func (r *ModifyGroupMemberInfoRequest) Mute() *uint32 {
	if r.MuteTime != nil {
		return r.MuteTime
	}
	return r.ShutUpTime
}

// Validate checks the form.
func (r *ModifyGroupMemberInfoRequest) Validate() error {
	if r.Account == "" {
		return ErrBadParameter.With("Member_Account is missing")
	}
	return first(
		CheckID(r.GroupID),
		checkChoice("Role", r.Role, RoleAdmin, RoleMember),
		checkChoice("MsgFlag", r.MsgFlag, AcceptAndNotify, AcceptNotNotify, Discard,
			AcceptNotNotifyExceptAt, NotReceiveMsgExceptAt, DiscardExceptAt),
		checkText("NameCard", r.NameCard, MaxNameCard),
		checkFields("AppMemberDefinedData", r.Fields, MaxMemberFields, MaxMemberValue),
	)
}
