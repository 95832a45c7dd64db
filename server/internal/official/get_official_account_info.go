package official

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/official"
)

func (s *Service) getOfficialAccountInfo(ctx context.Context, c *api.Caller, req *wire.GetOfficialAccountInfoRequest) (*wire.GetOfficialAccountInfoResponse, error) {
	names := make([]string, len(req.List))
	for i, ref := range req.List {
		names[i] = ref.Official
	}
	found := map[string]*official{}
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		all, err := officialsNamed(tx, c.App.ID, names)
		for _, o := range all {
			found[o.account.Name] = o
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &wire.GetOfficialAccountInfoResponse{}
	for _, name := range names {
		info := wire.Info{Official: name, ErrorCode: wire.ErrNotThere.Code, ErrorInfo: wire.ErrNotThere.Info}
		if o := found[name]; o != nil {
			info = o.info()
			req.Filter.Shows(&info)
		}
		resp.List = append(resp.List, info)
	}
	return resp, nil
}

func (o *official) info() wire.Info {
	return wire.Info{Official: o.account.Name, CreateTime: &o.created, Name: &o.title, Owner: &o.owner, LastMsgTime: &o.spoke, SubscriberNum: &o.subscribers,
		MaxSubscriberNum: &o.most, Introduction: &o.introduction, FaceUrl: &o.face, Organization: &o.organization, CustomString: &o.custom}
}
