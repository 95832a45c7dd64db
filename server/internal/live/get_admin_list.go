package live

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getAdminList(ctx context.Context, c *api.Caller, req *wire.GetAdminListRequest) (*wire.GetAdminListResponse, error) {
	st, err := s.standWide(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	var officers []uint64
	err = s.groups.DB.View(ctx, func(tx *store.Tx) (err error) {
		officers, err = roster.Officers(tx, st.Group.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	accounts, err := s.groups.Accounts.ByID(ctx, c.App.ID, officers)
	if err != nil {
		return nil, err
	}
	resp := &wire.GetAdminListResponse{AdminList: []wire.LiveAdmin{}}
	for _, number := range officers {
		if a, ok := accounts[number]; ok {
			card := s.groups.Profiles.Card(ctx, a)
			resp.AdminList = append(resp.AdminList, wire.LiveAdmin{Account: a.Name, NickName: card.Nick, Avatar: card.FaceURL})
		}
	}
	return resp, nil
}
