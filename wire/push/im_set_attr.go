package push

import "github.com/teahouse-chat/teahouse/wire"

// ImSetAttr sets attributes of up to 100 users; those that are not named stay. An
// attribute without a name, or a value of more than 50 bytes, refuses the whole request.
var ImSetAttr = wire.Define[ImSetAttrRequest, ListResponse]("all_member_push.im_set_attr", "openim.im_set_attr", "timpush.set_attr")

// ImSetAttrRequest lists users with their attributes by name.
type ImSetAttrRequest struct {
	UserAttrs []UserAttrs `json:"UserAttrs"`
}

// Validate checks numbers and lengths.
func (r *ImSetAttrRequest) Validate() error {
	names := make([]string, len(r.UserAttrs))
	for i, u := range r.UserAttrs {
		names[i] = u.To
		for _, value := range u.Attrs {
			if len(value) > MaxBytes {
				return ErrAttr.With("a value has at most %d bytes", MaxBytes)
			}
		}
	}
	return checkUsers(names, len(names))
}
