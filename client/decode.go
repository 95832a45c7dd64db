package client

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// kinds says what an event of a push is by the key that it holds; its number is a
// label only. What no row knows becomes Raw.
var kinds = []struct {
	key    string
	decode func(raw []byte) ([]Event, error)
}{
	{"C2cMsgArray", each(func(e notice.C2CMsgEvent) []notice.C2CMessage { return e.C2cMsgArray },
		func(m notice.C2CMessage) Event { return Message{m} })},
	{"GroupMsgArray", each(func(e notice.GroupMessageEvent) []group.Message { return e.GroupMsgArray },
		func(m group.Message) Event { return GroupMessage{m} })},
	{"GroupTips", groupTips},
	{"C2cNotifyMsgArray", notices},
	{"C2cMsgInfo", one(func(e notice.C2CReceiptEvent) Event { return Receipt{e} })},
	{"C2cMsgModNotifys", each(func(e notice.C2CModifiedEvent) []notice.C2CModified { return e.Modified },
		func(m notice.C2CModified) Event { return Edit{m} })},
	{"GroupMsgModNotifys", each(func(e notice.GroupModifiedEvent) []notice.GroupChange { return e.Modified },
		func(m notice.GroupChange) Event { return GroupEdit{m} })},
	{"ProfileDataMod", each(func(e notice.ProfileEvent) []notice.ProfileChange { return e.ProfileDataMod },
		func(p notice.ProfileChange) Event { return ProfileChange{p} })},
}

func one[E any](make func(E) Event) func([]byte) ([]Event, error) {
	return func(raw []byte) ([]Event, error) {
		var e E
		err := json.Unmarshal(raw, &e)
		return []Event{make(e)}, err
	}
}

func each[E, T any](list func(E) []T, make func(T) Event) func([]byte) ([]Event, error) {
	return func(raw []byte) (events []Event, err error) {
		var e E
		err = json.Unmarshal(raw, &e)
		for _, x := range list(e) {
			events = append(events, make(x))
		}
		return events, err
	}
}

// decodePush returns the events of a push's body.
func decodePush(command string, body []byte) (events []Event) {
	var push struct{ EventArray []json.RawMessage }
	if json.Unmarshal(body, &push) != nil || push.EventArray == nil {
		return []Event{Raw{Command: command, JSON: body}}
	}
	for _, raw := range push.EventArray {
		events = append(events, decodeEvent(command, raw)...)
	}
	return events
}

func decodeEvent(command string, raw json.RawMessage) []Event {
	var keys map[string]json.RawMessage
	if json.Unmarshal(raw, &keys) == nil {
		for _, k := range kinds {
			if keys[k.key] == nil {
				continue
			}
			if events, err := k.decode(raw); err == nil {
				return events
			}
		}
	}
	var label struct{ Event int }
	json.Unmarshal(raw, &label) // 0 if it has none
	return []Event{Raw{command, label.Event, raw}}
}

// groupTips decodes tips, and notices that come under the same key.
func groupTips(raw []byte) (events []Event, err error) {
	var label struct{ Event int }
	if err := json.Unmarshal(raw, &label); err != nil {
		return nil, err
	}
	if label.Event == notice.GroupTips || label.Event == notice.GroupAside {
		var e notice.GroupTipEvent
		if err := json.Unmarshal(raw, &e); err != nil {
			return nil, err
		}
		for _, m := range e.GroupTips {
			tip, err := tipOf(m, label.Event == notice.GroupTips)
			if err != nil {
				return nil, err
			}
			events = append(events, tip)
		}
		return events, nil
	}
	var e notice.GroupSystemEvent
	err = json.Unmarshal(raw, &e)
	for _, n := range e.GroupTips {
		events = append(events, systemNotice(n)...)
	}
	return events, err
}

func tipOf(m group.Message, stored bool) (Event, error) {
	tip := Tip{Message: m, Stored: stored}
	err := json.Unmarshal(m.MsgBody, &tip.Tip)
	return tip, err
}

func systemNotice(n notice.GroupSystemNotice) (events []Event) {
	switch {
	case n.GroupAtTips != nil:
		return []Event{Mention{*n.GroupAtTips}}
	case n.MsgBody == nil || n.MsgBody.Recalled == nil && n.MsgBody.Read == nil:
		return []Event{Notice{n}}
	}
	for _, r := range n.MsgBody.Recalled {
		events = append(events, GroupRecall{r})
	}
	for _, r := range n.MsgBody.Read {
		events = append(events, GroupOwnRead{r})
	}
	return events
}

// notices decodes notices of one-to-one conversations.
func notices(raw []byte) (events []Event, err error) {
	var e notice.C2CNotifyEvent
	err = json.Unmarshal(raw, &e)
	for _, n := range e.C2cNotifyMsgArray {
		switch {
		case n.Withdraw != nil:
			for _, w := range n.Withdraw.Infos {
				events = append(events, Recall{w})
			}
		case n.PeerRead != nil:
			for _, p := range n.PeerRead.Pairs {
				events = append(events, PeerRead{n.PeerRead.To, p.LastReadTime})
			}
		case n.OwnRead != nil:
			for _, p := range n.OwnRead.Pairs {
				events = append(events, OwnRead{p.From, p.LastReadTime})
			}
		default:
			events = append(events, Raw{Event: e.Event, JSON: raw})
		}
	}
	return events, err
}
