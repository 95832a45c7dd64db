package account

import "github.com/teahouse-chat/teahouse/wire"

// WsGetUserStatus tells a client which of up to 500 other users are online.
var WsGetUserStatus = wire.DefineClient[WsGetUserStatusRequest, WsGetUserStatusResponse]("im_open_status.ws_get_user_status")

// Values of a user's status.
const (
	StatusOnline      = 1
	StatusOffline     = 2
	StatusNotLoggedIn = 3
)

// WsGetUserStatusRequest names the users.
type WsGetUserStatusRequest struct {
	ToAccount []string `json:"To_Account"`
}

// Validate checks the size of the batch.
func (r *WsGetUserStatusRequest) Validate() error {
	if len(r.ToAccount) == 0 || len(r.ToAccount) > 500 {
		return wire.ErrAccountParam.With("To_Account names 1 to 500 users")
	}
	return nil
}

// WsGetUserStatusResponse answers for the users that exist.
type WsGetUserStatusResponse struct {
	UserStatusList []UserStatus   `json:"UserStatusList"`
	ErrorList      []FailedStatus `json:"ErrorList"`
}

// UserStatus is one user's status; CustomStatus is base64.
type UserStatus struct {
	ToAccount    string `json:"To_Account"`
	Status       int    `json:"Status"`
	CustomStatus string `json:"CustomStatus"`
}
