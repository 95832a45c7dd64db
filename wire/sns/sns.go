// Package sns is the vocabulary of relations between users: friends, friend
// groups, applications and block lists.
package sns

import "github.com/teahouse-chat/teahouse/wire"

// BlackListGet pages through the users whom the caller has blocked.
var BlackListGet = wire.DefineClient[PageRequest, BlackListGetResponse]("sns.black_list_get")

// PageRequest asks for a page of one's own list.
type PageRequest struct {
	FromAccount string `json:"From_Account"`
	StartIndex  int64  `json:"StartIndex"`
	MaxLimited  int    `json:"MaxLimited"`
}

// BlackListGetResponse ends with StartIndex 0.
type BlackListGetResponse struct {
	BlackListItem []BlackListItem `json:"BlackListItem"`
	StartIndex    int64           `json:"StartIndex"`
}

// BlackListItem is a blocked user.
type BlackListItem struct {
	ToAccount         string `json:"To_Account"`
	AddBlackTimeStamp int64  `json:"AddBlackTimeStamp"`
}

// FriendGet pages through the caller's friends.
var FriendGet = wire.DefineClient[FriendGetRequest, FriendGetResponse]("sns.friend_get")

// FriendGetRequest asks for friends from an index on.
type FriendGetRequest struct {
	FromAccount      string `json:"From_Account"`
	StartIndex       int64  `json:"StartIndex"`
	StandardSequence int64  `json:"StandardSequence"`
	CustomSequence   int64  `json:"CustomSequence"`
}

// FriendGetResponse says with CompleteFlag 1 that there are no more.
type FriendGetResponse struct {
	UserDataItem     []Friend `json:"UserDataItem"`
	FriendNum        int      `json:"FriendNum"`
	CompleteFlag     int      `json:"CompleteFlag"`
	NextStartIndex   int64    `json:"NextStartIndex"`
	StandardSequence int64    `json:"StandardSequence"`
	CustomSequence   int64    `json:"CustomSequence"`
}

// Friend is a friend with the fields of the friendship.
type Friend struct {
	ToAccount string `json:"To_Account"`
	ValueItem []any  `json:"ValueItem"`
}

// GroupGet lists the caller's friend groups.
var GroupGet = wire.DefineClient[GroupGetRequest, GroupGetResponse]("sns.group_get")

// GroupGetRequest carries the last sequence the client has.
type GroupGetRequest struct {
	FromAccount  string `json:"From_Account"`
	LastSequence int64  `json:"LastSequence"`
	NeedFriend   string `json:"NeedFriend"`
}

// GroupGetResponse lists the groups with their friends.
type GroupGetResponse struct {
	ResultItem []FriendGroup `json:"ResultItem"`
}

// FriendGroup is a named group of friends.
type FriendGroup struct {
	GroupName    string   `json:"GroupName"`
	FriendNumber int      `json:"FriendNumber"`
	ToAccount    []string `json:"To_Account"`
}

// PendencyGet pages through friend applications.
var PendencyGet = wire.DefineClient[PendencyGetRequest, PendencyGetResponse]("sns.pendency_get")

// PendencyGetRequest asks for applications sent, received or both.
type PendencyGetRequest struct {
	FromAccount  string `json:"From_Account"`
	PendencyType string `json:"PendencyType"`
	StartTime    int64  `json:"StartTime"`
	MaxLimited   int    `json:"MaxLimited"`
	LastSequence int64  `json:"LastSequence"`
}

// PendencyGetResponse ends with StartTime 0.
type PendencyGetResponse struct {
	PendencyItem        []Pendency `json:"PendencyItem"`
	UnreadPendencyCount int        `json:"UnreadPendencyCount"`
	StartTime           int64      `json:"StartTime"`
	CurrentSequence     int64      `json:"CurrentSequence"`
}

// Pendency is one open application.
type Pendency struct {
	ToAccount    string `json:"To_Account"`
	Nick         string `json:"Nick"`
	Image        string `json:"Image"`
	AddSource    string `json:"AddSource"`
	AddWording   string `json:"AddWording"`
	AddTime      int64  `json:"AddTime"`
	PendencyType string `json:"PendencyType"`
}
