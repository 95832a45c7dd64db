package account

import "github.com/teahouse-chat/teahouse/wire"

// Kick ends all logins of an account. UserSigs made before the call stop
// working; one made afterwards works at once.
var Kick = wire.Define[KickRequest, wire.Empty]("im_open_login_svc.kick")

// KickRequest names the account, under UserID or its older name Identifier.
type KickRequest struct {
	UserID     string `json:"UserID,omitempty"`
	Identifier string `json:"Identifier,omitempty"`
}

// Name returns the UserID under its newer or older name.
func (r *KickRequest) Name() string { return first(r.UserID, r.Identifier) }

// Validate checks the form.
func (r *KickRequest) Validate() error {
	if r.Name() == "" {
		return wire.ErrAccountParam.With("UserID is missing")
	}
	return nil
}
