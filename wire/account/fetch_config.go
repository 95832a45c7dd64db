package account

import "github.com/teahouse-chat/teahouse/wire"

// FetchConfig hands a client its configuration.
var FetchConfig = wire.DefineClient[FetchConfigRequest, FetchConfigResponse]("im_sdk_config_mgr.fetch_config")

// FetchConfigRequest carries the version that the client has.
type FetchConfigRequest struct {
	App     uint32 `json:"uint32_sdkappid"`
	Version uint64 `json:"uint64_version"`
}

// FetchConfigResponse holds a JSON object as text; all its values are strings.
type FetchConfigResponse struct {
	Code    int    `json:"int32_error_code"`
	Message string `json:"str_error_message"`
	Config  string `json:"str_json_config"`
	Expired uint32 `json:"uint32_expired_time"` // seconds until the next fetch
	App     uint32 `json:"uint32_sdkappid"`
	Version uint64 `json:"uint64_version"`
}
