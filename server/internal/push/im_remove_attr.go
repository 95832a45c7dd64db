package push

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func (s *Service) imRemoveAttr(ctx context.Context, c *api.Caller, req *push.ImRemoveAttrRequest) (*push.ListResponse, error) {
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
			a, ok := found[u.To]
			for _, name := range u.Attrs {
				n, named := numbers[name]
				if !named {
					return push.ErrAttr.With("%q", name)
				}
				if !ok {
					continue
				}
				if err := deleteAttr(tx, a, n); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return &push.ListResponse{ErrorList: missing}, err
}
