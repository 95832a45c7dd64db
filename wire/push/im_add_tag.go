package push

import "github.com/teahouse-chat/teahouse/wire"

// ImAddTag adds tags to up to 100 users. A tag that a user has stays. A user with
// more than 100 tags in the end refuses the whole request with 90032 (the number is
// unverified).
var ImAddTag = wire.Define[ImAddTagRequest, ListResponse]("all_member_push.im_add_tag", "openim.im_add_tag", "timpush.add_tag")

// ImAddTagRequest lists users with tags of 1 to 50 bytes.
type ImAddTagRequest struct {
	Replace  int        `json:"Replace,omitempty"` // 1: in place of all tags that the users have, at most 100; 0: at most 10
	UserTags []UserTags `json:"UserTags"`
}

// Validate checks numbers and lengths.
func (r *ImAddTagRequest) Validate() error {
	most := MaxTags
	if r.Replace == 1 {
		most = MaxUserTags
	}
	return checkTags(r.UserTags, most)
}

func checkTags(users []UserTags, most int) error {
	names := make([]string, len(users))
	for i, u := range users {
		names[i] = u.To
		if len(u.Tags) > most {
			return ErrManyTags
		}
		for _, tag := range u.Tags {
			if tag == "" || len(tag) > MaxBytes {
				return ErrTagLength
			}
		}
	}
	return checkUsers(names, len(names))
}
