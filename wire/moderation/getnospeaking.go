package moderation

import "github.com/teahouse-chat/teahouse/wire"

// GetNoSpeaking tells for how long an account is still muted.
var GetNoSpeaking = wire.Define[GetNoSpeakingRequest, GetNoSpeakingResponse]("openconfigsvr.getnospeaking")

// GetNoSpeakingRequest names the account.
type GetNoSpeakingRequest struct {
	Get string `json:"Get_Account"`
}

// Validate checks the form.
func (r *GetNoSpeakingRequest) Validate() error {
	if r.Get == "" {
		return ErrGetMissing
	}
	return nil
}

// GetNoSpeakingResponse has the seconds that are left: 0 is not muted, 4294967295 for
// ever.
type GetNoSpeakingResponse struct {
	C2C   uint32 `json:"C2CmsgNospeakingTime"`
	Group uint32 `json:"GroupmsgNospeakingTime"`
}
