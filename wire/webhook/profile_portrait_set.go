package webhook

import "encoding/json"

// ProfilePortraitSet tells that fields of a profile changed.
var ProfilePortraitSet = after[ProfilePortraitSetBody]("Profile.CallbackPortraitSet")

// ProfilePortraitSetBody is the body of Profile.CallbackPortraitSet.
type ProfilePortraitSetBody struct {
	Head
	Operator    string        `json:"Operator_Account"`
	From        string        `json:"From_Account"` // whose profile it is
	ProfileItem []ProfileItem `json:"ProfileItem"`
}

// ProfileItem is a field with its new value, a JSON string or number.
type ProfileItem struct {
	Tag   string          `json:"Tag"`
	Value json.RawMessage `json:"Value"`
}
