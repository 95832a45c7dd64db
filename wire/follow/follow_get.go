package follow

import (
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/profile"
)

// FollowGet pages through a list of one user, the newest first.
var FollowGet = wire.Define[FollowGetRequest, FollowGetResponse]("follow.follow_get")

// MaxPage is the longest page.
const MaxPage = 1000

// FollowGetRequest names the list and the page.
type FollowGetRequest struct {
	FromAccount string `json:"From_Account"`
	FollowType  int    `json:"FollowType"`  // Followers, Following or Mutual
	StartCursor string `json:"StartCursor"` // "", then NextCursor
	WantNum     int    `json:"WantNum"`     // 0: 100; at most MaxPage
}

// Validate checks the form.
func (r *FollowGetRequest) Validate() error {
	if r.FollowType < Followers || r.FollowType > Mutual {
		return bad.With("FollowType is 1, 2 or 3")
	}
	if r.WantNum < 0 {
		return bad.With("WantNum is at most %d", MaxPage)
	}
	return nil
}

// FollowGetResponse ends with NextCursor "".
type FollowGetResponse struct {
	FollowItem []Followed `json:"FollowItem"`
	NextCursor string     `json:"NextCursor"`
}

// Followed is a user of the list, since when (seconds), and his nick and avatar.
type Followed struct {
	ToAccount   string         `json:"To_Account"`
	FollowTime  int64          `json:"FollowTime"`
	ProfileItem []profile.Item `json:"ProfileItem"`
}
