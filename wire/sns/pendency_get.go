package sns

import "github.com/teahouse-chat/teahouse/wire"

// PendencyGet pages through friend applications.
var PendencyGet = wire.DefineClient[PendencyGetRequest, PendencyGetResponse]("sns.pendency_get")

// PendencyGetRequest asks for applications sent, received or both.
type PendencyGetRequest struct {
	FromAccount  string `json:"From_Account"`
	PendencyType string `json:"PendencyType"`
	StartTime    int64  `json:"StartTime"`
	MaxLimited   int    `json:"MaxLimited"`
	LastSequence int64  `json:"LastSequence"`
}

// PendencyGetResponse ends with StartTime 0.
type PendencyGetResponse struct {
	PendencyItem        []Pendency `json:"PendencyItem"`
	UnreadPendencyCount int        `json:"UnreadPendencyCount"`
	StartTime           int64      `json:"StartTime"`
	CurrentSequence     int64      `json:"CurrentSequence"`
}

// Pendency is one open application.
type Pendency struct {
	ToAccount    string `json:"To_Account"`
	Nick         string `json:"Nick"`
	Image        string `json:"Image"`
	AddSource    string `json:"AddSource"`
	AddWording   string `json:"AddWording"`
	AddTime      int64  `json:"AddTime"`
	PendencyType string `json:"PendencyType"`
}
