package attr

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) modifyGroupAttr(ctx context.Context, c *api.Caller, req *wire.ModifyGroupAttrRequest) (*wire.AttrWritten, error) {
	return s.write(ctx, c, req.GroupID, req.AttrVersion, keysOf(req.GroupAttr), func(now []wire.Attr) (change, error) {
		return change{op: wire.AttrModify, put: req.GroupAttr}, fits(now, req.GroupAttr)
	})
}
