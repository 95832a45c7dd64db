package push

import "github.com/teahouse-chat/teahouse/wire"

// ImSetAttrName names the application's attributes. Numbers that are not given keep
// their names, and users keep their values when a number is renamed.
var ImSetAttrName = wire.Define[ImSetAttrNameRequest, wire.Empty]("all_member_push.im_set_attr_name", "openim.im_set_attr_name", "timpush.set_attr_name")

// ImSetAttrNameRequest has names of 1 to 50 bytes by numbers from "0" to "9".
type ImSetAttrNameRequest struct {
	AttrNames map[string]string `json:"AttrNames"`
}

// Validate checks numbers and names.
func (r *ImSetAttrNameRequest) Validate() error {
	if len(r.AttrNames) == 0 {
		return ErrParameter.With("AttrNames is missing")
	}
	for number, name := range r.AttrNames {
		if len(number) != 1 || number[0] < '0' || number[0] > '9' {
			return ErrParameter.With("attributes have the numbers 0 to 9, not %q", number)
		}
		if name == "" || len(name) > MaxBytes {
			return ErrAttrName
		}
	}
	return nil
}
