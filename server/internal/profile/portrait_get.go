package profile

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/wire/profile"
)

func (s *Service) portraitGet(ctx context.Context, c *api.Caller, req *profile.PortraitGetRequest) (*profile.PortraitGetResponse, error) {
	for _, tag := range req.TagList {
		if !defined(c.App.Settings.UserFields, tag) {
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
		if ok {
			items = readable(c.App.Settings.UserFields, items, readerOf(c, name))
			user.ProfileItem = wanted(items, req.TagList, DefaultAllow(c.App))
		}
		resp.UserProfileItem = append(resp.UserProfileItem, user)
	}
	return resp, nil
}

// readerOf is how near a caller is to a profile.
func readerOf(c *api.Caller, name string) app.Reader {
	return app.Reader{Master: c.Admin, Own: c.Account.Name == name}
}

// wanted returns the fields called tags, in that order. Standard fields that were
// never written have their defaults, custom ones are left out.
func wanted(items []profile.Item, tags []string, allow string) []profile.Item {
	var found []profile.Item
	for _, tag := range tags {
		i := slices.IndexFunc(items, func(item profile.Item) bool { return item.Tag == tag })
		if i >= 0 {
			found = append(found, items[i])
		} else if value := standard(tag, allow); value != "" {
			found = append(found, profile.Item{Tag: tag, Value: json.RawMessage(value)})
		}
	}
	return found
}
