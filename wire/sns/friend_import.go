package sns

import "github.com/teahouse-chat/teahouse/wire"

// FriendImport puts friends into the list of one user, without asking them and
// without notices: for moving in. Importing a friend again writes over what the
// list has of him.
var FriendImport = wire.Define[FriendImportRequest, ResultResponse]("sns.friend_import")

// FriendImportRequest names at most 1000 friends of one user.
type FriendImportRequest struct {
	FromAccount   string             `json:"From_Account"`
	AddFriendItem []ImportFriendItem `json:"AddFriendItem"`
}

// ImportFriendItem is a friend as he is to be in the list. Times are seconds;
// without AddTime the friendship begins now.
type ImportFriendItem struct {
	ToAccount  string   `json:"To_Account"`
	Remark     string   `json:"Remark,omitempty"`
	RemarkTime int64    `json:"RemarkTime,omitempty"`
	GroupName  []string `json:"GroupName,omitempty"`
	AddSource  string   `json:"AddSource"`
	AddWording string   `json:"AddWording,omitempty"`
	AddTime    int64    `json:"AddTime,omitempty"`
	CustomItem []Item   `json:"CustomItem,omitempty"`
}

// Validate checks the form.
func (r *FriendImportRequest) Validate() error {
	if err := CheckBatch("AddFriendItem", len(r.AddFriendItem), MaxBatch); err != nil {
		return err
	}
	for _, item := range r.AddFriendItem {
		if err := first(checkSource(item.AddSource), checkBytes("AddWording", item.AddWording, MaxWording),
			checkBytes("Remark", item.Remark, MaxRemark), checkGroupNames(item.GroupName)); err != nil {
			return err
		}
		if item.AddTime < 0 || item.RemarkTime < 0 {
			return bad.With("times are seconds since 1970")
		}
		if len(item.CustomItem) > MaxCustomFields {
			return bad.With("at most %d custom fields", MaxCustomFields)
		}
		for _, field := range item.CustomItem {
			if !ValidCustom(field.Tag) {
				return bad.With("%q is no custom field", field.Tag)
			}
			if err := CheckField(field); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkGroupNames(names []string) error {
	if len(names) > MaxGroups {
		return bad.With("at most %d friend groups", MaxGroups)
	}
	for _, name := range names {
		if err := checkGroupName(name); err != nil {
			return err
		}
	}
	return nil
}
