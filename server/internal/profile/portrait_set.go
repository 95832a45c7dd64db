package profile

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/moderation"
	"github.com/teahouse-chat/teahouse/wire/profile"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

func (s *Service) portraitSet(ctx context.Context, c *api.Caller, req *profile.PortraitSetRequest) (*wire.Empty, error) {
	name, err := c.ActAs(req.FromAccount)
	if err != nil {
		return nil, err
	}
	for _, item := range req.ProfileItem {
		if err := check(c.App.Settings.UserFields, item, c.Admin); err != nil {
			return nil, err
		}
	}
	if err := s.screen(ctx, c.App.ID, req.ProfileItem); err != nil {
		return nil, err
	}
	a, err := s.accounts.Lookup(ctx, c.App.ID, name)
	if errors.Is(err, wire.ErrNoSuchAccount) {
		return nil, profile.ErrNoSuchAccount.With("%q", name)
	}
	if err != nil {
		return nil, err
	}
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		changed, own := map[string]json.RawMessage{}, map[string]json.RawMessage{}
		if err := room(tx, a, req.ProfileItem); err != nil {
			return err
		}
		for _, item := range req.ProfileItem {
			if err := putField(tx, a, item.Tag, item.Value); err != nil {
				return err
			}
			switch rules := c.App.Settings.UserFields; {
			case Readable(rules, item.Tag, app.Reader{}):
				changed[item.Tag] = item.Value
			case Readable(rules, item.Tag, app.Reader{Own: true}):
				own[item.Tag] = item.Value
			}
		}
		tx.Emit(event.ProfileChanged{Account: a, Origin: c.Instance, Fields: changed, Own: own})
		return webhook.InRecords(tx, webhook.Own(a), webhook.Of(s.hooks, c, hook.ProfilePortraitSet, func() *hook.ProfilePortraitSetBody {
			b := &hook.ProfilePortraitSetBody{Operator: c.Account.Name, From: a.Name}
			for _, item := range req.ProfileItem {
				b.ProfileItem = append(b.ProfileItem, hook.ProfileItem{Tag: item.Tag, Value: item.Value})
			}
			return b
		}))
	})
	return &wire.Empty{}, err
}

// screen holds the texts that users choose against the application's words.
func (s *Service) screen(ctx context.Context, app uint32, items []profile.Item) error {
	for i, item := range items {
		if f, _ := find(item.Tag); f.number || f.values != nil || item.Tag == profile.Image {
			continue
		}
		var text string
		if err := json.Unmarshal(item.Value, &text); err != nil {
			return err
		}
		screened, _, err := s.words.Text(ctx, app, text)
		if errors.Is(err, moderation.ErrBlocked) {
			return profile.ErrWords
		}
		if err == nil && screened != text {
			items[i].Value, err = json.Marshal(screened)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// room refuses more custom fields than a user may have.
func room(tx *store.Tx, a id.Account, items []profile.Item) error {
	fresh := map[string]bool{}
	for _, item := range items {
		if strings.HasPrefix(item.Tag, profile.CustomPrefix) {
			fresh[item.Tag] = true
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	all, err := fieldsOf(tx, a)
	if err != nil {
		return err
	}
	for _, item := range all {
		if strings.HasPrefix(item.Tag, profile.CustomPrefix) {
			fresh[item.Tag] = true
		}
	}
	if len(fresh) > profile.MaxCustomFields {
		return profile.ErrTooManyCustom
	}
	return nil
}
