package moderation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/moderation"
)

func (s *Service) deleteCloudAuditKeywords(context.Context, *api.Caller, *moderation.DeleteCloudAuditKeywordsRequest) (*moderation.RequestID, error) {
	return requestID(), moderation.ErrNotEnabled
}
