// Package push is the vocabulary of pushes to all accounts of an application, and of
// the attributes and tags by which those are chosen whom a push is for.
package push

import "github.com/teahouse-chat/teahouse/wire"

// Limits.
const (
	MaxUsers     = 100    // accounts in a request on attributes or tags
	MaxAttrs     = 10     // attributes of an application
	MaxBytes     = 50     // of a name, a value or a tag
	MaxTags      = 10     // tags in a condition, and of a user in one request
	MaxUserTags  = 100    // tags of a user in all
	MaxLifeTime  = 604800 // seconds
	MaxReports   = 500    // tasks of a report
	maxDataID    = 64     // bytes
	DedupSeconds = 604800 // how long a MsgRandom names the same push
)

// Errors of the service.
var (
	ErrParameter   = wire.NewError(90001, "a parameter is missing or not valid")
	ErrTaskCount   = wire.NewError(90014, "more than 500 tasks")
	ErrNoTask      = wire.NewError(90015, "TaskIds is missing")
	ErrBadTask     = wire.NewError(90016, "no such task")
	ErrTooMany     = wire.NewError(90018, "more than 100 accounts in one request")
	ErrLongTag     = wire.NewError(90020, "a tag has more than 50 bytes")
	ErrTagTwice    = wire.NewError(90022, "a tag is in TagsOr and in TagsAnd")
	ErrTooSoon     = wire.NewError(90024, "less than a second since the last push")
	ErrLifeTime    = wire.NewError(90026, "MsgLifeTime is 0 to 604800 seconds")
	ErrAttrName    = wire.NewError(90030, "the name of an attribute has 1 to 50 bytes")
	ErrManyTags    = wire.NewError(90032, "more than 10 tags")
	ErrAttr        = wire.NewError(90033, "an attribute that was never named, or a value that is not valid")
	ErrTagLength   = wire.NewError(90034, "a tag has 1 to 50 bytes")
	ErrTagsAttrs   = wire.NewError(90039, "tags and attributes in one condition")
	ErrEmptyTag    = wire.NewError(90040, "a tag of the condition is empty")
	ErrOff         = wire.NewError(90045, "not enabled")
	ErrQuota       = wire.NewError(90047, "the pushes of the day are used up")
	ErrNoAccount   = wire.NewError(90048, "no such account")
	ErrRevokeTask  = wire.NewError(90049, "no such task, or it is older than 24 hours")
	ErrRevoked     = wire.NewError(90050, "the task was revoked already")
	ErrRevokeQuick = wire.NewError(90051, "less than a second since the last revocation")
	ErrDataID      = wire.NewError(90057, "DataId has more than 64 bytes")
)

// Condition says whom a push is for. What is given must all hold; tags and attributes
// exclude each other. The zero value is everybody.
type Condition struct {
	TagsOr   []string          `json:"TagsOr,omitempty"`  // has one of them
	TagsAnd  []string          `json:"TagsAnd,omitempty"` // has all of them
	TagsNot  []string          `json:"TagsNot,omitempty"` // does not have all of them
	AttrsOr  map[string]string `json:"AttrsOr,omitempty"` // has one of the values, by name
	AttrsAnd map[string]string `json:"AttrsAnd,omitempty"`
}

// Everybody tells whether the condition holds for all.
func (c *Condition) Everybody() bool {
	return c == nil || len(c.TagsOr)+len(c.TagsAnd)+len(c.TagsNot)+len(c.AttrsOr)+len(c.AttrsAnd) == 0
}

// Validate checks the form.
func (c *Condition) Validate() error {
	if c == nil {
		return nil
	}
	tags := len(c.TagsOr) + len(c.TagsAnd) + len(c.TagsNot)
	if tags > 0 && len(c.AttrsOr)+len(c.AttrsAnd) > 0 {
		return ErrTagsAttrs
	}
	or := map[string]bool{}
	for _, list := range [][]string{c.TagsOr, c.TagsAnd, c.TagsNot} {
		if len(list) > MaxTags {
			return ErrManyTags
		}
		for _, tag := range list {
			switch {
			case tag == "":
				return ErrEmptyTag
			case len(tag) > MaxBytes:
				return ErrLongTag
			}
		}
	}
	for _, tag := range c.TagsOr {
		or[tag] = true
	}
	for _, tag := range c.TagsAnd {
		if or[tag] {
			return ErrTagTwice.With("%q", tag)
		}
	}
	return nil
}

// UserAttrs are attributes of one user, by name.
type UserAttrs struct {
	To    string            `json:"To_Account"`
	Attrs map[string]string `json:"Attrs"`
}

// UserTags are tags of one user.
type UserTags struct {
	To   string   `json:"To_Account"`
	Tags []string `json:"Tags"`
}

// UserError says why nothing was done for an account of a batch.
type UserError struct {
	To        string `json:"To_Account"`
	ErrorCode int    `json:"ErrorCode"`
	ErrorInfo string `json:"ErrorInfo"`
}

// ListResponse lists the accounts of a batch for which nothing was done: those that
// do not exist, with 70107.
type ListResponse struct {
	ErrorList []UserError `json:"ErrorList,omitempty"`
}

// UsersRequest names up to 100 accounts.
type UsersRequest struct {
	To []string `json:"To_Account"`
}

// Validate checks the number.
func (r *UsersRequest) Validate() error { return checkUsers(r.To, len(r.To)) }

func checkUsers(names []string, n int) error {
	if n == 0 {
		return ErrParameter.With("no account is named")
	}
	if n > MaxUsers {
		return ErrTooMany
	}
	for _, name := range names {
		if name == "" {
			return ErrParameter.With("To_Account is empty")
		}
	}
	return nil
}
