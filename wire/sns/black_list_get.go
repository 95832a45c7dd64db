package sns

import "github.com/teahouse-chat/teahouse/wire"

// BlackListGet pages through the users whom one user has blocked, in the order in
// which he did so.
var BlackListGet = wire.Define[PageRequest, BlackListGetResponse]("sns.black_list_get")

// PageRequest asks for a page: StartIndex is 0 and then that of the last answer.
// MaxLimited 0 and over 1000 is 1000.
type PageRequest struct {
	FromAccount  string `json:"From_Account"`
	StartIndex   int64  `json:"StartIndex"`
	MaxLimited   int    `json:"MaxLimited"`
	LastSequence int64  `json:"LastSequence,omitempty"`
}

// BlackListGetResponse ends with StartIndex 0. The sequence grows with each
// change; its name is misspelt in the protocol.
type BlackListGetResponse struct {
	BlackListItem   []BlackListItem `json:"BlackListItem"`
	StartIndex      int64           `json:"StartIndex"`
	CurrentSequence int64           `json:"CurruentSequence"`
}

// BlackListItem is a blocked user.
type BlackListItem struct {
	ToAccount         string `json:"To_Account"`
	AddBlackTimeStamp int64  `json:"AddBlackTimeStamp"` // seconds
}
