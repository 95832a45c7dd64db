package sns

import (
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
)

// FriendUpdate changes what a user's list has of friends: the remark, the friend
// groups, which are replaced and made where they do not exist, and custom fields.
// An empty remark or custom field is taken out.
var FriendUpdate = wire.Define[FriendUpdateRequest, ResultResponse]("sns.friend_update")

// FriendUpdateRequest names at most 1000 friends of one user.
type FriendUpdateRequest struct {
	FromAccount string       `json:"From_Account"`
	UpdateItem  []UpdateItem `json:"UpdateItem"`
}

// UpdateItem is a friend with the fields to change: TagRemark, TagGroup and
// custom ones.
type UpdateItem struct {
	ToAccount string `json:"To_Account"`
	SnsItem   []Item `json:"SnsItem"`
}

// Validate checks the form.
func (r *FriendUpdateRequest) Validate() error {
	if err := CheckBatch("UpdateItem", len(r.UpdateItem), MaxBatch); err != nil {
		return err
	}
	for _, item := range r.UpdateItem {
		if err := CheckBatch("SnsItem", len(item.SnsItem), 100); err != nil {
			return err
		}
		for _, field := range item.SnsItem {
			if err := CheckField(field); err != nil {
				return err
			}
		}
	}
	return nil
}

// CheckField tests a field that can be written: its name, and the type and
// length of its value.
func CheckField(field Item) error {
	switch {
	case field.Tag == TagRemark:
		text, ok := asText(field.Value)
		if !ok {
			return bad.With("%s is a string", field.Tag)
		}
		return checkBytes(field.Tag, text, MaxRemark)
	case field.Tag == TagGroup:
		var names *[]string
		if json.Unmarshal(field.Value, &names) != nil || names == nil {
			return bad.With("%s is an array of strings", field.Tag)
		}
		return checkGroupNames(*names)
	case ValidCustom(field.Tag):
		var n *uint64
		if text, ok := asText(field.Value); ok {
			return checkBytes(field.Tag, text, MaxCustom)
		}
		if json.Unmarshal(field.Value, &n) != nil || n == nil {
			return bad.With("%s is a string or a number", field.Tag)
		}
		return nil
	}
	return bad.With("%q cannot be written", field.Tag)
}

func asText(raw json.RawMessage) (string, bool) {
	var text *string
	if json.Unmarshal(raw, &text) != nil || text == nil {
		return "", false
	}
	return *text, true
}
