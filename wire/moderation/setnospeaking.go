package moderation

import "github.com/teahouse-chat/teahouse/wire"

// SetNoSpeaking forbids an account to send one-to-one messages (20012), group messages
// (10017) or both for a time, which counts from the call. A time that is left out stays
// as it was. What an App admin sends in the account's name is stopped too (unverified).
var SetNoSpeaking = wire.Define[SetNoSpeakingRequest, wire.Empty]("openconfigsvr.setnospeaking")

// SetNoSpeakingRequest has at least one of the times, in seconds: 0 ends a mute,
// 4294967295 is for ever.
type SetNoSpeakingRequest struct {
	Set   string  `json:"Set_Account"`
	C2C   *uint32 `json:"C2CmsgNospeakingTime,omitempty"`
	Group *uint32 `json:"GroupmsgNospeakingTime,omitempty"`
}

// Validate checks the form.
func (r *SetNoSpeakingRequest) Validate() error {
	switch {
	case r.Set == "":
		return ErrSetMissing
	case r.C2C == nil && r.Group == nil:
		return ErrNoTime
	}
	return nil
}
