package sns

import "github.com/teahouse-chat/teahouse/wire"

// BlackListGet pages through the users whom the caller has blocked.
var BlackListGet = wire.DefineClient[PageRequest, BlackListGetResponse]("sns.black_list_get")

// PageRequest asks for a page of one's own list.
type PageRequest struct {
	FromAccount string `json:"From_Account"`
	StartIndex  int64  `json:"StartIndex"`
	MaxLimited  int    `json:"MaxLimited"`
}

// BlackListGetResponse ends with StartIndex 0.
type BlackListGetResponse struct {
	BlackListItem []BlackListItem `json:"BlackListItem"`
	StartIndex    int64           `json:"StartIndex"`
}

// BlackListItem is a blocked user.
type BlackListItem struct {
	ToAccount         string `json:"To_Account"`
	AddBlackTimeStamp int64  `json:"AddBlackTimeStamp"`
}
