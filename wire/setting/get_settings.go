package setting

import "github.com/teahouse-chat/teahouse/wire"

// GetSettings returns settings of the application as they are in force: those that are
// named, in that order, or all. A name that there is not is 190001, and the text names the
// nearest one. What webhooks are signed with (webhook_token) is among them.
var GetSettings = wire.Define[GetSettingsRequest, GetSettingsResponse]("teahouse_setting_svc.get_settings")

// GetSettingsRequest names at most 200 settings; without any it means all.
type GetSettingsRequest struct {
	Names []string `json:"Names,omitempty"`
}

// Validate checks how many there are.
func (r *GetSettingsRequest) Validate() error {
	if len(r.Names) > MaxNames {
		return ErrRequest.With("at most %d Names", MaxNames)
	}
	return nil
}

// GetSettingsResponse has the settings.
type GetSettingsResponse struct {
	Settings []Setting `json:"Settings"`
}
