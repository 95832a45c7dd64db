package webhook

import (
	"errors"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// Answer is what every answer begins with. ErrorCode of one that was asked:
//
//	0                go on
//	1                refuse: one-to-one senders get 20006, callers of groups 10016
//	2                drop the message silently
//	120001 - 130000  refuse a one-to-one message with this code and ErrorInfo
//	10100 - 10200    refuse what was asked of a group, likewise
//
// Anything else, and an ActionStatus that is not OK, counts as a failure.
type Answer struct {
	ActionStatus string `json:"ActionStatus"`
	ErrorCode    int    `json:"ErrorCode"`
	ErrorInfo    string `json:"ErrorInfo"`
}

// Outcome returns the common part of an answer.
func (a *Answer) Outcome() *Answer { return a }

// OK is the answer of a receiver that has nothing against it.
func OK() Answer { return Answer{ActionStatus: "OK"} }

// MessageAnswer may replace what is sent; what is missing stays.
type MessageAnswer struct {
	Answer
	MsgBody         []wire.Element `json:"MsgBody,omitempty"`
	CloudCustomData *string        `json:"CloudCustomData,omitempty"`
}

// Validate checks the form.
func (a *MessageAnswer) Validate() error {
	if a.MsgBody == nil {
		return nil
	}
	if err := openim.Body(a.MsgBody).Check(false); err != nil {
		return err
	}
	if wire.BodySize(a.MsgBody, "") > wire.MaxBody {
		return errors.New("MsgBody is longer than 12 KB")
	}
	return nil
}

// InviteAnswer may name some who are not put in; the others are.
type InviteAnswer struct {
	Answer
	Refused []string `json:"RefusedMembers_Account,omitempty"`
}

// FriendAnswer answers for each item: 0 allows, 38000 to 39000 refuses it with that
// code and text.
type FriendAnswer struct {
	Answer
	ResultItem []FriendResult `json:"ResultItem,omitempty"`
}

// FriendResult is the answer for one item.
type FriendResult struct {
	To         string `json:"To_Account"`
	ResultCode int    `json:"ResultCode"`
	ResultInfo string `json:"ResultInfo"`
}
