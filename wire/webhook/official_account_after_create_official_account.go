package webhook

// OfficialAfterCreate tells that an official account was made.
var OfficialAfterCreate = after[OfficialAfterCreateBody]("OfficialAccount.CallbackAfterCreateOfficialAccount")

// OfficialAfterCreateBody is the body of OfficialAccount.CallbackAfterCreateOfficialAccount.
type OfficialAfterCreateBody struct {
	Head
	Official string `json:"Official_Account"`
	Operator string `json:"Operator_Account"`
	Owner    string `json:"Owner_Account"`
	Name     string `json:"Name"`
}
