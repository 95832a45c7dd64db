package sns

import "github.com/teahouse-chat/teahouse/wire"

// FriendDeleteAll empties the friend list of one user and, with
// Delete_Type_Both, takes him out of his friends' lists. The names of his friend
// groups stay.
var FriendDeleteAll = wire.Define[FriendDeleteAllRequest, wire.Empty]("sns.friend_delete_all")

// FriendDeleteAllRequest names the user.
type FriendDeleteAllRequest struct {
	FromAccount string `json:"From_Account"`
	DeleteType  string `json:"DeleteType,omitempty"` // DeleteSingle, the default, or DeleteBoth
}

// Validate checks the form.
func (r *FriendDeleteAllRequest) Validate() error {
	return checkChoice("DeleteType", r.DeleteType, DeleteSingle, DeleteBoth)
}
