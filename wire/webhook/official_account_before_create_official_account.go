package webhook

// OfficialBeforeCreate asks before an official account is made.
var OfficialBeforeCreate = before[OfficialBeforeCreateBody, Answer]("OfficialAccount.CallbackBeforeCreateOfficialAccount")

// OfficialBeforeCreateBody is the body of OfficialAccount.CallbackBeforeCreateOfficialAccount.
type OfficialBeforeCreateBody struct {
	Head
	Operator string `json:"Operator_Account"`
	Owner    string `json:"Owner_Account"`
	Name     string `json:"Name"`
}
