package attr

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// setGroupAttr does not look at the versions of single attributes: all are
// replaced.
func (s *Service) setGroupAttr(ctx context.Context, c *api.Caller, req *wire.SetGroupAttrRequest) (*wire.AttrWritten, error) {
	return s.write(ctx, c, req.GroupID, req.AttrVersion, nil, func(now []wire.Attr) (change, error) {
		return change{op: wire.AttrSet, put: req.GroupAttr, drop: names(now)}, nil
	})
}
