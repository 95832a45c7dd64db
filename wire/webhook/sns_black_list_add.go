package webhook

// SnsBlackListAdd tells that a user blocked others.
var SnsBlackListAdd = after[SnsBlackListAddBody]("Sns.CallbackBlackListAdd")

// SnsBlackListAddBody is the body of Sns.CallbackBlackListAdd.
type SnsBlackListAddBody struct {
	Head
	PairList []Pair `json:"PairList"`
}
