package account

import "github.com/teahouse-chat/teahouse/wire"

// AccountImport registers one account. An account that exists already is a
// success; fields that are left out are not cleared. The name of the first years,
// register_account_v1, does the same; passwords are not kept.
var AccountImport = wire.Define[AccountImportRequest, wire.Empty]("im_open_login_svc.account_import", "registration_service.register_account_v1")

// AccountImportRequest names the account. Identifier is the older name of
// UserID; where both are given, UserID counts.
type AccountImportRequest struct {
	UserID     string `json:"UserID,omitempty"`
	Identifier string `json:"Identifier,omitempty"`
	Nick       string `json:"Nick,omitempty"`    // at most 500 bytes
	FaceUrl    string `json:"FaceUrl,omitempty"` // at most 500 bytes
}

// Name returns the UserID under its newer or older name.
func (r *AccountImportRequest) Name() string { return first(r.UserID, r.Identifier) }

// Validate checks the form.
func (r *AccountImportRequest) Validate() error {
	if !ValidUserID(r.Name()) {
		return wire.ErrAccountParam.With("UserID is 1 to %d bytes of printable ASCII", MaxUserID)
	}
	if len(r.Nick) > 500 || len(r.FaceUrl) > 500 {
		return ErrTooLong.With("Nick and FaceUrl have at most 500 bytes")
	}
	return nil
}

// ErrTooLong says that a profile value has more than 500 bytes.
var ErrTooLong = wire.NewError(40601, "value too long")

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
