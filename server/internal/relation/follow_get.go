package relation

import (
	"context"
	"fmt"
	"math"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/follow"
	wireprofile "github.com/teahouse-chat/teahouse/wire/profile"
)

// cursorForm is where a page of followings ended: time and number of the last.
const cursorForm = "%d-%d"

func (s *Service) followGet(ctx context.Context, c *api.Caller, req *follow.FollowGetRequest) (*follow.FollowGetResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	before := following{added: math.MaxInt64}
	if req.StartCursor != "" {
		if _, err := fmt.Sscanf(req.StartCursor, cursorForm, &before.added, &before.peer); err != nil || before.peer > math.MaxInt64 {
			return nil, wire.Service("follow").BadParameter.With("StartCursor is the NextCursor of an answer")
		}
	}
	limit := min(req.WantNum, follow.MaxPage)
	if limit == 0 {
		limit = 100
	}
	var page []following
	var fields map[uint64]profile.Values
	ids := []uint64{}
	err = s.db.View(ctx, func(tx *store.Tx) (err error) {
		if page, err = followPage(tx, from.App, from.ID, req.FollowType, before, limit+1); err != nil {
			return err
		}
		ids = ids[:0]
		for _, f := range page {
			ids = append(ids, f.peer)
		}
		fields, err = profile.Read(tx, from.App, ids, wireprofile.Nick, wireprofile.Image)
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &follow.FollowGetResponse{FollowItem: []follow.Followed{}}
	if len(page) > limit {
		page = page[:limit]
		last := page[limit-1]
		resp.NextCursor = fmt.Sprintf(cursorForm, last.added, last.peer)
	}
	names, err := s.accounts.ByID(ctx, from.App, ids)
	if err != nil {
		return nil, err
	}
	for _, f := range page {
		a, there := names[f.peer]
		if !there {
			continue
		}
		item := follow.Followed{ToAccount: a.Name, FollowTime: f.added / 1000, ProfileItem: []wireprofile.Item{}}
		for _, tag := range fields[f.peer].Tags() {
			item.ProfileItem = append(item.ProfileItem, wireprofile.Item{Tag: tag, Value: fields[f.peer][tag]})
		}
		resp.FollowItem = append(resp.FollowItem, item)
	}
	return resp, nil
}
