// Package sns is the vocabulary of relations between users: friends, friend
// groups, applications and block lists.
package sns

import (
	"encoding/json"
	"strings"

	"github.com/teahouse-chat/teahouse/wire"
)

// Fields of a friend. Those of his profile may stand in the same list.
const (
	TagRemark    = "Tag_SNS_IM_Remark"
	TagGroup     = "Tag_SNS_IM_Group" // array of names of friend groups
	TagSource    = "Tag_SNS_IM_AddSource"
	TagWording   = "Tag_SNS_IM_AddWording"
	TagTime      = "Tag_SNS_IM_AddTime" // seconds
	CustomPrefix = "Tag_SNS_Custom_"
	sourcePrefix = "AddSource_Type_"
)

// Limits of relations.
const (
	MaxFriends      = 3000
	MaxGroups       = 32
	MaxBlocked      = 1000
	MaxApplications = 100 // unhandled ones that a user got
	MaxCustomFields = 20  // custom fields of one friend
	MaxBatch        = 1000
	MaxRemark       = 96  // bytes
	MaxGroupName    = 30  // bytes
	MaxWording      = 256 // bytes
	MaxCustom       = 500 // bytes
)

// Whose lists a friend_add, friend_delete or check is about.
const (
	AddBoth      = "Add_Type_Both"
	AddSingle    = "Add_Type_Single"
	DeleteBoth   = "Delete_Type_Both"
	DeleteSingle = "Delete_Type_Single"
)

// Item is a field with its value: a string, a number or, of TagGroup, an array.
type Item struct {
	Tag   string          `json:"Tag"`
	Value json.RawMessage `json:"Value"`
}

// Result is what became of one target.
type Result struct {
	ToAccount  string `json:"To_Account"`
	ResultCode int    `json:"ResultCode"`
	ResultInfo string `json:"ResultInfo"`
}

// ResultResponse answers for each target in the order of the request. FailAccount
// lists those with a ResultCode, and is left out if there are none.
type ResultResponse struct {
	ResultItem  []Result `json:"ResultItem"`
	FailAccount []string `json:"Fail_Account,omitempty"`
}

// Add appends the outcome of one target of a command.
func (r *ResultResponse) Add(command, to string, err *wire.Error) {
	result := Result{ToAccount: to}
	if err != nil {
		result.ResultCode, result.ResultInfo = err.Code, Symbol(command, err)
		r.FailAccount = append(r.FailAccount, to)
	}
	r.ResultItem = append(r.ResultItem, result)
}

// AccountsRequest names the owner and the targets.
type AccountsRequest struct {
	FromAccount string   `json:"From_Account"`
	ToAccount   []string `json:"To_Account"`
}

// Validate checks the size of the batch.
func (r *AccountsRequest) Validate() error {
	return CheckBatch("To_Account", len(r.ToAccount), MaxBatch)
}

// CheckBatch refuses an empty or too long list.
func CheckBatch(field string, n, most int) error {
	if n == 0 || n > most {
		return bad.With("%s holds 1 to %d entries", field, most)
	}
	return nil
}

var bad = wire.Service("sns").BadParameter

// letters tells whether s is 1 to 8 ASCII letters.
func letters(s string) bool {
	return len(s) >= 1 && len(s) <= 8 &&
		strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// ValidCustom tells whether a tag is that of a custom field of friends: the
// prefix and 1 to 8 letters.
func ValidCustom(tag string) bool {
	word, ok := strings.CutPrefix(tag, CustomPrefix)
	return ok && letters(word)
}

func checkSource(source string) error {
	if word, ok := strings.CutPrefix(source, sourcePrefix); source != "" && (!ok || !letters(word)) {
		return bad.With("AddSource is %s and 1 to 8 letters, not %q", sourcePrefix, source)
	}
	return nil
}

func checkBytes(field, value string, most int) error {
	if len(value) > most {
		return bad.With("%s has more than %d bytes", field, most)
	}
	return nil
}

// checkGroupName tests the name of a friend group: 1 to 30 bytes.
func checkGroupName(name string) error {
	if name == "" {
		return bad.With("the name of a friend group is empty")
	}
	return checkBytes("the name of a friend group", name, MaxGroupName)
}

// checkChoice tests a word that has a default, which "" stands for.
func checkChoice(field, value string, words ...string) error {
	for _, w := range words {
		if value == w || value == "" {
			return nil
		}
	}
	return bad.With("%s is one of %s", field, strings.Join(words, ", "))
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
