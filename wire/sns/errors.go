package sns

import (
	"strconv"

	"github.com/teahouse-chat/teahouse/wire"
)

// Errors of relations. Most are the ResultCode of one target.
var (
	ErrNoSuchAccount    = wire.NewError(30003, "no such account")
	ErrForbidden        = wire.NewError(30009, "an administrator forbade this user to add friends")
	ErrTooManyFriends   = wire.NewError(30010, "the friend list is full")
	ErrTooManyGroups    = wire.NewError(30011, "there are too many friend groups")
	ErrTooManyPending   = wire.NewError(30012, "the other side has too many open applications")
	ErrTooManyBlocked   = wire.NewError(30013, "the block list is full")
	ErrPeerTooMany      = wire.NewError(30014, "the other side's friend list is full")
	ErrBlocksPeer       = wire.NewError(30515, "the other side is on the own block list")
	ErrDeniesFriends    = wire.NewError(30516, "the other side takes no friends")
	ErrAlreadyFriend    = wire.NewError(30520, "already a friend")
	ErrBlockedByPeer    = wire.NewError(30525, "on the block list of the other side")
	ErrNeedsConfirm     = wire.NewError(30539, "the other side must confirm")
	ErrNoApplication    = wire.NewError(30614, "no such application")
	ErrNotFriend        = wire.NewError(31704, "not a friend")
	ErrNotFriendGrouped = wire.NewError(32216, "not a friend, so not to be put into a friend group")

	// Conditions that share the number of a bad parameter.
	ErrSelf           = wire.NewError(30001, "the target is the user himself")
	ErrAlreadyBlocked = wire.NewError(30001, "on the block list already")
	ErrNotBlocked     = wire.NewError(30001, "not on the block list")
	ErrNoSuchFriend   = wire.NewError(30001, "not a friend")
	ErrTooManyFields  = wire.NewError(30001, "more than 20 custom fields")
	ErrGroupExists    = wire.NewError(30001, "a friend group of this name exists already")
	ErrNoSuchGroup    = wire.NewError(30001, "no friend group of this name")
)

var symbols = map[*wire.Error]string{
	ErrNoSuchAccount: "Account_Not_Exist", ErrForbidden: "Admin_Forbid", ErrTooManyFriends: "My_Friend_Num_Exceed_Threshold",
	ErrTooManyGroups: "Group_Num_Exceed_Threshold", ErrTooManyPending: "Pendency_Num_Exceed_Threshold",
	ErrTooManyBlocked: "Num_Exceed_Threshold", ErrPeerTooMany: "Peer_Friend_Num_Exceed_Threshold",
	ErrBlocksPeer: "Peer_In_My_BlackList", ErrDeniesFriends: "Friend_Deny_Any", ErrAlreadyFriend: "Already_Friend",
	ErrBlockedByPeer: "Me_In_Peer_BlackList", ErrNeedsConfirm: "Need_Confirm", ErrNoApplication: "Pendency_Not_Exist",
	ErrNotFriend: "Not_Friend", ErrNotFriendGrouped: "ToTinyId_Not_Friend", ErrSelf: "Self",
	ErrAlreadyBlocked: "Already_Exist", ErrNotBlocked: "Not_Exist", ErrNoSuchFriend: "Friend_Not_Exist",
	ErrTooManyFields: "Custom_Num_Exceed_Threshold", ErrGroupExists: "Group_Exist", ErrNoSuchGroup: "Group_Not_Exist",
}

// FirstOwn and LastOwn are the codes with which an application's server refuses an item of
// a friend request.
const FirstOwn, LastOwn = 38000, 39000

// Symbol returns an error in the form of ResultInfo, as
// Err_SNS_FriendDelete_Not_Friend; command is the middle word. With a code of the
// application's own goes the application's text.
func Symbol(command string, err *wire.Error) string {
	if err.Code >= FirstOwn && err.Code <= LastOwn {
		return err.Info
	}
	word, ok := symbols[err]
	if !ok {
		word = strconv.Itoa(err.Code)
	}
	return "Err_SNS_" + command + "_" + word
}
