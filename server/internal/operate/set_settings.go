package operate

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/setting"
)

func (s *Service) setSettings(ctx context.Context, c *api.Caller, req *setting.SetSettingsRequest) (*wire.Empty, error) {
	values := map[string]string{}
	for _, v := range req.Settings {
		values[v.Name] = v.Value
	}
	return &wire.Empty{}, s.Apps.Set(ctx, c.App.ID, values)
}
