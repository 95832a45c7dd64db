package setting

import "github.com/teahouse-chat/teahouse/wire"

// SetSettings changes settings of the application: all that are named, or none if one of
// them is not valid. It is what `teahouse app settings set` does. Every node goes by the new
// values within a second, the one that was asked at once; nothing is started again. A name
// that there is not is 190001, and the text names the nearest one; a value that a setting
// does not take is 190002, and the text says what it takes.
//
// Any App admin may change any setting, rates and sizes among them: whoever runs a server
// for others gives them accounts that are no App admins.
var SetSettings = wire.Define[SetSettingsRequest, wire.Empty]("teahouse_setting_svc.set_settings")

// SetSettingsRequest has 1 to 200 settings, each once.
type SetSettingsRequest struct {
	Settings []Setting `json:"Settings"`
}

// Validate checks how many there are, and that none is there twice.
func (r *SetSettingsRequest) Validate() error {
	if len(r.Settings) == 0 || len(r.Settings) > MaxNames {
		return ErrRequest.With("1 to %d Settings", MaxNames)
	}
	seen := map[string]bool{}
	for _, s := range r.Settings {
		if seen[s.Name] {
			return ErrRequest.With("%q is given twice", s.Name)
		}
		seen[s.Name] = true
	}
	return nil
}
