package group

import "github.com/teahouse-chat/teahouse/wire"

// ModifyGroupBaseInfo changes a group's profile; fields left out stay.
var ModifyGroupBaseInfo = define[ModifyGroupBaseInfoRequest, wire.Empty]("group_open_http_svc.modify_group_base_info")

// ModifyGroupBaseInfoRequest holds what changes.
type ModifyGroupBaseInfoRequest struct {
	GroupID          string  `json:"GroupId"`
	Name             *string `json:"Name,omitempty"`
	Introduction     *string `json:"Introduction,omitempty"`
	Notification     *string `json:"Notification,omitempty"`
	FaceURL          *string `json:"FaceUrl,omitempty"`
	MaxMemberNum     int     `json:"MaxMemberNum,omitempty"`
	ApplyJoinOption  string  `json:"ApplyJoinOption,omitempty"`
	InviteJoinOption string  `json:"InviteJoinOption,omitempty"`
	MuteAllMember    string  `json:"MuteAllMember,omitempty"`   // On or Off
	ShutUpAllMember  string  `json:"ShutUpAllMember,omitempty"` // the older name
	// AppDefinedData changes the keys given; the value "" takes a key away.
	AppDefinedData       []Field `json:"AppDefinedData,omitempty"`
	HistoryMsgBeforeJoin string  `json:"HistoryMsgBeforeJoin,omitempty"` // On or Off
	EnablePermission     *int    `json:"EnablePermission,omitempty"`
	DefaultPermission    *int64  `json:"DefaultPermission,omitempty"`
	// From is, over REST, the account in whose name the change is shown.
	From string `json:"From_Account,omitempty"`
}

// MuteAll returns On or Off under its newer or older name, "" if neither is there.
func (r *ModifyGroupBaseInfoRequest) MuteAll() string {
	if r.MuteAllMember != "" {
		return r.MuteAllMember
	}
	return r.ShutUpAllMember
}

// Validate checks the form.
func (r *ModifyGroupBaseInfoRequest) Validate() error {
	if r.Name != nil && *r.Name == "" {
		return ErrBadParameter.With("Name is not empty")
	}
	if r.MaxMemberNum < 0 {
		return ErrBadParameter.With("MaxMemberNum is not negative")
	}
	return first(
		CheckID(r.GroupID),
		checkText("Name", r.Name, MaxName),
		checkText("Introduction", r.Introduction, MaxIntroduction),
		checkText("Notification", r.Notification, MaxNotification),
		checkText("FaceUrl", r.FaceURL, MaxFaceURL),
		checkChoice("ApplyJoinOption", r.ApplyJoinOption, FreeAccess, NeedPermission, DisableApply),
		checkChoice("InviteJoinOption", r.InviteJoinOption, FreeAccess, NeedPermission, DisableInvite),
		checkChoice("MuteAllMember", r.MuteAll(), On, Off),
		checkChoice("HistoryMsgBeforeJoin", r.HistoryMsgBeforeJoin, On, Off),
		checkBits("EnablePermission", widen(r.EnablePermission), 1),
		checkBits("DefaultPermission", r.DefaultPermission, AllOfCommunity),
		checkFields("AppDefinedData", r.AppDefinedData, MaxGroupFields, MaxGroupValue),
	)
}
