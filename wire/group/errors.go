package group

import "github.com/teahouse-chat/teahouse/wire"

// Errors of groups.
var (
	ErrInternal      = wire.NewError(10002, "internal error, try again")
	ErrBadParameter  = wire.NewError(10004, "bad parameter")
	ErrTooMany       = wire.NewError(10005, "too many accounts in one request")
	ErrNotPermitted  = wire.NewError(10007, "not permitted")
	ErrOwnerQuits    = wire.NewError(10009, "the owner may not leave")
	ErrNoSuchGroup   = wire.NewError(10010, "no such group")
	ErrIsMember      = wire.NewError(10013, "already a member")
	ErrFull          = wire.NewError(10014, "the group is full")
	ErrBadGroupID    = wire.NewError(10015, "the GroupId is not valid")
	ErrMuted         = wire.NewError(10017, "muted in this group")
	ErrNoSuchAccount = wire.NewError(10019, "no such account")
	ErrTaken         = wire.NewError(10021, "the GroupId is in use")
	ErrRate          = wire.NewError(10023, "too many messages in this group")
	ErrYours         = wire.NewError(10025, "the GroupId is in use by a group of yours")
	ErrNoMessage     = wire.NewError(10030, "no such message, or it was recalled before")
	ErrRecallTime    = wire.NewError(10031, "too late to recall the message")
	ErrNotRecallable = wire.NewError(10032, "the message cannot be recalled")
	ErrNoRecall      = wire.NewError(10033, "groups of this type do not recall messages")
	ErrNoDelete      = wire.NewError(10034, "the message cannot be deleted")
	ErrNoLiveDelete  = wire.NewError(10035, "live groups do not keep messages")
	ErrMaxMembers    = wire.NewError(10038, "more members than groups may have")
	ErrMentions      = wire.NewError(10053, "too many mentions in one message")
	ErrNoReceipt     = wire.NewError(10062, "there are no read receipts for this message")
	ErrNoTopics      = wire.NewError(11000, "topics are not switched on")
	ErrVersion       = wire.NewError(20027, "the message has another version")
	ErrNoEdit        = wire.NewError(20026, "no message that can be changed")
	ErrTooLong       = wire.NewError(80002, "the message is too long")
)
