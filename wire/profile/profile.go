// Package profile is the vocabulary of user profiles: standard and custom
// fields, read and written by clients and over REST.
package profile

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// Names of standard fields and the beginning of custom ones.
const (
	Nick         = "Tag_Profile_IM_Nick"
	Image        = "Tag_Profile_IM_Image"
	Gender       = "Tag_Profile_IM_Gender"
	AllowType    = "Tag_Profile_IM_AllowType"
	AdminForbid  = "Tag_Profile_IM_AdminForbidType"
	CustomPrefix = "Tag_Profile_Custom_"
)

// Values of AllowType, and the one of AdminForbid that forbids to add friends.
const (
	AllowAny      = "AllowType_Type_AllowAny"
	NeedConfirm   = "AllowType_Type_NeedConfirm"
	DenyAny       = "AllowType_Type_DenyAny"
	ForbidSendOut = "AdminForbid_Type_SendOut"
)

// MaxCustomFields is the most custom fields of one user, and MaxLocation the most
// bytes of his location.
const (
	MaxCustomFields = 20
	MaxLocation     = 16
)

// MaxValue is the most bytes of a string value.
const MaxValue = 500

// Errors of profiles.
var (
	ErrNoAccountGiven = wire.NewError(40002, "To_Account is missing")
	ErrNoSuchAccount  = wire.NewError(40003, "no such account")
	ErrNotWritable    = wire.NewError(40008, "the field may not be written")
	ErrNoSuchTag      = wire.NewError(40009, "no such field")
	ErrTooManyCustom  = wire.NewError(40009, "more than 20 custom fields")
	ErrWords          = wire.NewError(40005, "the value has words that are not allowed")
	ErrTooLong        = wire.NewError(40601, "the value is too long")
	ErrBadValue       = wire.NewError(40605, "the field does not take this value")
	ErrBadType        = wire.NewError(40610, "the value is of another type than the field")
)

// Item is a field with its value, a string or a number.
type Item struct {
	Tag   string          `json:"Tag"`
	Value json.RawMessage `json:"Value"`
}

// User is the profile of one account in an answer.
type User struct {
	ToAccount   string `json:"To_Account"`
	ProfileItem []Item `json:"ProfileItem,omitempty"`
	ResultCode  int    `json:"ResultCode"`
	ResultInfo  string `json:"ResultInfo"`
}
