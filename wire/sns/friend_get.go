package sns

import "github.com/teahouse-chat/teahouse/wire"

// FriendGet pages through the friends of one user, in the order in which they
// were added, with all fields of the friendships and none of the profiles.
// Fields are in the answer also if the sequences of the request are current.
var FriendGet = wire.Define[FriendGetRequest, FriendGetResponse]("sns.friend_get")

// FriendPage is how many friends a page holds.
const FriendPage = 300

// FriendGetRequest asks for friends from an index on: 0, then NextStartIndex.
type FriendGetRequest struct {
	FromAccount      string `json:"From_Account"`
	StartIndex       int64  `json:"StartIndex"`
	StandardSequence int64  `json:"StandardSequence,omitempty"`
	CustomSequence   int64  `json:"CustomSequence,omitempty"`
}

// FriendGetResponse says with CompleteFlag 1 that there are no more. The
// sequences grow with each change of standard and custom fields.
type FriendGetResponse struct {
	UserDataItem     []Friend `json:"UserDataItem"`
	FriendNum        int      `json:"FriendNum"`
	CompleteFlag     int      `json:"CompleteFlag"`
	NextStartIndex   int64    `json:"NextStartIndex"`
	StandardSequence int64    `json:"StandardSequence"`
	CustomSequence   int64    `json:"CustomSequence"`
}

// Friend is a friend with the fields of the friendship that have a value.
type Friend struct {
	ToAccount string `json:"To_Account"`
	ValueItem []Item `json:"ValueItem"`
}
