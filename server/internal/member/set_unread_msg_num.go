package member

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) setUnreadMsgNum(ctx context.Context, c *api.Caller, req *wire.SetUnreadMsgNumRequest) (*base.Empty, error) {
	st, err := s.groups.Stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	a, err := s.groups.Accounts.Lookup(ctx, c.App.ID, req.Account)
	if errors.Is(err, base.ErrNoSuchAccount) {
		return nil, wire.ErrNoSuchAccount.With("%q", req.Account)
	}
	if err != nil {
		return nil, err
	}
	if !st.Group.Rules().Unread {
		return &base.Empty{}, nil
	}
	m, err := s.groups.Roster.Member(ctx, st.Group.ID, a.ID)
	if err != nil {
		return nil, err
	}
	if m.Role == roster.None {
		return nil, wire.ErrNotPermitted.With("%q is no member", req.Account)
	}
	conv := st.Group.Conv()
	touch := []timeline.Touch{timeline.InConv(conv), timeline.OfAccount(c.App.ID, a.ID)}
	return &base.Empty{}, s.groups.Timeline.Update(ctx, touch, func(tx *timeline.Tx) error {
		_, err := tx.SetUnread(conv, a.ID, uint64(*req.Unread))
		return err
	})
}
