package media

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

func (s *Service) getFinalIP(ctx context.Context, c *api.Caller, _ *cos.GetFinalIPRequest) (*cos.GetFinalIPResponse, error) {
	if _, err := s.caller(ctx, c); err != nil {
		return nil, err
	}
	return &cos.GetFinalIPResponse{}, nil
}
