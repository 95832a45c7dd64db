// Package openim is the vocabulary of one-to-one messages: sending, history,
// sync at login, reading, recalling and changing them.
package openim

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/teahouse-chat/teahouse/wire"
)

// Limits of single calls.
const (
	MaxReceivers  = 500    // of batchsendmsg
	MaxDeletes    = 30     // keys of delete_c2c_msg_ramble
	MaxReceipts   = 100    // messages of c2c_msg_read_receipt
	MaxPeers      = 100    // peers of lists in requests
	MaxPage       = 100    // messages of a page of history
	MaxLifeTime   = 604800 // seconds; larger values are taken as this
	maxMsgKeySize = 50
)

// Words of SendMsgControl.
const (
	NoUnread              = "NoUnread"
	NoLastMsg             = "NoLastMsg"
	WithMuteNotifications = "WithMuteNotifications"
	NoMsgCheck            = "NoMsgCheck"
)

// Key addresses a message within the conversation of two accounts: the text
// MsgSeq_MsgRandom_MsgTime, called MsgKey.
type Key struct {
	Seq    uint32
	Random uint32
	Time   uint32 // seconds
}

// String returns the MsgKey.
func (k Key) String() string {
	b := strconv.AppendUint(make([]byte, 0, 32), uint64(k.Seq), 10)
	b = strconv.AppendUint(append(b, '_'), uint64(k.Random), 10)
	return string(strconv.AppendUint(append(b, '_'), uint64(k.Time), 10))
}

// ParseKey reads a MsgKey. One that is not well-formed gives ErrMsgKey.
func ParseKey(text string) (Key, error) {
	parts := strings.Split(text, "_")
	if len(parts) != 3 || len(text) > maxMsgKeySize {
		return Key{}, ErrMsgKey.With("%.60q", text)
	}
	var n [3]uint64
	for i, p := range parts {
		var err error
		if n[i], err = strconv.ParseUint(p, 10, 32); err != nil {
			return Key{}, ErrMsgKey.With("%.60q", text)
		}
	}
	return Key{Seq: uint32(n[0]), Random: uint32(n[1]), Time: uint32(n[2])}, nil
}

// Random is a MsgRandom: anything but a whole number below 2^32 gives
// ErrMsgRandom.
type Random uint32

// UnmarshalJSON reads the number.
func (r *Random) UnmarshalJSON(raw []byte) error { return number(raw, (*uint32)(r), ErrMsgRandom) }

// Time is a time in seconds: anything but a whole number below 2^32 gives
// ErrMsgTime.
type Time uint32

// UnmarshalJSON reads the number.
func (t *Time) UnmarshalJSON(raw []byte) error { return number(raw, (*uint32)(t), ErrMsgTime) }

// LifeTime is how many seconds a message is kept for a receiver who is not
// there, 0 = online-only. Anything but a whole number gives ErrLifeTime.
type LifeTime uint32

// UnmarshalJSON reads the number.
func (l *LifeTime) UnmarshalJSON(raw []byte) error { return number(raw, (*uint32)(l), ErrLifeTime) }

// SyncOther says whether the sender keeps a message: 1 (and absent) yes, 2 no.
// Anything else gives ErrSyncOther.
type SyncOther uint32

// UnmarshalJSON reads the number.
func (s *SyncOther) UnmarshalJSON(raw []byte) error {
	if err := number(raw, (*uint32)(s), ErrSyncOther); err != nil {
		return err
	}
	if *s != 1 && *s != 2 {
		return ErrSyncOther.With("%d", *s)
	}
	return nil
}

func number(raw []byte, into *uint32, bad *wire.Error) error {
	n, err := strconv.ParseUint(string(raw), 10, 32)
	if err != nil {
		return bad.With("%.40s", raw)
	}
	*into = uint32(n)
	return nil
}

// PushInfo is an OfflinePushInfo as it was given. Anything but an object gives
// ErrPushInfo.
type PushInfo json.RawMessage

// UnmarshalJSON keeps the object.
func (p *PushInfo) UnmarshalJSON(raw []byte) error {
	if len(raw) == 0 || raw[0] != '{' {
		return ErrPushInfo
	}
	*p = append((*p)[:0], raw...)
	return nil
}

// MarshalJSON returns the object.
func (p PushInfo) MarshalJSON() ([]byte, error) { return json.RawMessage(p).MarshalJSON() }

// Seconds is a time in seconds that some callers write as text.
type Seconds int64

// UnmarshalJSON reads a number or a number in a string.
func (s *Seconds) UnmarshalJSON(raw []byte) error {
	n, err := strconv.ParseInt(string(bytes.Trim(raw, `"`)), 10, 64)
	if err != nil || n < 0 {
		return ErrMsgTime.With("%.40s", raw)
	}
	*s = Seconds(n)
	return nil
}

// MsgRef names a message by the parts of its key and by its two accounts.
type MsgRef struct {
	From      string `json:"From_Account"`
	To        string `json:"To_Account"`
	MsgKey    string `json:"MsgKey,omitempty"` // over REST; clients give its parts
	MsgSeq    uint32 `json:"MsgSeq,omitempty"`
	MsgRandom uint32 `json:"MsgRandom,omitempty"`
	MsgTime   uint32 `json:"MsgTime,omitempty"`
	// MsgClientTime is what clients give beside it.
	MsgClientTime uint32 `json:"MsgClientTime,omitempty"`
}

// Key returns the message's key from whichever form was given.
func (r *MsgRef) Key() (Key, error) {
	if r.MsgKey != "" {
		return ParseKey(r.MsgKey)
	}
	return Key{r.MsgSeq, r.MsgRandom, r.MsgTime}, nil
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
