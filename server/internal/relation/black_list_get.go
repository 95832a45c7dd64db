package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) blackListGet(ctx context.Context, c *api.Caller, req *sns.PageRequest) (*sns.BlackListGetResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	limit := req.MaxLimited
	if limit <= 0 || limit > sns.MaxBlocked {
		limit = sns.MaxBlocked
	}
	var page []block
	u, err := s.readList(ctx, from, func(u *user) int64 { return u.blockedSeq }, func(tx *store.Tx) (err error) {
		page, err = blocksPage(tx, from.App, from.ID, req.StartIndex, limit+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &sns.BlackListGetResponse{BlackListItem: []sns.BlackListItem{}, CurrentSequence: u.blockedSeq}
	if len(page) > limit {
		page = page[:limit]
		resp.StartIndex = page[limit-1].num
	}
	ids := make([]uint64, len(page))
	for i, b := range page {
		ids[i] = b.peer
	}
	names, err := s.accounts.ByID(ctx, from.App, ids)
	if err != nil {
		return nil, err
	}
	for _, b := range page {
		if a, there := names[b.peer]; there {
			resp.BlackListItem = append(resp.BlackListItem, sns.BlackListItem{ToAccount: a.Name, AddBlackTimeStamp: b.added})
		}
	}
	return resp, nil
}
