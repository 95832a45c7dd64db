package search

import "github.com/teahouse-chat/teahouse/wire"

// UserQuery looks for users. It is switched off: wire.ErrNoFeature.
var UserQuery = wire.DefineClient[UserQueryRequest, UserQueryResponse]("user_search.query")

// UserQueryRequest says what to look for.
type UserQueryRequest struct {
	Keywords         []string `json:"Keywords,omitempty"`
	KeywordMatchType int      `json:"KeywordMatchType,omitempty"`
	UserBirthStart   int64    `json:"UserBirthStart,omitempty"`
	UserBirthEnd     int64    `json:"UserBirthEnd,omitempty"`
	UserGenderType   string   `json:"UserGenderType,omitempty"`
	Count            int      `json:"Count"` // hits of one answer
	Cursor           string   `json:"Cursor,omitempty"`
}

// UserQueryResponse is a page of hits.
type UserQueryResponse struct {
	Page
	Users []UserHit `json:"Users"`
}

// UserHit is a hit.
type UserHit struct {
	UserID       string        `json:"UserID"`
	ProfileItems []ProfileItem `json:"ProfileItems"`
}

// ProfileItem is a field of a profile, text or number.
type ProfileItem struct {
	Tag      string `json:"Tag"`
	StrValue string `json:"StrValue,omitempty"`
	IntValue int64  `json:"IntValue,omitempty"`
}
