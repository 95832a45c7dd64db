package search

import "github.com/teahouse-chat/teahouse/wire"

// GroupMemberQuery looks for members of groups. It is switched off: wire.ErrNoFeature.
var GroupMemberQuery = wire.DefineClient[GroupMemberQueryRequest, GroupMemberQueryResponse]("group_member_search.query")

// GroupMemberQueryRequest says what to look for.
type GroupMemberQueryRequest struct {
	Keywords         []string `json:"Keywords,omitempty"`
	KeywordMatchType int      `json:"KeywordMatchType,omitempty"`
	GroupType        string   `json:"GroupType,omitempty"`
	GroupIdList      []string `json:"GroupIdList,omitempty"`
	Count            int      `json:"Count"` // hits of one answer
	Cursor           string   `json:"Cursor,omitempty"`
}

// GroupMemberQueryResponse is a page of hits.
type GroupMemberQueryResponse struct {
	Page
	GroupMembers []MemberHit `json:"GroupMembers"`
}

// MemberHit is a hit.
type MemberHit struct {
	GroupID             string `json:"GroupID"`
	GroupName           string `json:"GroupName"`
	GroupType           string `json:"GroupType"`
	GroupFaceUrl        string `json:"GroupFaceUrl"`
	GroupMemberUserID   string `json:"GroupMemberUserID"`
	GroupMemberUserName string `json:"GroupMemberUserName"`
	GroupMemberNameCard string `json:"GroupMemberNameCard"`
	GroupMemberAvatar   string `json:"GroupMemberAvatar"`
}
