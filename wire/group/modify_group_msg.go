package group

import "github.com/teahouse-chat/teahouse/wire"

// ModifyGroupMsg changes body or custom data of a stored message. Its service
// word is openim, although it is a command of groups.
var ModifyGroupMsg = wire.Define[ModifyGroupMsgRequest, ModifyGroupMsgResponse]("openim.modify_group_msg")

// ModifyGroupMsgRequest holds what changes; what is left out stays. A client says
// with MsgVersion which version it has seen; another one is ErrVersion.
type ModifyGroupMsgRequest struct {
	GroupID         string         `json:"GroupId"`
	TopicID         string         `json:"TopicId,omitempty"`
	MsgSeq          uint64         `json:"MsgSeq"`
	MsgVersion      *uint32        `json:"MsgVersion,omitempty"`
	MsgBody         []wire.Element `json:"MsgBody,omitempty"`
	CloudCustomData *string        `json:"CloudCustomData,omitempty"`
}

// ModifyGroupMsgResponse is the message as it is now, also beside ErrVersion.
type ModifyGroupMsgResponse struct {
	MsgVersion      uint32         `json:"MsgVersion"`
	MsgBody         []wire.Element `json:"MsgBody"`
	CloudCustomData string         `json:"CloudCustomData"`
}

// Validate checks the form.
func (r *ModifyGroupMsgRequest) Validate() error {
	if r.MsgSeq == 0 {
		return ErrBadParameter.With("MsgSeq is missing")
	}
	if len(r.MsgBody) > 0 {
		custom := ""
		if r.CloudCustomData != nil {
			custom = *r.CloudCustomData
		}
		if err := checkBody(r.MsgBody, custom); err != nil {
			return err
		}
	}
	if r.CloudCustomData != nil && len(*r.CloudCustomData) > wire.MaxBody {
		return ErrTooLong
	}
	return CheckID(r.GroupID)
}
