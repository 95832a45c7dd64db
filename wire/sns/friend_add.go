package sns

import "github.com/teahouse-chat/teahouse/wire"

// FriendAdd adds friends by the rules of the targets' AllowType. A target that
// wants to confirm gets an application, and its ResultCode is 30539.
//
// Where the target has the user as a friend already, or applied to him, its
// consent is taken as given. The order in which conditions are looked at, 30520
// for a friend that exists, and that block lists stand also against
// ForceAddFlags, are our choice.
var FriendAdd = wire.Define[FriendAddRequest, ResultResponse]("sns.friend_add")

// FriendAddRequest names at most 1000 friends of one user.
type FriendAddRequest struct {
	FromAccount   string          `json:"From_Account"`
	AddFriendItem []AddFriendItem `json:"AddFriendItem"`
	AddType       string          `json:"AddType,omitempty"`       // AddBoth, the default, or AddSingle
	ForceAddFlags int             `json:"ForceAddFlags,omitempty"` // 1: without asking; over REST only
}

// AddFriendItem is a friend to add. Remark and GroupName are for From's list; a
// friend group that does not exist is made.
type AddFriendItem struct {
	ToAccount  string `json:"To_Account"`
	AddSource  string `json:"AddSource"` // AddSource_Type_ and 1 to 8 letters
	AddWording string `json:"AddWording,omitempty"`
	Remark     string `json:"Remark,omitempty"`
	GroupName  string `json:"GroupName,omitempty"`
}

// Validate checks the form.
func (r *FriendAddRequest) Validate() error {
	if err := first(CheckBatch("AddFriendItem", len(r.AddFriendItem), MaxBatch),
		checkChoice("AddType", r.AddType, AddBoth, AddSingle)); err != nil {
		return err
	}
	for _, item := range r.AddFriendItem {
		if err := first(checkSource(item.AddSource), checkBytes("AddWording", item.AddWording, MaxWording),
			checkBytes("Remark", item.Remark, MaxRemark), checkBytes("GroupName", item.GroupName, MaxGroupName)); err != nil {
			return err
		}
	}
	return nil
}
