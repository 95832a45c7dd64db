package webhook

// SnsPrevFriendResponse asks before a client's answers to friend requests are carried out.
var SnsPrevFriendResponse = before[SnsPrevFriendResponseBody, FriendAnswer]("Sns.CallbackPrevFriendResponse")

// SnsPrevFriendResponseBody is the body of Sns.CallbackPrevFriendResponse.
type SnsPrevFriendResponseBody struct {
	Head
	Requester          string               `json:"Requester_Account"`
	From               string               `json:"From_Account"`
	ResponseFriendItem []ResponseFriendItem `json:"ResponseFriendItem"`
}

// ResponseFriendItem is the answer to one applicant: Response_Action_AgreeAndAdd,
// Response_Action_Agree or Response_Action_Reject.
type ResponseFriendItem struct {
	To             string `json:"To_Account"`
	Remark         string `json:"Remark"`
	TagName        string `json:"TagName"`
	ResponseAction string `json:"ResponseAction"`
}
