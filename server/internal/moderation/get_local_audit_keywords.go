package moderation

import (
	"context"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/moderation"
)

func (s *Service) getLocalAuditKeywords(ctx context.Context, c *api.Caller, req *moderation.GetLocalAuditKeywordsRequest) (*moderation.GetLocalAuditKeywordsResponse, error) {
	if err := ownApp(c, req.SdkAppId); err != nil {
		return nil, err
	}
	var all []moderation.Word
	err := s.db.View(ctx, func(tx *store.Tx) (err error) {
		all, err = wordsOf(tx, c.App.ID)
		return err
	})
	resp := &moderation.GetLocalAuditKeywordsResponse{RequestID: *requestID(), LocalAuditWords: []moderation.Word{}}
	for _, w := range all {
		wanted := (req.FilterType == 0 || w.FilterType == req.FilterType) && strings.Contains(w.Keyword, req.Keyword)
		n, cur := &resp.TotalCount, &resp.CurCount
		if w.WordType == moderation.Expression {
			n, cur = &resp.TotalRegCount, &resp.CurRegCount
		}
		*n++
		if !wanted {
			continue
		}
		*cur++
		if at := resp.CurCount + resp.CurRegCount; at > req.Offset && at <= req.Offset+req.Limit {
			resp.LocalAuditWords = append(resp.LocalAuditWords, w)
		}
	}
	return resp, err
}
