package wire

import (
	"errors"
	"fmt"
	"strings"
)

// Error is a failure with its number. Code is ErrorCode on the wire, Info is
// ErrorInfo: a short English text that is safe to show to anybody. Errors are
// declared once as values beside the commands of their service.
type Error struct {
	Code  int
	Info  string
	cause error
}

// NewError declares an error value.
func NewError(code int, info string) *Error { return &Error{Code: code, Info: info} }

// Error returns the number and the text, and never the private cause.
func (e *Error) Error() string { return fmt.Sprintf("%d %s", e.Code, e.Info) }

// Is compares by number, so that it works on both sides of the wire.
func (e *Error) Is(target error) bool {
	var other *Error
	return errors.As(target, &other) && other.Code == e.Code
}

// Unwrap returns the private cause, which only logs see.
func (e *Error) Unwrap() error { return e.cause }

// maxInfo is the most bytes of a text: a request that is quoted in it must not
// make the answer as long as itself.
const maxInfo = 300

// With returns a copy whose text is sharpened by what was wrong, cut off where it
// gets long.
func (e *Error) With(format string, args ...any) *Error {
	copied := *e
	copied.Info = e.Info + ": " + fmt.Sprintf(format, args...)
	if len(copied.Info) > maxInfo {
		copied.Info = strings.ToValidUTF8(copied.Info[:maxInfo], "") + "..."
	}
	return &copied
}

// Because returns a copy with a private cause, for the log.
func (e *Error) Because(cause error) *Error {
	copied := *e
	copied.cause = cause
	return &copied
}

// CodeOf returns the number of an error: 0 for nil, the number of the Error in
// its chain, and -1 for any other error.
func CodeOf(err error) int {
	if err == nil {
		return 0
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return -1
}

// Errors of the gateway, which any command may give.
var (
	ErrBadURL        = NewError(60002, "the request's address or form cannot be parsed")
	ErrBadJSON       = NewError(60003, "the request is not the JSON object that this command takes")
	ErrUnknownClient = NewError(60003, "no such command")
	ErrBadAccount    = NewError(60004, "the identifier or the signature is missing or wrong")
	ErrBadApp        = NewError(60006, "the SDKAppID is not valid")
	ErrRate          = NewError(60007, "too many calls of this command in a second")
	ErrBadHTTP       = NewError(60008, "the HTTP request is malformed")
	ErrNoSuchCommand = NewError(60009, "no such service or command")
	ErrNotAdmin      = NewError(60010, "the identifier is not an App admin")
	ErrNoApp         = NewError(60012, "the sdkappid is missing")
	ErrAccountType   = NewError(60015, "an account is a string of 1 to 32 bytes")
	ErrAppDisabled   = NewError(60016, "the application is disabled")
	ErrTooFrequent   = NewError(60018, "too many requests, try again later")
	ErrNoFeature     = NewError(60020, "the feature is switched off")
	ErrInternal      = NewError(60008, "internal error, try again")
)

// Errors of accounts and UserSigs, which any command may give.
var (
	ErrSigExpired    = NewError(70001, "the UserSig is expired")
	ErrSigEmpty      = NewError(70002, "the UserSig is empty")
	ErrSigMalformed  = NewError(70003, "the UserSig is malformed")
	ErrSigWrongKey   = NewError(70009, "the UserSig was not signed with this application's key")
	ErrSigAccount    = NewError(70013, "the UserSig belongs to another identifier")
	ErrSigApp        = NewError(70014, "the UserSig belongs to another SDKAppID")
	ErrNoSuchApp     = NewError(70020, "no such SDKAppID")
	ErrSigRevoked    = NewError(70001, "the UserSig was made before the account's last kick")
	ErrNoSuchAccount = NewError(70107, "no such account")
	ErrAccountParam  = NewError(70402, "a parameter is missing or not valid")
)

// ErrNotAllowed says that a client asked for something in another's name. It
// has the gateway's number; services give numbers of their own range where the
// protocol has one.
var ErrNotAllowed = NewError(60010, "not allowed in the name of another account")

// Services name the numbers that a service gives where any service has one:
// a body that is not what the command takes, and a failure on the server's side.
type Services struct{ BadParameter, NotAdmin, Internal *Error }

// Service returns the errors that a service word gives for conditions all
// services share. Services that are not listed use the gateway's.
func Service(word string) Services {
	if s, ok := services[word]; ok {
		return s
	}
	return Services{ErrBadJSON, ErrNotAdmin, ErrInternal}
}

var groupService = Services{NewError(10004, "bad parameter"), ErrNotAdmin, NewError(10002, "internal error, try again")}

var pushService = Services{NewError(90001, "the request is not the JSON object that this command takes"), ErrNotAdmin, NewError(91000, "internal error, try again")}
var auditService = Services{NewError(2003, "a parameter is not valid"), ErrNotAdmin, NewError(2001, "internal error, try again")}
var configService = Services{NewError(130001, "the request is not the JSON object that this command takes"), ErrNotAdmin, NewError(130014, "internal error, try again")}

var services = map[string]Services{
	"all_member_push":                pushService,
	"timpush":                        pushService,
	"im_msg_audit":                   auditService,
	"im_msg_audit_mgr":               auditService,
	"openconfigsvr":                  configService,
	"teahouse_setting_svc":           {NewError(190003, "the request is not what this command takes"), ErrNotAdmin, ErrInternal},
	"open_msg_svc":                   {NewError(1002, "a parameter is not valid"), ErrNotAdmin, NewError(1003, "internal error, try again")},
	"openim_robot_http_svc":          groupService,
	"official_account_open_http_svc": groupService,
	"stream_msg":                     groupService,
	"openim":                         {NewError(90001, "the request is not the JSON object that this command takes"), ErrNotAdmin, NewError(91000, "internal error, try again")},
	"openim_msg_ext_http_svc":        {NewError(10004, "bad parameter"), ErrNotAdmin, NewError(10002, "internal error, try again")},
	"im_open_login_svc":              {ErrAccountParam, ErrNotAdmin, NewError(70500, "internal error, try again")},
	"im_open_status":                 {ErrAccountParam, ErrNotAdmin, NewError(70500, "internal error, try again")},
	"profile":                        {NewError(40001, "bad parameter"), ErrNotAdmin, NewError(40006, "internal error, try again")},
	"follow":                         {NewError(30001, "bad parameter"), ErrNotAdmin, NewError(30006, "internal error, try again")},
	"sns":                            {NewError(30001, "bad parameter"), ErrNotAdmin, NewError(30006, "internal error, try again")},
	"recentcontact":                  {NewError(50002, "bad parameter"), ErrNotAdmin, NewError(50004, "internal error, try again")},
	"group_open_http_svc":            groupService,
	"million_group_open_http_svc":    groupService,
	"group_open_attr_http_svc":       groupService,
	"group_open_avchatroom_http_svc": groupService,
}
