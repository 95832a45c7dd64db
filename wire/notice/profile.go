package notice

import "encoding/json"

// ProfileEvent says that a user's profile changed.
type ProfileEvent struct {
	Event          int             `json:"Event"` // 8
	ProfileDataMod []ProfileChange `json:"ProfileDataMod"`
}

// ProfileChange lists the changed fields of a user.
type ProfileChange struct {
	PushType       int           `json:"PushType"` // 1
	ProfileAccount string        `json:"Profile_Account"`
	ProfileList    []ProfileItem `json:"ProfileList"`
}

// ProfileItem is a field; strings are in ValueBytes, numbers in ValueNum.
type ProfileItem struct {
	Tag        string          `json:"Tag"`
	ValueBytes json.RawMessage `json:"ValueBytes,omitempty"`
	ValueNum   json.RawMessage `json:"ValueNum,omitempty"`
}
