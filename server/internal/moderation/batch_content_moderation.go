package moderation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/moderation"
)

func (s *Service) batchContentModeration(context.Context, *api.Caller, *moderation.BatchContentModerationRequest) (*moderation.RequestID, error) {
	return requestID(), moderation.ErrNotEnabled
}
