package webhook

// OfficialAfterMsgWithDraw tells which messages were recalled.
var OfficialAfterMsgWithDraw = after[OfficialAfterMsgWithDrawBody]("OfficialAccount.CallbackAfterMsgWithDraw")

// OfficialAfterMsgWithDrawBody is the body of OfficialAccount.CallbackAfterMsgWithDraw.
type OfficialAfterMsgWithDrawBody struct {
	Head
	Official string      `json:"Official_Account"`
	List     []Withdrawn `json:"WithdrawMsgList"`
}

// Withdrawn is a message that was recalled.
type Withdrawn struct {
	MsgKey string `json:"MsgKey"`
}
