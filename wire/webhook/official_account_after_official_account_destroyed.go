package webhook

// OfficialAfterDestroyed tells that an official account was destroyed.
var OfficialAfterDestroyed = after[OfficialAfterDestroyedBody]("OfficialAccount.CallbackAfterOfficialAccountDestroyed")

// OfficialAfterDestroyedBody is the body of OfficialAccount.CallbackAfterOfficialAccountDestroyed.
type OfficialAfterDestroyedBody struct {
	Head
	Official string `json:"Official_Account"`
	Owner    string `json:"Owner_Account"`
	Name     string `json:"Name"`
}
