package setting

import "github.com/teahouse-chat/teahouse/wire"

// DescribeSettings lists the settings that there are, in the order of the reference
// (docs/reference/settings.md), which says the same.
var DescribeSettings = wire.Define[wire.Empty, DescribeSettingsResponse]("teahouse_setting_svc.describe_settings")

// DescribeSettingsResponse has all settings.
type DescribeSettingsResponse struct {
	Settings []Described `json:"Settings"`
}

// Described is a setting: what it means and takes, and what is in force where nothing was
// set.
type Described struct {
	Name    string `json:"Name"`
	Meaning string `json:"Meaning"`
	Default string `json:"Default"`
}
