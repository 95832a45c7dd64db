package operate

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/wire/setting"
)

func (s *Service) getSettings(_ context.Context, c *api.Caller, req *setting.GetSettingsRequest) (*setting.GetSettingsResponse, error) {
	all, err := s.Apps.Values(c.App.ID)
	if err != nil {
		return nil, err
	}
	resp := &setting.GetSettingsResponse{Settings: []setting.Setting{}}
	if len(req.Names) == 0 {
		for _, v := range all {
			resp.Settings = append(resp.Settings, setting.Setting{Name: v.Name, Value: v.Value})
		}
	}
	for _, name := range req.Names {
		i, err := app.Find(name)
		if err != nil {
			return nil, err
		}
		resp.Settings = append(resp.Settings, setting.Setting{Name: name, Value: all[i].Value})
	}
	return resp, nil
}
