package live

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) modifyUserInfo(ctx context.Context, c *api.Caller, req *wire.ModifyUserInfoRequest) (*wire.ModifyUserInfoResponse, error) {
	st, err := s.standWide(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	if st.Rank < roster.Owner {
		return nil, wire.ErrNotPermitted.With("the owner marks members")
	}
	if st.Rank != roster.Master && special(req.MemberList) {
		return nil, wire.ErrNotPermitted.With("marks below %d are given over REST", wire.MinMark)
	}
	marks, names, err := s.marksOf(ctx, c, req.MemberList)
	if err != nil {
		return nil, err
	}
	done, err := s.groups.Rooms.Mark(st.Group.Conv(), marks, req.CommandType == wire.CommandSet)
	if errors.Is(err, room.ErrMarks) {
		return nil, wire.ErrBadParameter.With("%v", err)
	}
	if err != nil {
		return nil, err
	}
	if len(done) == 0 {
		return nil, wire.ErrNoSuchAccount.With("none of them is in the room")
	}
	resp := &wire.ModifyUserInfoResponse{CommandType: req.CommandType}
	for _, m := range done {
		resp.MemberList = append(resp.MemberList, wire.Marked{Account: names[m.Account.ID], Marks: m.Marks})
	}
	return resp, nil
}

// special tells whether there are marks with a meaning of their own.
func special(all []wire.Marked) bool {
	for _, m := range all {
		for _, mark := range m.Marks {
			if mark < wire.MinMark {
				return true
			}
		}
	}
	return false
}

// marksOf looks up who is to be marked; unknown accounts are left out.
func (s *Service) marksOf(ctx context.Context, c *api.Caller, list []wire.Marked) ([]room.Marks, map[uint64]string, error) {
	asked := make([]string, len(list))
	for i, m := range list {
		asked[i] = m.Account
	}
	found, err := s.groups.Accounts.LookupAll(ctx, c.App.ID, asked)
	if err != nil {
		return nil, nil, err
	}
	var marks []room.Marks
	names := map[uint64]string{}
	for _, m := range list {
		if a, ok := found[m.Account]; ok {
			marks = append(marks, room.Marks{Account: a, Marks: m.Marks})
			names[a.ID] = a.Name
		}
	}
	return marks, names, nil
}
