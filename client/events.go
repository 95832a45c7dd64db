package client

import (
	"encoding/json"
	"iter"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// Event is something that a user is told: one of the types below.
type Event any

// Message is a one-to-one message, to the user or, with IsSyncMsg, from another
// device of the user (From and To are then swapped: see Sender).
type Message struct{ notice.C2CMessage }

// Sender returns who wrote the message.
func (m Message) Sender() string {
	if m.IsSyncMsg == 1 {
		return m.To
	}
	return m.From
}

// Text returns the text of the message's first text element, "" if it has none.
func (m Message) Text() string { return textOf(m.MsgBody) }

// GroupMessage is a message in a group.
type GroupMessage struct{ group.Message }

// Text returns the text of the message's first text element, "" if it has none.
func (m GroupMessage) Text() string {
	var body []wire.Element
	if json.Unmarshal(m.MsgBody, &body) != nil {
		return ""
	}
	return textOf(body)
}

func textOf(body []wire.Element) string {
	for _, e := range body {
		var content struct{ Text string }
		if e.MsgType == wire.Text && json.Unmarshal(e.MsgContent, &content) == nil {
			return content.Text
		}
	}
	return ""
}

// Tip is what happened in a group, as all members see it. Stored says that it is
// part of the history, with a MsgSeq of the group.
type Tip struct {
	group.Message
	Tip    group.Tip
	Stored bool
}

// Notice is a notice to the user about a group: ReportType of its body says what.
type Notice struct{ notice.GroupSystemNotice }

// Mention reminds of a message that mentions the user, or all.
type Mention struct{ notice.GroupAtTips }

// Recall says that a one-to-one message was recalled.
type Recall struct{ notice.C2CWithdrawInfo }

// GroupRecall says that a group message was recalled.
type GroupRecall struct{ notice.GroupRecall }

// Edit is a one-to-one message as it now is.
type Edit struct{ notice.C2CModified }

// GroupEdit is a group message as it now is.
type GroupEdit struct{ notice.GroupChange }

// PeerRead says that a peer has read the user's messages up to a time, in
// seconds.
type PeerRead struct {
	Peer string
	Time uint32
}

// OwnRead is PeerRead for what another device of the user has read.
type OwnRead PeerRead

// GroupOwnRead says how far another device of the user has read a group.
type GroupOwnRead struct{ notice.GroupReadMark }

// Receipt says that messages that asked for it were read.
type Receipt struct{ notice.C2CReceiptEvent }

// ProfileChange says that a user's profile changed.
type ProfileChange struct{ notice.ProfileChange }

// GroupReceipt says how many have read a message of the user in a group.
type GroupReceipt struct {
	GroupID string
	notice.GroupReceipt
}

// PeerMute is the receive option of a peer that another device of the user set.
type PeerMute struct{ notice.C2CMuteSync }

// ReadAll says that another device of the user marked everything as read.
type ReadAll struct{ notice.ReadAllEvent }

// DoNotDisturb is the user's do-not-disturb that one of his devices set.
type DoNotDisturb struct{ notice.DoNotDisturbEvent }

// ContactChange says that another device of the user changed the list of
// conversations.
type ContactChange struct{ notice.RecentContact }

// FriendChange says that the user's friends, applications or blocklist changed.
type FriendChange struct{ notice.FriendChange }

// UserStatus says that somebody came, went, or set a status.
type UserStatus struct{ notice.UserStatus }

// FollowChange says who follows the user, or whom he follows, from now on.
type FollowChange struct{ notice.FollowChange }

// Extensions says that extensions of a message changed.
type Extensions struct{ notice.ExtensionsNotify }

// Reactions are the reactions to a message as they now are.
type Reactions struct{ notice.ReactionsOfMsg }

// OwnReaction is a reaction of the user by one of his devices.
type OwnReaction struct{ notice.OwnReaction }

// Kicked says that the login was ended; the client is over.
type Kicked struct{ account.Kicked }

// State is what a Client does.
type State string

// The states of a Client.
const (
	Connected  State = "connected"
	Connecting State = "connecting" // the socket was cut
	Over       State = "over"       // see Client.Err
)

// StateChanged tells of a new state. The first event of a Client is that it is
// Connected. When it is Connected again, what it missed has been told.
type StateChanged struct{ State State }

// Missed says that pushes were dropped because Events was not read fast enough:
// what can be fetched follows, see Events (with NoSync nothing does). With Err it says that something cannot
// be fetched, because the server refuses it or the client is over.
type Missed struct{ Err error }

// Raw is anything else that was pushed.
type Raw struct {
	Command string          // head.servcmd
	Event   int             // its number in the push, 0 if there is none
	JSON    json.RawMessage // the event, or the body of a push without events
}

// Events waits for events and yields them until the client is over and all are
// taken. One loop at a time; a loop that breaks off leaves the rest to the next.
//
// Every stored message that comes after Dial returned is told once, and those of a
// conversation in their order, whatever becomes of connections and servers. What
// was pushed in vain is fetched before anything behind it is told: one-to-one
// messages by the sync's cookie, groups by their numbers. What this client sent by
// NewMessage, NewGroupMessage, Send and SendGroup it is not told; what other
// devices of the user sent it is.
//
// Closing a gap also tells of recalls (also of messages that were not told because
// they were recalled first), of edits of the last 256 messages that were told of
// each kind, of stored notices and mentions, of how far peers have read, and of
// what the user has read on other devices. What nobody stores is lost with its
// push: messages that are online-only, those of live rooms, tips outside the
// history, receipts and changes of profiles and of the list of conversations.
//
// Fetching happens in the loop, on the client's connection, and goes on over cuts.
func (c *Client) Events() iter.Seq[Event] {
	t := c.track
	return func(yield func(Event) bool) {
		for {
			for len(t.told) > 0 {
				e := t.told[0]
				if t.told = t.told[1:]; !yield(e) {
					return
				}
			}
			if !t.next() {
				return
			}
		}
	}
}
