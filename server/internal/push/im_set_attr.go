package push

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func (s *Service) imSetAttr(ctx context.Context, c *api.Caller, req *push.ImSetAttrRequest) (*push.ListResponse, error) {
	names := make([]string, len(req.UserAttrs))
	for i, u := range req.UserAttrs {
		names[i] = u.To
	}
	found, missing, err := s.users(ctx, c, names)
	if err != nil {
		return nil, err
	}
	err = s.DB.Update(ctx, func(tx *store.Tx) error {
		numbers, err := attrNumbers(tx, c.App.ID)
		if err != nil {
			return err
		}
		for _, u := range req.UserAttrs {
			values, err := byNumber(numbers, u.Attrs)
			if err != nil {
				return err
			}
			a, ok := found[u.To]
			for n, value := range values {
				if !ok {
					continue
				}
				if err := putAttr(tx, a, n, value); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return &push.ListResponse{ErrorList: missing}, err
}
