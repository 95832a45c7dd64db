package sns

import "github.com/teahouse-chat/teahouse/wire"

// PendencyGet pages through open friend applications, the newest first.
var PendencyGet = wire.DefineClient[PendencyGetRequest, PendencyGetResponse]("sns.pendency_get")

// Kinds of applications as their owner sees them.
const (
	PendencyBoth    = "Pendency_Type_Both"
	PendencyComeIn  = "Pendency_Type_ComeIn"  // received
	PendencySendOut = "Pendency_Type_SendOut" // sent
)

// PendencyGetRequest asks for applications sent, received or both. StartTime is
// 0 and then that of the last answer; MaxLimited 0 and over 100 is 100.
type PendencyGetRequest struct {
	FromAccount  string `json:"From_Account"`
	PendencyType string `json:"PendencyType"`
	StartTime    int64  `json:"StartTime"`
	MaxLimited   int    `json:"MaxLimited"`
	LastSequence int64  `json:"LastSequence"`
}

// Validate checks the form.
func (r *PendencyGetRequest) Validate() error {
	return checkChoice("PendencyType", r.PendencyType, PendencyBoth, PendencyComeIn, PendencySendOut)
}

// PendencyGetResponse ends with StartTime 0.
type PendencyGetResponse struct {
	PendencyItem        []Pendency `json:"PendencyItem"`
	UnreadPendencyCount int        `json:"UnreadPendencyCount"`
	StartTime           int64      `json:"StartTime"`
	CurrentSequence     int64      `json:"CurrentSequence"`
}

// Pendency is one open application; ToAccount is the other side.
type Pendency struct {
	ToAccount    string `json:"To_Account"`
	Nick         string `json:"Nick"`
	Image        string `json:"Image"`
	AddSource    string `json:"AddSource"`
	AddWording   string `json:"AddWording"`
	AddTime      int64  `json:"AddTime"` // seconds
	PendencyType string `json:"PendencyType"`
}
