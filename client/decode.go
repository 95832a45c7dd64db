package client

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// pushed is any event of a push. What it is goes by which of the arrays is there;
// its number is a label, but for those that come as GroupTips.
type pushed struct {
	Event              int
	C2cMsgArray        []notice.C2CMessage
	C2cNotifyMsgArray  []notice.C2CNotify
	C2cMsgModNotifys   []notice.C2CModified
	C2cMsgInfo         json.RawMessage
	GroupMsgArray      []group.Message
	GroupMsgModNotifys []notice.GroupChange
	GroupTips          json.RawMessage
	ProfileDataMod     []notice.ProfileChange
	FriendListMod      []notice.FriendChange
	UserStatusList     []notice.UserStatus
	FollowChangeList   []notice.FollowChange
	RecentContactMod   []notice.RecentContact
	MsgExtensionNotify *notice.ExtensionsNotify
	ReactionList       []notice.ReactionsOfMsg `json:"MsgReactionNotifyList"`
	MsgReactionNotify  *notice.OwnReaction
	C2CReadAllMsg      *int
}

const msgPush = "im_open_push.msg_push"

// decodePush returns the events of a push's body.
func decodePush(command string, body []byte) []Event {
	if body == nil {
		return nil
	}
	var push struct{ EventArray []json.RawMessage }
	if json.Unmarshal(body, &push) != nil || push.EventArray == nil {
		return []Event{Raw{Command: command, JSON: body}}
	}
	return decodeEvents(command, push.EventArray)
}

func decodeEvents(command string, list []json.RawMessage) (events []Event) {
	for _, raw := range list {
		var e pushed
		known := json.Unmarshal(raw, &e) == nil
		if list := e.events(raw); known && list != nil {
			events = append(events, list...)
		} else {
			events = append(events, Raw{command, e.Event, raw})
		}
	}
	return events
}

// events returns nil for an event of another kind.
func (e *pushed) events(raw []byte) (events []Event) {
	for _, m := range e.C2cMsgArray {
		events = append(events, Message{m})
	}
	for _, m := range e.GroupMsgArray {
		events = append(events, GroupMessage{m})
	}
	for _, n := range e.C2cNotifyMsgArray {
		events = append(events, c2cNotice(n)...)
	}
	for _, m := range e.C2cMsgModNotifys {
		events = append(events, Edit{m})
	}
	for _, m := range e.GroupMsgModNotifys {
		events = append(events, GroupEdit{m})
	}
	for _, p := range e.ProfileDataMod {
		events = append(events, ProfileChange{p})
	}
	events = append(events, e.others(raw)...)
	var receipt notice.C2CReceiptEvent
	if e.C2cMsgInfo != nil && json.Unmarshal(raw, &receipt) == nil {
		events = append(events, Receipt{receipt})
	}
	if e.GroupTips != nil {
		events = append(events, e.tips()...)
	}
	return events
}

// others returns events about relations, lists and additions to messages.
func (e *pushed) others(raw []byte) (events []Event) {
	for _, f := range e.FriendListMod {
		events = append(events, FriendChange{f})
	}
	for _, s := range e.UserStatusList {
		events = append(events, UserStatus{s})
	}
	for _, f := range e.FollowChangeList {
		events = append(events, FollowChange{f})
	}
	for _, r := range e.RecentContactMod {
		events = append(events, ContactChange{r})
	}
	for _, r := range e.ReactionList {
		events = append(events, Reactions{r})
	}
	if e.MsgReactionNotify != nil {
		events = append(events, OwnReaction{*e.MsgReactionNotify})
	}
	if e.MsgExtensionNotify != nil {
		events = append(events, Extensions{*e.MsgExtensionNotify})
	}
	var all ReadAll
	if e.C2CReadAllMsg != nil && json.Unmarshal(raw, &all) == nil {
		events = append(events, all)
	}
	var quiet DoNotDisturb
	if e.Event == notice.EventDoNotDisturb && json.Unmarshal(raw, &quiet) == nil {
		events = append(events, quiet)
	}
	return events
}

// tips decodes tips, and notices that come under the same key.
func (e *pushed) tips() (events []Event) {
	if e.Event == notice.GroupTips || e.Event == notice.GroupAside {
		var tips []group.Message
		json.Unmarshal(e.GroupTips, &tips) // none if it is of another form
		for _, m := range tips {
			if tip, err := tipOf(m, e.Event == notice.GroupTips); err == nil {
				events = append(events, tip)
			}
		}
		return events
	}
	var notices []notice.GroupSystemNotice
	json.Unmarshal(e.GroupTips, &notices)
	for _, n := range notices {
		events = append(events, groupNotice(n)...)
	}
	return events
}

func tipOf(m group.Message, stored bool) (Event, error) {
	tip := Tip{Message: m, Stored: stored}
	err := json.Unmarshal(m.MsgBody, &tip.Tip)
	return tip, err
}

func groupNotice(n notice.GroupSystemNotice) (events []Event) {
	switch {
	case n.GroupAtTips != nil:
		return []Event{Mention{*n.GroupAtTips}}
	case n.MsgBody == nil || n.MsgBody.Recalled == nil && n.MsgBody.Read == nil && n.MsgBody.Receipts == nil:
		return []Event{Notice{n}}
	}
	for _, r := range n.MsgBody.Recalled {
		events = append(events, GroupRecall{r})
	}
	for _, r := range n.MsgBody.Receipts {
		events = append(events, GroupReceipt{n.ToGroupID, r})
	}
	for _, r := range n.MsgBody.Read {
		events = append(events, GroupOwnRead{r})
	}
	return events
}

func c2cNotice(n notice.C2CNotify) (events []Event) {
	if n.Withdraw != nil {
		for _, w := range n.Withdraw.Infos {
			events = append(events, Recall{w})
		}
	}
	if n.Mute != nil {
		events = append(events, PeerMute{*n.Mute})
	}
	if n.PeerRead != nil {
		for _, p := range n.PeerRead.Pairs {
			events = append(events, PeerRead{n.PeerRead.To, p.LastReadTime})
		}
	}
	if n.OwnRead != nil {
		for _, p := range n.OwnRead.Pairs {
			events = append(events, OwnRead{p.From, p.LastReadTime})
		}
	}
	return events
}
