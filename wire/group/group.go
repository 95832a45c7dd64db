// Package group is the vocabulary of groups: their commands, profiles, members
// and messages, over REST and for clients. The rules of the five types of groups
// are the server's; here is only what stands on the wire.
package group

import (
	"encoding/json"
	"strings"

	"github.com/teahouse-chat/teahouse/wire"
)

// The service words of group commands. Clients send the commands of communities
// under Million, with the same bodies.
const (
	Service = "group_open_http_svc"
	Million = "million_group_open_http_svc"
	Avchat  = "group_open_avchatroom_http_svc"
)

// System is the account that tips and notices come from.
const System = "@TIM#SYSTEM"

// define declares a command of groups under both service words.
func define[Req, Resp any](name string) wire.Command[Req, Resp] {
	return wire.Define[Req, Resp](name, million(name))
}

func defineClient[Req, Resp any](name string) wire.Command[Req, Resp] {
	return wire.DefineClient[Req, Resp](name, million(name))
}

// The types of groups as they stand on the wire.
const (
	Private    = "Private" // called Work in apps
	Public     = "Public"
	ChatRoom   = "ChatRoom" // called Meeting in apps
	AVChatRoom = "AVChatRoom"
	Community  = "Community"
)

// Values of ApplyJoinOption and InviteJoinOption.
const (
	FreeAccess     = "FreeAccess"
	NeedPermission = "NeedPermission"
	DisableApply   = "DisableApply"
	DisableInvite  = "DisableInvite"
)

// Values of MuteAllMember and HistoryMsgBeforeJoin.
const (
	On  = "On"
	Off = "Off"
)

// Roles of members, and of those who are none.
const (
	RoleOwner  = "Owner"
	RoleAdmin  = "Admin"
	RoleMember = "Member"
	NotMember  = "NotMember"
)

// Values of MsgFlag: what a member wants of the group's messages.
const (
	AcceptAndNotify         = "AcceptAndNotify"
	AcceptNotNotify         = "AcceptNotNotify"
	Discard                 = "Discard"
	AcceptNotNotifyExceptAt = "AcceptNotNotifyExceptAt"
	NotReceiveMsgExceptAt   = "NotReceiveMsgExceptAt"
	DiscardExceptAt         = "DiscardExceptAt"
)

// Answers of JoinedStatus.
const (
	JoinedSuccess     = "JoinedSuccess"
	WaitAdminApproval = "WaitAdminApproval"
)

// Field is a custom field of a group or a member.
type Field struct {
	Key   string `json:"Key"`
	Value string `json:"Value"`
}

// unquoted returns the text of a JSON string, or the JSON as it is.
func unquoted(raw []byte) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// million is the name of a command under the service word of communities.
func million(name string) string { return Million + strings.TrimPrefix(name, Service) }
