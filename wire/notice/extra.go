package notice

import "github.com/teahouse-chat/teahouse/wire/msgext"

// Numbers of events about what lies beside messages.
const (
	EventExtensions = 18
	EventReactions  = 21
)

// MsgName names a message of one-to-one conversations and of groups: clients make
// its id from TinyId, MsgClientTime and MsgRandom.
type MsgName struct {
	TinyId        string `json:"TinyId,omitempty"` // of its sender
	MsgClientTime uint32 `json:"MsgClientTime"`
	MsgRandom     uint32 `json:"MsgRandom"`
	MsgSeq        uint64 `json:"MsgSeq"`
	GroupID       string `json:"GroupId,omitempty"`
	TopicID       string `json:"TopicId,omitempty"`
}

// ExtensionEvent says that extensions of a message were set, deleted or cleared.
type ExtensionEvent struct {
	Event  int              `json:"Event"`
	Notify ExtensionsNotify `json:"MsgExtensionNotify"`
}

// ExtensionsNotify holds the change in the field that belongs to MsgOptType.
type ExtensionsNotify struct {
	TinyId     string            `json:"TinyId"`
	MsgLastSeq uint64            `json:"MsgLastSeq"`
	MsgOptType int               `json:"MsgOptType"` // msgext.Set, Delete or Clear
	C2C        *MsgName          `json:"ExtensionC2cMsgInfo,omitempty"`
	Group      *MsgName          `json:"ExtensionGroupMsgInfo,omitempty"`
	GroupID    string            `json:"GroupId,omitempty"`
	Set        []ExtensionChange `json:"SetKVInfo,omitempty"`
	Delete     []ExtensionChange `json:"DeleteKVInfo,omitempty"`
	Clear      []ExtensionClear  `json:"ClearKVInfo,omitempty"`
}

// ExtensionChange lists changed pairs.
type ExtensionChange struct {
	Pairs []msgext.Pair `json:"MsgKeyValue"`
}

// ExtensionClear says up to which version all pairs are gone.
type ExtensionClear struct {
	Seq uint64 `json:"ClearMsgSeq"`
}

// NewExtensions returns the event of a change of the message called name, which is
// a group's where group is not empty.
func NewExtensions(name MsgName, group string, op int, seq uint64, pairs []msgext.Pair) ExtensionEvent {
	n := ExtensionsNotify{TinyId: name.TinyId, MsgLastSeq: seq, MsgOptType: op, GroupID: group}
	name.TinyId = ""
	if group == "" {
		n.C2C = &name
	} else {
		name.GroupID, n.Group = group, &name
	}
	switch op {
	case msgext.Set:
		n.Set = []ExtensionChange{{pairs}}
	case msgext.Delete:
		n.Delete = []ExtensionChange{{pairs}}
	default:
		n.Clear = []ExtensionClear{{seq}}
	}
	return ExtensionEvent{EventExtensions, n}
}

// ReactionEvent says how a message's reactions stand, to all who see it.
type ReactionEvent struct {
	Event int              `json:"Event"`
	List  []ReactionsOfMsg `json:"MsgReactionNotifyList"`
}

// ReactionsOfMsg holds the reactions that changed.
type ReactionsOfMsg struct {
	C2C     *MsgName          `json:"C2CMsgInfo,omitempty"`
	Group   *MsgName          `json:"GroupMsgInfo,omitempty"`
	Summary []ReactionSummary `json:"MsgReactionSummary"`
}

// ReactionSummary says how many have reacted in one way, and names the first.
type ReactionSummary struct {
	Reaction string   `json:"Reaction"`
	Count    int      `json:"Count"`
	Accounts []string `json:"Reaction_Account"`
}

// NewReactions returns the event of a reaction to the message called name.
func NewReactions(name MsgName, group string, s ReactionSummary) ReactionEvent {
	of := ReactionsOfMsg{Summary: []ReactionSummary{s}}
	of.C2C, of.Group = sideOf(name, group)
	return ReactionEvent{EventReactions, []ReactionsOfMsg{of}}
}

// OwnReactionEvent tells the actor's own devices what the account itself did.
type OwnReactionEvent struct {
	Event  int         `json:"Event"`
	Notify OwnReaction `json:"MsgReactionNotify"`
}

// OwnReaction is a reaction that the account added or took back.
type OwnReaction struct {
	C2C        *MsgName `json:"C2CMsgInfo,omitempty"`
	Group      *MsgName `json:"GroupMsgInfo,omitempty"`
	Reaction   string   `json:"Reaction"`
	MsgOptType int      `json:"MsgOptType"` // 1 added, 2 taken back
}

// NewOwnReaction returns the event for the actor's own devices.
func NewOwnReaction(name MsgName, group, reaction string, added bool) OwnReactionEvent {
	own := OwnReaction{Reaction: reaction, MsgOptType: 2}
	if added {
		own.MsgOptType = 1
	}
	own.C2C, own.Group = sideOf(name, group)
	return OwnReactionEvent{EventReactions, own}
}

func sideOf(name MsgName, group string) (c2c, inGroup *MsgName) {
	if group == "" {
		return &name, nil
	}
	name.GroupID = group
	return nil, &name
}
