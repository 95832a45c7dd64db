package search

import "github.com/teahouse-chat/teahouse/wire"

// GroupQuery looks for groups. It is switched off: wire.ErrNoFeature.
var GroupQuery = wire.DefineClient[GroupQueryRequest, GroupQueryResponse]("group_search.query")

// GroupQueryRequest says what to look for.
type GroupQueryRequest struct {
	Keywords         []string `json:"Keywords,omitempty"`
	KeywordMatchType int      `json:"KeywordMatchType,omitempty"`
	GroupType        string   `json:"GroupType,omitempty"`
	Count            int      `json:"Count"` // hits of one answer
	Cursor           string   `json:"Cursor,omitempty"`
}

// GroupQueryResponse is a page of hits.
type GroupQueryResponse struct {
	Page
	Groups []GroupHit `json:"Groups"`
}

// GroupHit is a hit.
type GroupHit struct {
	GroupID           string `json:"GroupID"`
	GroupName         string `json:"GroupName"`
	GroupType         string `json:"GroupType"`
	GroupFaceUrl      string `json:"GroupFaceUrl"`
	GroupIntroduction string `json:"GroupIntroduction"`
	GroupOwnerUserID  string `json:"GroupOwnerUserID"`
	GroupMemberNum    int    `json:"GroupMemberNum"`
	GroupAddOption    string `json:"GroupAddOption"`
	GroupInviteOption string `json:"GroupInviteOption"`
}
