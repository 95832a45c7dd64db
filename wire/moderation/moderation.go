// Package moderation is the vocabulary of what keeps accounts or words out of
// conversations: global mutes and word lists.
package moderation

import "github.com/teahouse-chat/teahouse/wire"

// Forever is a mute that does not end.
const Forever = 4294967295

// Limits of word lists.
const (
	MaxWords    = 10     // in one request
	MaxPage     = 100    // words of a page
	MaxKeyword  = 256    // bytes
	MaxReplaced = 256    // bytes
	MaxList     = 10_000 // words of an application
)

// What kind of word it is, and what happens to a text that has it.
const (
	Plain      = 1 // WordType: letters as they are, in either case
	Expression = 2 // WordType: a regular expression (RE2)
	Replace    = 1 // FilterType: put ReplacedContent in its place
	Refuse     = 2 // FilterType: refuse the text
	Mark       = 3 // FilterType: mark the message as risky; a value of our own
)

// Errors.
var (
	ErrBlocked      = wire.NewError(80001, "the text has words that are not allowed")
	ErrGetMissing   = wire.NewError(130002, "Get_Account is missing")
	ErrGetAccount   = wire.NewError(130003, "Get_Account is not valid")
	ErrSetMissing   = wire.NewError(130004, "Set_Account is missing")
	ErrSetAccount   = wire.NewError(130005, "Set_Account is not valid")
	ErrNoTime       = wire.NewError(130008, "neither mute time is given")
	ErrParameter    = wire.NewError(2003, "a parameter is not valid")
	ErrUnsupported  = wire.NewError(2002, "the command is not supported")
	ErrNotEnabled   = wire.NewError(2015, "content moderation is not enabled")
	ErrTooManyWords = wire.NewError(2016, "too many words")
)

// Word is a word of an application's list.
type Word struct {
	Id              int64  `json:"Id,omitempty"` // drawn by the server
	Keyword         string `json:"Keyword"`
	WordType        int    `json:"WordType"`
	FilterType      int    `json:"FilterType"`
	ReplacedContent string `json:"ReplacedContent"`
	UpdateTime      string `json:"UpdateTime,omitempty"` // YYYY-MM-DD hh:mm:ss, UTC
}

// RequestID is what answers of the moderation services carry.
type RequestID struct {
	RequestId string `json:"RequestId"`
}
