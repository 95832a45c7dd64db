package webhook

// SnsBlackListDelete tells that a user unblocked others.
var SnsBlackListDelete = after[SnsBlackListDeleteBody]("Sns.CallbackBlackListDelete")

// SnsBlackListDeleteBody is the body of Sns.CallbackBlackListDelete.
type SnsBlackListDeleteBody struct {
	Head
	PairList []Pair `json:"PairList"`
}
