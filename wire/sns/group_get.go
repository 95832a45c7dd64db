package sns

import "github.com/teahouse-chat/teahouse/wire"

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
