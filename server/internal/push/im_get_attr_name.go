package push

import (
	"context"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/api"

	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func (s *Service) imGetAttrName(ctx context.Context, c *api.Caller, _ *wire.Empty) (*push.ImGetAttrNameResponse, error) {
	resp := &push.ImGetAttrNameResponse{AttrNames: map[string]string{}}
	return resp, s.DB.View(ctx, func(tx *store.Tx) error {
		numbers, err := attrNumbers(tx, c.App.ID)
		for name, n := range numbers {
			resp.AttrNames[strconv.Itoa(n)] = name
		}
		return err
	})
}
