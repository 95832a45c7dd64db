// Package longmsg is the vocabulary of lists of forwarded messages that are too long
// to stand in the message that forwards them (service word im_long_msg).
package longmsg

import "github.com/teahouse-chat/teahouse/wire"

// Errors of such lists.
var (
	ErrParameter = wire.NewError(20001, "MsgList is an array of messages")
	ErrNoList    = wire.NewError(20026, "there is no list under this key")
)
