package live

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) addRobots(ctx context.Context, c *api.Caller, req *wire.RobotsRequest) (*base.Empty, error) {
	return s.robots(ctx, c, req, true)
}

// robots marks accounts as there without a client, or no longer.
func (s *Service) robots(ctx context.Context, c *api.Caller, req *wire.RobotsRequest, set bool) (*base.Empty, error) {
	st, err := s.standWide(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	if st.Rank != roster.Master {
		return nil, wire.ErrNotPermitted.With("robots are put in over REST")
	}
	list := make([]wire.Marked, len(req.Accounts))
	for i, name := range req.Accounts {
		list[i] = wire.Marked{Account: name, Marks: []int{wire.MarkOnline}}
	}
	marks, _, err := s.marksOf(ctx, c, list)
	if err != nil {
		return nil, err
	}
	if set && len(marks) == 0 {
		return nil, wire.ErrNoSuchAccount.With("%q", req.Accounts[0])
	}
	_, err = s.groups.Rooms.Mark(st.Group.Conv(), marks, set)
	if errors.Is(err, room.ErrMarks) {
		err = wire.ErrBadParameter.With("%v", err)
	}
	return &base.Empty{}, err
}
