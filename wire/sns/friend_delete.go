package sns

import "github.com/teahouse-chat/teahouse/wire"

// FriendDelete takes friends out of the list of one user, or out of both lists.
// With Delete_Type_Both a target that is in neither list is not a friend (31704).
var FriendDelete = wire.Define[FriendDeleteRequest, ResultResponse]("sns.friend_delete")

// FriendDeleteRequest names at most 1000 friends of one user.
type FriendDeleteRequest struct {
	AccountsRequest
	DeleteType string `json:"DeleteType,omitempty"` // DeleteSingle, the default, or DeleteBoth
}

// Validate checks the form.
func (r *FriendDeleteRequest) Validate() error {
	return first(r.AccountsRequest.Validate(), checkChoice("DeleteType", r.DeleteType, DeleteSingle, DeleteBoth))
}
