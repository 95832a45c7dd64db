package profile

import (
	"context"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/profile"
)

func (s *Service) portraitGet(ctx context.Context, c *api.Caller, req *profile.PortraitGetRequest) (*profile.PortraitGetResponse, error) {
	for _, tag := range req.TagList {
		if _, ok := find(tag); !ok {
			return nil, profile.ErrNoSuchTag.With("%q", tag)
		}
	}
	found, err := s.read(ctx, c.App.ID, req.ToAccount)
	if err != nil {
		return nil, err
	}
	resp := &profile.PortraitGetResponse{}
	for _, name := range req.ToAccount {
		user := profile.User{ToAccount: name}
		items, ok := found[name]
		if !ok {
			user.ResultCode, user.ResultInfo = profile.ErrNoSuchAccount.Code, profile.ErrNoSuchAccount.Info
			resp.FailAccount = append(resp.FailAccount, name)
		}
		for _, item := range items {
			if slices.Contains(req.TagList, item.Tag) {
				user.ProfileItem = append(user.ProfileItem, item)
			}
		}
		resp.UserProfileItem = append(resp.UserProfileItem, user)
	}
	return resp, nil
}
