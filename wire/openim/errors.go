package openim

import "github.com/teahouse-chat/teahouse/wire"

// Errors of sending.
var (
	ErrUnknownPeer = wire.NewError(20003, "the sender or the receiver is not valid or not registered") // for clients
	ErrRefused     = wire.NewError(20006, "refused by the application")
	ErrBlocked     = wire.NewError(20007, "the receiver has blocked the sender")
	ErrNotFriends  = wire.NewError(20009, "sender and receiver are not friends")
	ErrMuted       = wire.NewError(20012, "the sender is muted everywhere")
	ErrTooLong     = wire.NewError(80002, "the message is longer than 12 KB")
	ErrNoAnswer    = wire.NewError(80003, "the application's server, which decides on this, does not answer")
	ErrLongRequest = wire.NewError(93000, "the message is longer than 12 KB") // over REST
)

// Errors where an application lets friends alone write to each other.
var (
	ErrNotReceiversFriend = wire.NewError(20010, "the sender is not a friend of the receiver")
	ErrNotSendersFriend   = wire.NewError(20011, "the receiver is not a friend of the sender")
)

// Errors of recalling and changing.
var (
	ErrRecallTime = wire.NewError(20016, "the message is too old to be recalled")
	ErrNoRecall   = wire.NewError(20022, "the message to recall does not exist")
	ErrRecalled   = wire.NewError(20023, "the message was already recalled")
	ErrNoModify   = wire.NewError(20026, "the message to change does not exist")
	ErrVersion    = wire.NewError(20027, "the message was changed by somebody else")
)

// Errors of parameters.
var (
	ErrParameter  = wire.NewError(90001, "a parameter is missing or not valid")
	ErrElement    = wire.NewError(90002, "an element of MsgBody is not {MsgType, MsgContent}")
	ErrNoReceiver = wire.NewError(90003, "To_Account is missing")
	ErrMsgRandom  = wire.NewError(90005, "MsgRandom is missing or not a whole number below 2^32")
	ErrMsgTime    = wire.NewError(90006, "the time is missing or not a whole number of seconds")
	ErrNoBody     = wire.NewError(90007, "MsgBody is missing or not an array")
	ErrNoSender   = wire.NewError(90008, "From_Account is missing or not registered")
	ErrBody       = wire.NewError(90010, "MsgBody does not fit the message format")
	ErrReceivers  = wire.NewError(90011, "more than 500 receivers")
	ErrNotThere   = wire.NewError(90012, "To_Account is not registered") // over REST
	ErrTooMany    = wire.NewError(90018, "too many accounts or keys in one request")
	ErrSyncFrom   = wire.NewError(90030, "SyncFromOldSystem is missing or neither 2 nor 5")
	ErrSyncOther  = wire.NewError(90031, "SyncOtherMachine is neither 1 nor 2")
	ErrPushInfo   = wire.NewError(90043, "OfflinePushInfo is not an object")
	ErrLifeTime   = wire.NewError(90044, "MsgLifeTime is not a whole number of seconds")
	ErrMsgKey     = wire.NewError(90054, "the MsgKey is not valid")
)
