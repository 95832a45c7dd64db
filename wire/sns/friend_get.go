package sns

import "github.com/teahouse-chat/teahouse/wire"

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
