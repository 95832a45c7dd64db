package webhook

// GroupAfterGroupMsgExtension tells that extensions of a message of a group changed.
var GroupAfterGroupMsgExtension = after[GroupAfterGroupMsgExtensionBody]("Group.CallbackAfterGroupMsgExtension")

// GroupAfterGroupMsgExtensionBody is the body of Group.CallbackAfterGroupMsgExtension.
type GroupAfterGroupMsgExtensionBody struct {
	Head
	GroupID       string      `json:"GroupId"`
	MsgSeq        uint64      `json:"MsgSeq"`
	OperateType   int         `json:"OperateType"` // 1 set, 2 deleted, 3 all cleared
	ExtensionList []Extension `json:"ExtensionList"`
	Seq           uint64      `json:"Seq"`
}
