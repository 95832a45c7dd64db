// Package profile owns the profiles of users: standard and custom fields, and
// the card (nick and avatar) that goes with every message.
package profile

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"maps"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/moderation"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/profile"
)

// Card is what others see of a user beside his messages.
type Card struct{ Nick, FaceURL string }

// Service is the profile room.
type Service struct {
	db       *store.DB
	accounts *account.Service
	hub      *deliver.Hub
	log      *slog.Logger
	cards    *roster.Cache[uint64, Card]
	fields   *roster.Cache[uint64, []profile.Item]
	words    *moderation.Service
	hooks    *webhook.Hooks
}

// UseHooks sets who tells the application. Call it before the first request.
func (s *Service) UseHooks(h *webhook.Hooks) { s.hooks = h }

// mostCards bounds the cards that are remembered: about 200 bytes each. mostFields is for
// all fields of an account, if they are short.
const (
	mostCards  = 500_000
	mostFields = 100_000
)

func short(items []profile.Item) bool {
	size := 0
	for _, item := range items {
		size += len(item.Tag) + len(item.Value)
	}
	return size <= 500
}

// New returns the service and subscribes it to changes.
func New(db *store.DB, accounts *account.Service, hub *deliver.Hub, events *event.Hub, log *slog.Logger) *Service {
	s := &Service{db: db, accounts: accounts, hub: hub, log: log, cards: roster.NewCache[uint64, Card](mostCards),
		fields: roster.NewExact[uint64](db, mostFields, short)}
	event.On(events, func(_ context.Context, e event.AccountCreated) { s.fields.Put(e.Account.ID, nil) })
	event.On(events, func(_ context.Context, e written) { s.fields.Drop(e.account) }) // of new accounts, too
	event.On(events, s.changed)
	event.On(events, func(_ context.Context, e event.AccountDeleted) { s.cards.Drop(e.Account.ID) })
	accounts.OnDelete(func(ctx context.Context, a id.Account) error {
		s.cards.Drop(a.ID) // a message that was under way may have put it back
		return db.Update(ctx, func(tx *store.Tx) error { return deleteFields(tx, a) })
	})
	return s
}

// ScreenBy says which words are not said in texts of profiles. Set it before the first
// request.
func (s *Service) ScreenBy(words *moderation.Service) { s.words = words }

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, profile.PortraitSet, api.Admin|api.User, s.portraitSet)
	api.Handle(r, profile.PortraitGet, api.Admin|api.User, s.portraitGet)
	api.Handle(r, profile.PortraitGetAll, api.User, s.portraitGetAll)
}

// Card returns nick and avatar of an account, "" where there is none. It costs
// no query when the account was seen before; if the records cannot be read it is
// empty, because a message without a nick is better than none.
func (s *Service) Card(ctx context.Context, a id.Account) Card {
	c, err := s.cards.Get(a.ID, func() (Card, error) {
		var all []profile.Item
		err := s.db.View(ctx, func(tx *store.Tx) (err error) {
			all, err = fieldsOf(tx, a)
			return err
		})
		return cardOf(all), err
	})
	if err != nil {
		s.log.Warn("read card", "account", a.Name, "error", err)
		return Card{}
	}
	return c
}

func cardOf(items []profile.Item) Card {
	var c Card
	for _, item := range items {
		switch item.Tag {
		case profile.Nick:
			json.Unmarshal(item.Value, &c.Nick)
		case profile.Image:
			json.Unmarshal(item.Value, &c.FaceURL)
		}
	}
	return c
}

// SetCards writes nicks and avatars of accounts of one application in a transaction of
// somebody else, who creates the accounts; empty values leave what is there. Only changes
// are told, and of new accounts nothing.
func SetCards(tx *store.Tx, cards []account.Card) error {
	old, err := cardsOf(tx, cards)
	if err != nil {
		return err
	}
	var rows []row
	for _, c := range cards {
		changed := map[string]json.RawMessage{}
		for tag, text := range map[string]string{profile.Nick: c.Nick, profile.Image: c.Face} {
			if text == "" {
				continue
			}
			value, err := json.Marshal(text)
			if err != nil {
				return err
			}
			if bytes.Equal(old[c.Account.ID][tag], value) {
				continue
			}
			changed[tag] = value
			rows = append(rows, row{c.Account, tag, value})
		}
		if len(changed) > 0 && !c.New {
			tx.Emit(event.ProfileChanged{Account: c.Account, Fields: changed})
		}
	}
	return putFields(tx, rows)
}

// cardsOf reads the cards of those accounts that are not new.
func cardsOf(tx *store.Tx, cards []account.Card) (map[uint64]Values, error) {
	var accounts []uint64
	for _, c := range cards {
		if !c.New {
			accounts = append(accounts, c.Account.ID)
		}
	}
	if len(accounts) == 0 {
		return nil, nil
	}
	return readValues(tx, cards[0].Account.App, accounts, []string{profile.Nick, profile.Image})
}

// SetTexts writes fields by tag in a transaction of somebody else, who checked them;
// empty values leave what is there.
func SetTexts(tx *store.Tx, a id.Account, texts map[string]string) error {
	texts = maps.Clone(texts)
	maps.DeleteFunc(texts, func(_, text string) bool { return text == "" })
	return ReplaceTexts(tx, a, texts)
}

// ReplaceTexts is SetTexts where empty values count, too.
func ReplaceTexts(tx *store.Tx, a id.Account, texts map[string]string) error {
	changed := map[string]json.RawMessage{}
	for tag, text := range texts {
		value, err := json.Marshal(text)
		if err != nil {
			return err
		}
		if err := putField(tx, a, tag, value); err != nil {
			return err
		}
		changed[tag] = value
	}
	tx.Emit(event.ProfileChanged{Account: a, Fields: changed})
	return nil
}
