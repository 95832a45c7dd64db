package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// getPendency has nothing to list: applications are not taken.
func (s *Service) getPendency(context.Context, *api.Caller, *group.GetPendencyRequest) (*group.GetPendencyResponse, error) {
	return &group.GetPendencyResponse{PendencyList: []group.Pendency{}}, nil
}
