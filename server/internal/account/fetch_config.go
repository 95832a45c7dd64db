package account

import (
	"context"
	"fmt"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/account"
)

// configExpires is how many seconds a client keeps what it fetched.
const configExpires = 3600

// fetchConfig switches the client's own statistics off, as nobody here reads them,
// and tells it how large files may be.
func (s *Service) fetchConfig(_ context.Context, c *api.Caller, _ *account.FetchConfigRequest) (*account.FetchConfigResponse, error) {
	images, files := c.App.Settings.ImageMB, c.App.Settings.FileMB
	return &account.FetchConfigResponse{App: c.App.ID, Version: 1 + uint64(images)<<32 + uint64(files), Expired: configExpires,
		Config: fmt.Sprintf(`{"evt_rpt_sdkappid_bl":"[%d]","q_rpt_sdkappid_bl":"[%d]",`+
			`"upload_size_limit":"{\"i\":\"%d\",\"a\":\"%d\",\"v\":\"%d\",\"f\":\"%d\"}"}`, c.App.ID, c.App.ID, images, images, files, files)}, nil
}
