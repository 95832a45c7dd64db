package notice

import "encoding/json"

// Labels of the events about users.
const (
	EventFriendList = 7
	EventProfile    = 8
	EventUserStatus = 20
	EventFollow     = 22
)

// FriendListEvent tells all devices of a user how his relations changed.
type FriendListEvent struct {
	Event int            `json:"Event"`
	Mods  []FriendChange `json:"FriendListMod"`
}

// NewFriendList returns the event of one change.
func NewFriendList(c FriendChange) FriendListEvent {
	return FriendListEvent{EventFriendList, []FriendChange{c}}
}

// Values of FriendChange.PushType.
const (
	FriendsAdded        = 1
	FriendsDeleted      = 2
	FriendApplied       = 3
	ApplicationsDeleted = 4
	UsersBlocked        = 5
	UsersUnblocked      = 6
	ApplicationsRead    = 7
	FriendsUpdated      = 8
)

// FriendChange is one change; PushType says which of the fields is set.
type FriendChange struct {
	PushType   int            `json:"PushType"`
	From       string         `json:"From_Account,omitempty"` // who applied: FriendApplied, ApplicationsDeleted
	Added      []string       `json:"FriendAdd_Account,omitempty"`
	Deleted    []string       `json:"FriendDel_Account,omitempty"`
	Applied    []Application  `json:"PendencyAdd,omitempty"`
	Closed     []string       `json:"FrienPencydDel_Account,omitempty"` // the other sides; misspelt in the protocol
	Blocked    []string       `json:"BlackListAdd_Account,omitempty"`
	Unblocked  []string       `json:"BlackListDel_Account,omitempty"`
	ReportTime int64          `json:"ReportTime,omitempty"` // seconds
	Updated    []FriendUpdate `json:"FriendUpInfo,omitempty"`
}

// Application is a new friend application; Account is the other side.
type Application struct {
	Account    string `json:"PendencyAdd_Account"`
	Nick       string `json:"ProfileImNick"`
	Image      string `json:"ProfileImImage"`
	AddSource  string `json:"AddSource"`
	AddWording string `json:"AddWording"`
	AddTime    int64  `json:"AddTime"` // seconds
}

// FriendUpdate lists the changed fields of a friend.
type FriendUpdate struct {
	Friend string        `json:"Friend_Account"`
	Sns    []ProfileItem `json:"Sns"`
}

// UserStatusEvent tells how the status of users changed.
type UserStatusEvent struct {
	Event int          `json:"Event"`
	List  []UserStatus `json:"UserStatusList"`
}

// UserStatus is a user's status: 1 online, 2 offline, 3 not logged in, and the
// custom one as base64.
type UserStatus struct {
	Account      string `json:"To_Account"`
	Status       int    `json:"Status"`
	CustomStatus string `json:"CustomStatus"`
}

// NewUserStatus returns the event of one user.
func NewUserStatus(s UserStatus) UserStatusEvent {
	return UserStatusEvent{EventUserStatus, []UserStatus{s}}
}

// FollowEvent tells both sides of a following that began or ended.
type FollowEvent struct {
	Event   int            `json:"Event"`
	Changes []FollowChange `json:"FollowChangeList"`
}

// FollowChange says what the account From now is, or is no longer, to the
// receiver.
type FollowChange struct {
	From    string       `json:"From_Account"`
	Nick    string       `json:"Nick"`
	FaceURL string       `json:"FaceUrl"`
	Diffs   []FollowDiff `json:"FollowDiffList"`
}

// FollowDiff is one list of the receiver that changed: 1 followers, 2 following,
// 3 mutual.
type FollowDiff struct {
	IsAdd      int `json:"IsAdd"` // 1: came in, 0: went out
	FollowType int `json:"FollowType"`
}

// Value returns a field of a profile or a friend as pushes have it: numbers apart
// from all else.
func Value(tag string, value json.RawMessage) ProfileItem {
	if len(value) > 0 && (value[0] == '-' || value[0] >= '0' && value[0] <= '9') {
		return ProfileItem{Tag: tag, ValueNum: value}
	}
	return ProfileItem{Tag: tag, ValueBytes: value}
}
