package cos

import "github.com/teahouse-chat/teahouse/wire"

// ForbidIllegalObject bans a file of a message: its addresses, also those of smaller
// pictures, stop working until it is allowed again. Only the addresses of GetCosSig open
// it. One that is banned already is a success; one that does not exist is 114004
// (unverified).
var ForbidIllegalObject = wire.Define[ObjectRequest, wire.Empty]("im_cos_msg.forbid_illegal_object")

// ObjectRequest names a file.
type ObjectRequest struct {
	RawURL string `json:"RawURL"` // as it stands in the message; its signature does not matter
}

// Validate checks the form.
func (r *ObjectRequest) Validate() error {
	if r.RawURL == "" {
		return ErrParameter.With("RawURL is missing")
	}
	return nil
}
