package push

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func (s *Service) imGetAttr(ctx context.Context, c *api.Caller, req *push.UsersRequest) (*push.ImGetAttrResponse, error) {
	found, missing, err := s.users(ctx, c, req.To)
	if err != nil {
		return nil, err
	}
	var names map[string]int
	var attrs map[uint64]map[int]string
	err = s.DB.View(ctx, func(tx *store.Tx) (err error) {
		if names, err = attrNumbers(tx, c.App.ID); err != nil {
			return err
		}
		attrs, err = attrsOf(tx, c.App.ID, numbers(found))
		return err
	})
	resp := &push.ImGetAttrResponse{UserAttrs: []push.UserAttrs{}, ErrorList: missing}
	for _, name := range req.To {
		a, ok := found[name]
		if !ok {
			continue
		}
		own := map[string]string{}
		for name, n := range names {
			if value, there := attrs[a.ID][n]; there {
				own[name] = value
			}
		}
		resp.UserAttrs = append(resp.UserAttrs, push.UserAttrs{To: name, Attrs: own})
	}
	return resp, err
}
