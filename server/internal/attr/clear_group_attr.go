package attr

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) clearGroupAttr(ctx context.Context, c *api.Caller, req *wire.ClearGroupAttrRequest) (*wire.AttrWritten, error) {
	return s.write(ctx, c, req.GroupID, req.AttrVersion, nil, func(now []wire.Attr) (change, error) {
		return change{op: wire.AttrClear, drop: names(now)}, nil
	})
}
