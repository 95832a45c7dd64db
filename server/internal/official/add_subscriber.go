package official

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/account"
	wire "github.com/teahouse-chat/teahouse/wire/official"
)

func (s *Service) addSubscriber(ctx context.Context, c *api.Caller, req *wire.AddSubscriberRequest) (*wire.SubscribersResponse, error) {
	var names []string
	for _, w := range req.List {
		names = append(names, w.Name())
	}
	if err := s.there(ctx, c.App.ID, req.Official); err != nil {
		return nil, err
	}
	found, err := s.readers(ctx, c, names)
	if err != nil {
		return nil, err
	}
	if err := s.askSubscribe(ctx, c, req.Official, found); err != nil {
		return nil, err
	}
	return s.subscribers(ctx, c, req.Official, found, func(tx *store.Tx, o *official, accounts []uint64) (changed []int64, events []told, err error) {
		there, err := subscribersAmong(tx, o.key, accounts)
		if err != nil {
			return nil, nil, err
		}
		more := int64(len(accounts) - len(there))
		if more > 0 && o.subscribers+more > o.most {
			return nil, nil, wire.ErrFull.With("at most %d", o.most)
		}
		events = []told{s.toldSubscribed}
		if more > 0 && o.subscribers+more == o.most {
			events = append(events, s.toldFull)
		}
		if changed, err = subscribe(tx, o, accounts, time.Now().Unix()); err != nil {
			return nil, nil, err
		}
		return changed, events, addCount(tx, o.key, more)
	})
}

// reader is an account that was named, if it can subscribe.
type reader struct {
	id.Account
	there bool
}

// readers looks up those who are named, each once. Official accounts do not subscribe.
func (s *Service) readers(ctx context.Context, c *api.Caller, names []string) ([]reader, error) {
	found, err := s.Accounts.LookupAll(ctx, c.App.ID, names)
	var all []reader
	seen := map[string]bool{}
	for _, n := range names {
		if seen[n] {
			continue
		}
		seen[n] = true
		r := reader{id.Account{Name: n}, false}
		if a, ok := found[n]; ok && !account.IsOfficial(n) {
			r = reader{a, true}
		}
		all = append(all, r)
	}
	return all, err
}

// told makes an event of accounts whose subscriptions changed.
type told func(c *api.Caller, o *official, who []string) *webhook.Event

// subscribers changes subscriptions of those who are there. change says for each of them
// whether something is different now, and what the application is told of it.
func (s *Service) subscribers(ctx context.Context, c *api.Caller, name string, named []reader,
	change func(tx *store.Tx, o *official, accounts []uint64) (changed []int64, events []told, err error)) (*wire.SubscribersResponse, error) {
	var accounts []uint64
	for _, r := range named {
		if r.there {
			accounts = append(accounts, r.ID)
		}
	}
	var resp *wire.SubscribersResponse
	err := s.update(ctx, c.App.ID, name, func(tx *store.Tx, o *official) error {
		changed, events, err := change(tx, o, accounts)
		if err != nil {
			return err
		}
		who := []string{}
		all := &wire.SubscribersResponse{}
		for _, r := range named {
			result := wire.Failed
			if r.there {
				if result = wire.Already; changed[0] > 0 {
					result, who = wire.Done, append(who, r.Name)
				}
				changed = changed[1:]
			}
			all.List = append(all.List, wire.Result{Subscriber: r.Name, Result: result})
		}
		resp = all
		if len(who) == 0 {
			return nil
		}
		for _, event := range events {
			if err := webhook.InRecords(tx, webhook.Own(o.account), event(c, o, who)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return resp, nil
}
