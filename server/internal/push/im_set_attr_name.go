package push

import (
	"context"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/api"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func (s *Service) imSetAttrName(ctx context.Context, c *api.Caller, req *push.ImSetAttrNameRequest) (*wire.Empty, error) {
	return &wire.Empty{}, s.DB.Update(ctx, func(tx *store.Tx) error {
		for number, name := range req.AttrNames {
			n, err := strconv.Atoi(number)
			if err != nil {
				return err
			}
			if err := putAttrName(tx, c.App.ID, n, name); err != nil {
				return err
			}
		}
		return nil
	})
}
