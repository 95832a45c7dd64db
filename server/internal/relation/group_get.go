package relation

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) groupGet(ctx context.Context, c *api.Caller, req *sns.GroupGetRequest) (*sns.GroupGetResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	var all []list
	var members map[int64][]uint64
	u, err := s.readList(ctx, from, func(u *user) int64 { return u.listsSeq }, func(tx *store.Tx) (err error) {
		if all, err = listsOf(tx, from.App, from.ID); err != nil {
			return err
		}
		members, err = listed(tx, from.App, from.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &sns.GroupGetResponse{ResultItem: []sns.FriendGroup{}, CurrentSequence: u.listsSeq}
	for _, l := range all {
		if len(req.GroupName) > 0 && !slices.Contains(req.GroupName, l.name) {
			continue
		}
		group := sns.FriendGroup{GroupName: l.name, FriendNumber: len(members[l.num])}
		if req.NeedFriend == sns.NeedFriends {
			if group.ToAccount, err = s.names(ctx, from.App, members[l.num]); err != nil {
				return nil, err
			}
		}
		resp.ResultItem = append(resp.ResultItem, group)
	}
	return resp, nil
}

// names returns the UserIDs of those accounts that exist, in order.
func (s *Service) names(ctx context.Context, app uint32, ids []uint64) ([]string, error) {
	found, err := s.accounts.ByID(ctx, app, ids)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, n := range ids {
		if a, there := found[n]; there {
			all = append(all, a.Name)
		}
	}
	return all, nil
}
