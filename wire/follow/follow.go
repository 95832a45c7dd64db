// Package follow is the vocabulary of following: one user follows another without
// asking him.
package follow

import (
	"github.com/teahouse-chat/teahouse/wire"
)

// Limits of following. The numbers are our choice; the protocol has only the
// codes.
const (
	MaxFollows   = 3000      // users that one follows
	MaxFollowers = 1_000_000 // users that follow one
	MaxMutual    = 2000
	MaxBatch     = 20
	MaxCheck     = 100
)

// Lists of a user, as values of FollowType in lists and notices.
const (
	Followers = 1
	Following = 2
	Mutual    = 3
)

// Errors of following.
var (
	ErrNoSuchAccount     = wire.NewError(30003, "no such account")
	ErrSelf              = wire.NewError(30001, "nobody follows himself")
	ErrNotFollowed       = wire.NewError(30001, "the user is not followed")
	ErrTooManyFollows    = wire.NewError(32100, "the user follows too many")
	ErrTooManyFollowers  = wire.NewError(32101, "the other side has too many followers")
	ErrTooManyMutual     = wire.NewError(32102, "the user has too many mutual follows")
	ErrPeerTooManyMutual = wire.NewError(32103, "the other side has too many mutual follows")
)

var bad = wire.Service("follow").BadParameter

// Result is what became of one target.
type Result struct {
	ToAccount  string `json:"To_Account"`
	ResultCode int    `json:"ResultCode"`
	ResultInfo string `json:"ResultInfo"`
}

// ResultResponse answers for each target in the order of the request.
type ResultResponse struct {
	ResultItem []Result `json:"ResultItem"`
}

// Add appends the outcome of one target.
func (r *ResultResponse) Add(to string, err *wire.Error) {
	result := Result{ToAccount: to}
	if err != nil {
		result.ResultCode, result.ResultInfo = err.Code, err.Info
	}
	r.ResultItem = append(r.ResultItem, result)
}

// AccountsRequest names a user and targets.
type AccountsRequest struct {
	FromAccount string   `json:"From_Account"`
	ToAccount   []string `json:"To_Account"`
}

func checkBatch(field string, n, most int) error {
	if n == 0 || n > most {
		return bad.With("%s holds 1 to %d entries", field, most)
	}
	return nil
}
