package moderation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/moderation"
)

func (s *Service) deleteLocalAuditKeywords(ctx context.Context, c *api.Caller, req *moderation.DeleteLocalAuditKeywordsRequest) (*moderation.RequestID, error) {
	if err := ownApp(c, req.SdkAppId); err != nil {
		return nil, err
	}
	err := s.change(ctx, c.App.ID, func(tx *store.Tx) error {
		for _, w := range req.LocalAuditWords {
			if err := deleteWord(tx, c.App.ID, w); err != nil {
				return err
			}
		}
		return nil
	})
	return requestID(), err
}
