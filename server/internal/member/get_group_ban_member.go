package member

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getGroupBanMember(ctx context.Context, c *api.Caller, req *wire.GetGroupBanMemberRequest) (*wire.GetGroupBanMemberResponse, error) {
	st, err := s.groups.Stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	if err := group.MayTouch(st.For(group.Banning), roster.None, st.Group.Rules().Ban, "ban members"); err != nil {
		return nil, err
	}
	limit := req.Limit
	if limit == 0 {
		limit = wire.MaxPage
	}
	page, err := s.groups.Roster.Bans(ctx, st.Group.ID, time.Now(), req.Offset, limit)
	if err != nil {
		return nil, err
	}
	resp := &wire.GetGroupBanMemberResponse{Accounts: []wire.BannedAccount{}}
	if len(page) == limit {
		resp.NextOffset = req.Offset + limit
	}
	return resp, s.named(ctx, c, page, func(name string, until int64) {
		resp.Accounts = append(resp.Accounts, wire.BannedAccount{Account: name, Until: until})
	})
}
