// Package official is the vocabulary of official accounts: accounts that speak to those
// who have subscribed to them. Each subscriber sees the messages as a one-to-one
// conversation with the official account, and nobody writes to it.
//
// Where the protocol leaves open which codes its commands give, they are those of groups
// (unverified).
package official

import (
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// Limits. Those of sizes are bytes.
const (
	MaxAccounts    = 1000 // official accounts of an application (unverified)
	MaxSubscribers = 100_000
	MostMax        = 10_000_000 // what MaxSubscriberNum may be set to (unverified)
	MaxName        = 150
	MaxIntro       = 400
	MaxFace        = 500
	MaxOrg         = 500
	MaxCustom      = 3000
	MaxBatch       = 500 // subscribers of one request (unverified)
	MaxInfos       = 50  // official accounts of one request (unverified)
	MaxPage        = 200
	MaxRecalls     = 10
	MaxReason      = 100
	MaxHistory     = 20
	DedupSeconds   = 300
	// MaxKept is how many messages an official account keeps: for its history, and for
	// subscribers who were not online since. The oldest ones go (unverified).
	MaxKept = 1000
)

// Errors of official accounts.
var (
	ErrParameter    = wire.NewError(10004, "bad parameter")
	ErrNotThere     = wire.NewError(10010, "no such official account")
	ErrFull         = wire.NewError(10014, "the official account would have too many subscribers")
	ErrID           = wire.NewError(10015, "the id of an official account begins with @TOA#_ and has at most 32 bytes")
	ErrNoAccount    = wire.NewError(10019, "no such account")
	ErrTaken        = wire.NewError(10021, "the id of the official account is in use")
	ErrNoRecall     = wire.NewError(10030, "no such message, or it was recalled before")
	ErrTooMany      = wire.NewError(10037, "the application has as many official accounts as may be")
	ErrNoMessage    = wire.NewError(10004, "no such message of this official account")
	ErrNoSubscriber = wire.NewError(10004, "the account has not subscribed")
	ErrTooLong      = wire.NewError(80002, "the message is longer than 12 KB")
)

// validID tells whether an official account may have this id.
func validID(name string) bool {
	return account.ValidUserID(name) && account.IsOfficial(name) && name != account.OfficialPrefix
}

// field is a text and the most bytes it may have.
type field struct {
	name string
	text *string
	max  int
}

func checkTexts(fields ...field) error {
	for _, f := range fields {
		if f.text != nil && len(*f.text) > f.max {
			return ErrParameter.With("%s has more than %d bytes", f.name, f.max)
		}
	}
	return nil
}

func checkMax(n *int64) error {
	if n != nil && (*n < 1 || *n > MostMax) {
		return ErrParameter.With("MaxSubscriberNum is 1 to %d", MostMax)
	}
	return nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func needs(name, value string) error {
	if value == "" {
		return ErrParameter.With("%s is missing", name)
	}
	return nil
}
