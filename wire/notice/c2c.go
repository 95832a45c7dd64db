// Package notice is what the server pushes to clients: one file for each subject, with
// the events' numbers and their bodies.
package notice

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// Labels of the events about one-to-one messages. Clients go by which array is
// there; the numbers are those that the protocol has for them.
const (
	EventC2CMsg        = 9
	EventC2CNotify     = 10
	EventReadAll       = 14
	EventC2CReceipt    = 16
	EventMsgModified   = 19
	EventDoNotDisturb  = 24
	EventRecentContact = 17
)

// RecalledC2C is MsgFlagBits of a one-to-one message that was recalled.
const RecalledC2C = 8

// C2CMessage is a one-to-one message as pushes, histories and the sync at login
// show it. Clients compute the message's id from TinyId, MsgClientTime and
// MsgRandom, so every form carries all three.
type C2CMessage struct {
	From            string         `json:"From_Account"`
	To              string         `json:"To_Account"`
	MsgSeq          uint64         `json:"MsgSeq"`
	MsgRandom       uint32         `json:"MsgRandom"`
	MsgTimeStamp    uint32         `json:"MsgTimeStamp"`            // seconds
	MsgClientTime   uint32         `json:"MsgClientTime"`           // seconds, by the sender's clock
	TinyId          string         `json:"TinyId"`                  // of the sender, also where From and To are swapped
	Nick            string         `json:"From_AccountNick"`        // of the sender
	FaceURL         string         `json:"From_AccountHeadurl"`     // of the sender
	MsgBody         []wire.Element `json:"MsgBody"`                 //
	CloudCustomData string         `json:"CloudCustomData"`         //
	NeedReadReceipt int            `json:"IsNeedReadReceipt"`       // 0 or 1
	Extension       int            `json:"SupportMessageExtension"` // 0 or 1
	MsgVersion      uint32         `json:"MsgVersion,omitempty"`    // number of changes; in a push only of messages that the client has
	IsSyncMsg       int            `json:"IsSyncMsg,omitempty"`     // 1: copy for the sender's other devices, From and To swapped
	MsgLifeTime     *int           `json:"MsgLifeTime,omitempty"`   // 0: online-only; otherwise absent
	SendMsgControl  *MsgControl    `json:"SendMsgControl,omitempty"`
	ModifiedFlag    int            `json:"MsgModifiedFlag,omitempty"` // 1: the server changed what this very instance sent
	CheckResult     int            `json:"MsgCheckResult,omitempty"`  // wire.Risk: has words that are marked

	// Histories only.
	MsgKey      string       `json:"MsgKey,omitempty"`
	MsgFlagBits int          `json:"MsgFlagBits,omitempty"` // RecalledC2C
	IsPeerRead  int          `json:"IsPeerRead,omitempty"`  // 1: the receiver sent a read receipt
	Revoker     *RevokerInfo `json:"RevokerInfo,omitempty"`

	// Body is MsgBody as JSON, the well-formed array that AppendElements makes. Where it is
	// set, AppendJSON takes it instead of MsgBody: what is stored need not be taken apart
	// to be pushed. Encoders do not know it, and decoders leave it empty.
	Body json.RawMessage `json:"-"`
}

// MsgControl is what SendMsgControl's words become in messages to clients.
type MsgControl struct {
	NoUnread  int `json:"NoUnread,omitempty"`
	NoLastMsg int `json:"NoLastMsg,omitempty"`
}

// RevokerInfo says who recalled a message.
type RevokerInfo struct {
	Revoker string `json:"Revoker_Account"`
	Reason  string `json:"Reason"`
}

// C2CMsgEvent carries one-to-one messages.
type C2CMsgEvent struct {
	Event       int          `json:"Event"`
	C2cMsgArray []C2CMessage `json:"C2cMsgArray"`
}

// NewC2CMsg returns the event of messages.
func NewC2CMsg(m ...C2CMessage) C2CMsgEvent { return C2CMsgEvent{EventC2CMsg, m} }

// C2CNotifyEvent carries one notice about a one-to-one conversation; exactly one
// field of its item is set.
type C2CNotifyEvent struct {
	Event             int         `json:"Event"`
	C2cNotifyMsgArray []C2CNotify `json:"C2cNotifyMsgArray"`
}

// C2CNotify is a recall, the peer's read mark, one's own read mark as another
// device set it, or a receive option that another device set.
type C2CNotify struct {
	Withdraw *C2CWithdraw `json:"WithdrawC2cMsgNotify,omitempty"`
	PeerRead *C2CPeerRead `json:"C2cReadedReceipt,omitempty"`
	OwnRead  *C2COwnRead  `json:"ReadC2cMsgNotify,omitempty"`
	Mute     *C2CMuteSync `json:"MuteNotificationsSync,omitempty"`
}

// C2CWithdraw lists recalled messages.
type C2CWithdraw struct {
	Infos []C2CWithdrawInfo `json:"C2cWithdrawInfoArray"`
}

// C2CWithdrawInfo names a recalled message.
type C2CWithdrawInfo struct {
	From          string      `json:"From_Account"`
	To            string      `json:"To_Account"`
	MsgSeq        uint64      `json:"MsgSeq"`
	MsgRandom     uint32      `json:"MsgRandom"`
	MsgTime       uint32      `json:"MsgTime"`
	MsgClientTime uint32      `json:"MsgClientTime"`
	TinyId        string      `json:"TinyId"`
	Revoker       RevokerInfo `json:"RevokerInfo"`
}

// C2CPeerRead says until when To, the reader, has read.
type C2CPeerRead struct {
	To    string     `json:"To_Account"`
	Pairs []ReadPair `json:"UinPairReadArray"`
}

// C2COwnRead says until when one's own other device has read.
type C2COwnRead struct {
	Pairs []ReadPair `json:"UinPairReadArray"`
}

// ReadPair is a read mark in seconds; From is the peer, and only in a C2COwnRead.
type ReadPair struct {
	From         string `json:"From_Account,omitempty"`
	LastReadTime uint32 `json:"LastReadTime"`
}

// C2CMuteSync is the receive option of messages from To.
type C2CMuteSync struct {
	To     string `json:"To_Account"`
	Option int    `json:"MuteNotifications"`
}

// NewC2CNotify returns the event of one notice.
func NewC2CNotify(n C2CNotify) C2CNotifyEvent { return C2CNotifyEvent{EventC2CNotify, []C2CNotify{n}} }

// C2CReceiptEvent carries read receipts of single messages to their sender.
type C2CReceiptEvent struct {
	Event        int          `json:"Event"`
	Peer         string       `json:"Peer_Account"` // the reader
	PeerReadTime uint32       `json:"PeerReadTime"` // seconds
	C2cMsgInfo   []C2CReceipt `json:"C2cMsgInfo"`
}

// C2CReceipt names a message that was read.
type C2CReceipt struct {
	From          string `json:"From_Account"`
	To            string `json:"To_Account"`
	TinyId        string `json:"TinyId"`
	MsgClientTime uint32 `json:"MsgClientTime"`
	MsgRandom     uint32 `json:"MsgRandom"`
	MsgSeq        uint64 `json:"MsgSeq"`
	MsgTime       uint32 `json:"MsgTime"`
}

// C2CModifiedEvent carries changed one-to-one messages.
type C2CModifiedEvent struct {
	Event    int           `json:"Event"`
	Modified []C2CModified `json:"C2cMsgModNotifys"`
}

// C2CModified is a message as it now is. From and To are the message's, whoever
// changed it.
type C2CModified struct {
	From            string         `json:"From_Account"`
	To              string         `json:"To_Account"`
	MsgSeq          uint64         `json:"MsgSeq"`
	MsgRandom       uint32         `json:"MsgRandom"`
	MsgTime         uint32         `json:"MsgTime"`
	MsgVersion      uint32         `json:"MsgVersion"`
	CloudCustomData string         `json:"CloudCustomData"`
	MsgBody         []wire.Element `json:"MsgBody"`
	CheckResult     int            `json:"MsgCheckResult,omitempty"` // wire.Risk: has words that are marked
}

// ReadAllEvent says that another device marked everything as read.
type ReadAllEvent struct {
	Event         int         `json:"Event"`
	C2CReadAllMsg int         `json:"C2CReadAllMsg"` // 0 or 1
	Groups        []GroupRead `json:"GroupReadInfoArray"`
}

// GroupRead is a read mark in a group.
type GroupRead struct {
	GroupId        string `json:"GroupId"`
	LastReadMsgSeq uint64 `json:"LastReadMsgSeq"`
}
