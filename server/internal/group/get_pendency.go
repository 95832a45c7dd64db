package group

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// defaultPendencies is the page where a request has no Limit.
const defaultPendencies = 20

func (s *Service) getPendency(ctx context.Context, c *api.Caller, req *group.GetPendencyRequest) (*group.GetPendencyResponse, error) {
	return s.pendencies(ctx, c, req, false)
}

func (s *Service) getCommunityPendency(ctx context.Context, c *api.Caller, req *group.GetPendencyRequest) (*group.GetPendencyResponse, error) {
	return s.pendencies(ctx, c, req, true)
}

// pendencies is a page. Clients ask for the pages after the first under the
// service word of all groups, so StartTime, which is twice the number of the last
// application, tells whose list is gone through: its last bit is set for
// communities.
func (s *Service) pendencies(ctx context.Context, c *api.Caller, req *group.GetPendencyRequest, community bool) (*group.GetPendencyResponse, error) {
	if _, err := c.ActAs(req.HandleAccount); err != nil {
		return nil, group.ErrNotPermitted.With("the applications of another account")
	}
	if req.StartTime != 0 {
		community = req.StartTime&1 == 1
	}
	resp := &group.GetPendencyResponse{PendencyList: []group.Pendency{}}
	groups, err := s.decidable(ctx, c.Account, community)
	if err != nil || len(groups) == 0 {
		return resp, err
	}
	limit := req.Limit
	if limit == 0 {
		limit = defaultPendencies
	}
	page, err := s.applicationsOf(ctx, groups, req.StartTime/2, limit)
	if err != nil {
		return nil, err
	}
	if len(page) == limit {
		resp.NextStartTime = page[limit-1].ID * 2
		if community {
			resp.NextStartTime++
		}
	}
	resp.PendencyList, err = s.showApplications(ctx, groups, page)
	return resp, err
}

func (s *Service) applicationsOf(ctx context.Context, groups map[uint64]*Group, after uint64, limit int) (page []application, err error) {
	numbers := make([]uint64, 0, len(groups))
	for n := range groups {
		numbers = append(numbers, n)
	}
	err = s.DB.View(ctx, func(tx *store.Tx) error {
		page, err = pendingIn(tx, numbers, after, time.Now(), limit)
		return err
	})
	return page, err
}

func (s *Service) showApplications(ctx context.Context, groups map[uint64]*Group, page []application) ([]group.Pendency, error) {
	var numbers []uint64
	for _, a := range page {
		numbers = append(numbers, a.Subject, a.Inviter)
	}
	all := make([]group.Pendency, 0, len(page))
	if len(page) == 0 {
		return all, nil
	}
	names, err := s.Accounts.ByID(ctx, page[0].App, numbers)
	if err != nil {
		return nil, err
	}
	for _, a := range page {
		g, from, to := groups[a.Group], names[a.Subject], ""
		if from.ID == 0 {
			continue // was deleted: there is nobody to let in
		}
		if a.Kind == group.InvitationToPermit {
			from, to = names[a.Inviter], from.Name
		}
		all = append(all, group.Pendency{From: from.Name, FromUserNickName: s.Profiles.Card(ctx, from).Nick, To: to,
			GroupID: g.GroupID, GroupName: g.Name, Authentication: a.Token, AddTime: uint64(a.Added.UnixMilli()),
			ApplyInviteMsg: a.Message, Handled: a.Handled, PendencyType: a.Kind})
	}
	return all, nil
}
