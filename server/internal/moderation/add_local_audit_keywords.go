package moderation

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/moderation"
)

func (s *Service) addLocalAuditKeywords(ctx context.Context, c *api.Caller, req *moderation.AddLocalAuditKeywordsRequest) (*moderation.RequestID, error) {
	if err := ownApp(c, req.SdkAppId); err != nil {
		return nil, err
	}
	now := time.Now()
	err := s.change(ctx, c.App.ID, func(tx *store.Tx) error {
		for _, w := range req.LocalAuditWords {
			if err := putWord(tx, c.App.ID, w, now); err != nil {
				return err
			}
		}
		n, err := countWords(tx, c.App.ID)
		if err == nil && n > moderation.MaxList {
			err = moderation.ErrTooManyWords.With("the list has at most %d", moderation.MaxList)
		}
		return err
	})
	return requestID(), err
}

// ownApp refuses a request that names another application than the caller's.
func ownApp(c *api.Caller, named uint32) error {
	if named != 0 && named != c.App.ID {
		return moderation.ErrParameter.With("SdkAppId is another application")
	}
	return nil
}
