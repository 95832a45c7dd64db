package webhook

// OfficialAfterFull tells that an official account has as many subscribers as it may have.
var OfficialAfterFull = after[OfficialAfterFullBody]("OfficialAccount.CallbackAfterOfficialAccountFull")

// OfficialAfterFullBody is the body of OfficialAccount.CallbackAfterOfficialAccountFull.
type OfficialAfterFullBody struct {
	Head
	Official string `json:"Official_Account"`
}
