package webhook

// SnsPrevFriendAdd asks before a client's request to add friends is carried out. An item whose ResultCode is
// 38000 to 39000 is refused with that code and text.
var SnsPrevFriendAdd = before[SnsPrevFriendAddBody, FriendAnswer]("Sns.CallbackPrevFriendAdd")

// SnsPrevFriendAddBody is the body of Sns.CallbackPrevFriendAdd.
type SnsPrevFriendAddBody struct {
	Head
	Requester     string       `json:"Requester_Account"`
	From          string       `json:"From_Account"` // into whose list
	FriendItem    []FriendItem `json:"FriendItem"`
	AddType       string       `json:"AddType"`       // Add_Type_Single or Add_Type_Both
	ForceAddFlags int          `json:"ForceAddFlags"` // 1: whatever the others wish
}

// FriendItem is somebody to be added.
type FriendItem struct {
	To         string `json:"To_Account"`
	Remark     string `json:"Remark"`
	GroupName  string `json:"GroupName"`
	AddSource  string `json:"AddSource"`
	AddWording string `json:"AddWording"`
}
