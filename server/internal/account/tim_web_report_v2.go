package account

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
)

// timWebReportV2 drops the client's statistics; unanswered ones would be sent
// again and again.
func (s *Service) timWebReportV2(context.Context, *api.Caller, *wire.Empty) (*wire.Empty, error) {
	return &wire.Empty{}, nil
}
