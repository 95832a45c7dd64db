package operate

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/setting"
)

func (s *Service) describeSettings(context.Context, *api.Caller, *wire.Empty) (*setting.DescribeSettingsResponse, error) {
	resp := &setting.DescribeSettingsResponse{}
	for _, r := range app.Rows {
		resp.Settings = append(resp.Settings, setting.Described{Name: r.Name, Meaning: r.Meaning, Default: r.Default})
	}
	return resp, nil
}
