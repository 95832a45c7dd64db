package groupmsg

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func (s *Service) sendGroupSystemNotification(ctx context.Context, c *api.Caller, req *wire.SendGroupSystemNotificationRequest) (*base.Empty, error) {
	st, err := s.groups.StandIn(ctx, c, req.GroupID, req.TopicID, "")
	if err != nil {
		return nil, err
	}
	n := s.about(st.Group, wire.System)
	n.MsgBody = &notice.GroupSystemBody{ReportType: notice.ReportCustom, UserDefinedField: req.Content}
	if len(req.To) > 0 {
		return &base.Empty{}, s.tellSome(ctx, st.Group, n, req.To)
	}
	s.push(notice.GroupSystemEvent{Event: notice.GroupSystem, GroupTips: []notice.GroupSystemNotice{n}}, func(f *deliver.Frame) {
		s.groups.ToMembers(st.Group, f)
	})
	return &base.Empty{}, nil
}

// tellSome shows a notice to some members; who is none is passed over.
func (s *Service) tellSome(ctx context.Context, g *group.Group, n notice.GroupSystemNotice, names []string) error {
	if g.Rules().Live {
		return wire.ErrNotPermitted.With("a notice to some of a live room")
	}
	found, err := s.groups.Accounts.LookupAll(ctx, g.App, names)
	if err != nil {
		return err
	}
	for _, a := range found {
		if !s.isMember(ctx, g, a.ID) {
			continue
		}
		n.To = a.Name
		s.push(notice.GroupSystemEvent{Event: notice.GroupSystem, GroupTips: []notice.GroupSystemNotice{n}}, func(f *deliver.Frame) {
			s.groups.Hub.ToAccount(g.App, a.ID, f)
		})
	}
	return nil
}
