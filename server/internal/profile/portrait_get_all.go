package profile

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/profile"
)

func (s *Service) portraitGetAll(ctx context.Context, c *api.Caller, req *profile.PortraitGetAllRequest) (*profile.PortraitGetAllResponse, error) {
	names := make([]string, len(req.UserItem))
	for i, item := range req.UserItem {
		names[i] = item.ToAccount
	}
	found, err := s.read(ctx, c.App.ID, names)
	if err != nil {
		return nil, err
	}
	resp := &profile.PortraitGetAllResponse{UserProfileItem: []profile.AllUser{}}
	for _, name := range names {
		if items, ok := found[name]; ok {
			items = readable(c.App.Settings.UserFields, items, readerOf(c, name))
			items = withAllow(items, DefaultAllow(c.App))
			resp.UserProfileItem = append(resp.UserProfileItem, profile.AllUser{ToAccount: name, ProfileItem: items})
		}
	}
	return resp, nil
}

// read returns the fields of those of the named accounts that exist.
func (s *Service) read(ctx context.Context, app uint32, names []string) (map[string][]profile.Item, error) {
	accounts, err := s.accounts.LookupAll(ctx, app, names)
	if err != nil {
		return nil, err
	}
	ids := make([]uint64, 0, len(accounts))
	for _, a := range accounts {
		ids = append(ids, a.ID)
	}
	fields, err := s.fields.GetAll(ids, func(ids []uint64) (map[uint64][]profile.Item, error) { return s.fieldsOf(ctx, app, ids) })
	found := map[string][]profile.Item{}
	for name, a := range accounts {
		found[name] = append([]profile.Item{}, fields[a.ID]...)
	}
	return found, err
}

func (s *Service) fieldsOf(ctx context.Context, app uint32, accounts []uint64) (map[uint64][]profile.Item, error) {
	found := map[uint64][]profile.Item{}
	return found, s.db.View(ctx, func(tx *store.Tx) (err error) {
		for _, n := range accounts {
			if found[n], err = fieldsOf(tx, id.Account{App: app, ID: n}); err != nil {
				return err
			}
		}
		return nil
	})
}

// withAllow adds the AllowType to the fields of a user who chose none, where it is
// another than what clients take for granted.
func withAllow(items []profile.Item, allow string) []profile.Item {
	chosen := slices.ContainsFunc(items, func(item profile.Item) bool { return item.Tag == profile.AllowType })
	if chosen || allow == profile.AllowAny {
		return items
	}
	return append(items, profile.Item{Tag: profile.AllowType, Value: json.RawMessage(strconv.Quote(allow))})
}
