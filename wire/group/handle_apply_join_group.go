package group

import "github.com/teahouse-chat/teahouse/wire"

// HandleApplyJoinGroup answers an application to join: an owner or admin lets the
// applicant in or not. Answered twice it is ErrHandled.
var HandleApplyJoinGroup = defineClient[HandleApplyJoinGroupRequest, wire.Empty]("group_open_http_svc.handle_apply_join_group")

// Values of HandleMsg.
const (
	Agree  = "Agree"
	Reject = "Reject"
)

// HandleApplyJoinGroupRequest names the application by its Authentication, as the
// notice or get_pendency had it; without one, the applicant's open application is
// meant.
type HandleApplyJoinGroupRequest struct {
	GroupID          string `json:"GroupId"`
	Applicant        string `json:"Applicant_Account"`
	HandleMsg        string `json:"HandleMsg"`             // Agree or Reject
	ApprovalMsg      string `json:"ApprovalMsg,omitempty"` // shown to the applicant
	Authentication   string `json:"Authentication,omitempty"`
	MsgKey           Cursor `json:"MsgKey,omitempty"`
	UserDefinedField string `json:"UserDefinedField,omitempty"`
}

// Validate checks the form.
func (r *HandleApplyJoinGroupRequest) Validate() error {
	return first(CheckID(r.GroupID), need("Applicant_Account", r.Applicant), checkAnswer(r.HandleMsg, &r.ApprovalMsg))
}

// need refuses a text that is missing.
func need(name, value string) error {
	if value == "" {
		return ErrBadParameter.With("%s is missing", name)
	}
	return nil
}

// checkAnswer tests the answer to an application or invitation.
func checkAnswer(answer string, text *string) error {
	return first(need("HandleMsg", answer), checkChoice("HandleMsg", answer, Agree, Reject),
		checkText("ApprovalMsg", text, MaxApplyMsg))
}
