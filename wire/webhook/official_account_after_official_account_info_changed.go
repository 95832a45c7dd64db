package webhook

// OfficialAfterInfoChanged tells what changed of an official account's profile.
var OfficialAfterInfoChanged = after[OfficialAfterInfoChangedBody]("OfficialAccount.CallbackAfterOfficialAccountInfoChanged")

// OfficialAfterInfoChangedBody is the body of OfficialAccount.CallbackAfterOfficialAccountInfoChanged.
type OfficialAfterInfoChangedBody struct {
	Head
	Official     string  `json:"Official_Account"`
	Operator     string  `json:"Operator_Account"`
	Name         *string `json:"Name,omitempty"`
	Introduction *string `json:"Introduction,omitempty"`
	FaceURL      *string `json:"FaceUrl,omitempty"`
	Organization *string `json:"Organization,omitempty"`
}
