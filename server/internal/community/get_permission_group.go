package community

import (
	"context"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// getPermissionGroup lists permission groups to members. Next is the number of the
// last one.
func (s *Service) getPermissionGroup(ctx context.Context, c *api.Caller, req *wire.GetPermissionGroupRequest) (*wire.GetPermissionGroupResponse, error) {
	st, err := s.standPermits(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	all, err := s.groups.Permits.All(ctx, st.Group.ID)
	if err != nil {
		return nil, err
	}
	counts, err := s.groups.Permits.Counts(ctx, st.Group.ID)
	if err != nil {
		return nil, err
	}
	resp := &wire.GetPermissionGroupResponse{List: []wire.PermissionGroupInfo{}}
	if len(req.PermissionGroupIDs) > 0 {
		byName := map[string]*permit.Group{}
		for _, p := range all {
			byName[p.Name] = p
		}
		for _, name := range req.PermissionGroupIDs {
			one := wire.PermissionGroupInfo{PermissionGroupID: name, ErrorCode: wire.ErrNoPermissionGroup.Code, ErrorInfo: wire.ErrNoPermissionGroup.Info}
			if p := byName[name]; p != nil {
				one = describe(p, counts)
			}
			resp.List = append(resp.List, one)
		}
		return resp, nil
	}
	after, err := after(req.Next)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		switch {
		case p.ID <= after:
		case len(resp.List) == req.Limit:
			return resp, nil
		default:
			resp.List = append(resp.List, describe(p, counts))
			resp.Next = strconv.FormatUint(p.ID, 10)
		}
	}
	resp.Next = ""
	return resp, nil
}

func describe(p *permit.Group, counts map[uint64]int) wire.PermissionGroupInfo {
	return wire.PermissionGroupInfo{PermissionGroupID: p.Name, PermissionGroupName: p.Title, CustomString: p.Custom,
		Permission: p.Bits, MemberCount: counts[p.ID]}
}

// after reads Next: the number behind which a page begins.
func after(next string) (uint64, error) {
	if next == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(next, 10, 63)
	if err != nil {
		return 0, wire.ErrBadParameter.With("Next is not what an answer had")
	}
	return n, nil
}
