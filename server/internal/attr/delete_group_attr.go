package attr

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) deleteGroupAttr(ctx context.Context, c *api.Caller, req *wire.DeleteGroupAttrRequest) (*wire.AttrWritten, error) {
	return s.write(ctx, c, req.GroupID, req.AttrVersion, req.GroupAttr, func(now []wire.Attr) (change, error) {
		there := names(now)
		ch := change{op: wire.AttrDeleted}
		for _, k := range req.GroupAttr {
			if !slices.Contains(there, k.Key) {
				return change{}, wire.ErrNoAttr.With("%q", k.Key)
			}
			ch.drop = append(ch.drop, k.Key)
		}
		return ch, nil
	})
}
