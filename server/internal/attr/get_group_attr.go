package attr

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getGroupAttr(ctx context.Context, c *api.Caller, req *wire.GetGroupAttrRequest) (*wire.GetGroupAttrResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	var n seqs
	var all []wire.Attr
	err = s.groups.DB.View(ctx, func(tx *store.Tx) (err error) {
		if n, err = getSeqs(tx, st.Group.ID); err != nil {
			return err
		}
		all, err = attrs(tx, st.Group.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &wire.GetGroupAttrResponse{AttrMainSeq: n.attrs, GroupAttrAry: append([]wire.Attr{}, all...)}
	if c.Admin {
		resp.AttrMainSeq = 0
		for i := range resp.GroupAttrAry {
			resp.GroupAttrAry[i].Seq = nil
		}
	}
	return resp, nil
}
