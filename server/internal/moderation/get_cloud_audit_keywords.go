package moderation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/moderation"
)

func (s *Service) getCloudAuditKeywords(context.Context, *api.Caller, *moderation.GetCloudAuditKeywordsRequest) (*moderation.RequestID, error) {
	return requestID(), moderation.ErrNotEnabled
}
