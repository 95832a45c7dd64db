package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) delete(ctx context.Context, c *api.Caller, req *recent.DeleteRequest) (*recent.DeleteResponse, error) {
	owner, err := s.owner(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	return &recent.DeleteResponse{}, s.deleteAll(ctx, c, owner, []recent.Contact{req.Contact}, req.ClearRamble == 1)
}
