package push

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/push"
)

// pages is how many chunks of accounts are counted before the place is stored.
const pages = 20

// walk counts whom pushes are for. It goes on where it, or another node, was.
func (s *Service) walk(ctx context.Context) error {
	for ctx.Err() == nil {
		var todo []*pushed
		err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
			todo, err = unfinished(tx)
			return err
		})
		if err != nil || len(todo) == 0 {
			return err
		}
		for _, p := range todo {
			if err := s.step(ctx, p); err != nil {
				return err
			}
		}
		if err := s.tell(ctx); err != nil { // nobody waits for the end of a long walk
			return err
		}
	}
	return nil
}

// step counts some pages and stores how far it came, unless another node was faster.
func (s *Service) step(ctx context.Context, p *pushed) error {
	at, total, done := p.walked, p.total, false
	for range pages {
		err := s.DB.View(ctx, func(tx *store.Tx) error {
			accounts, err := account.Page(tx, p.App, at, chunk)
			if err != nil {
				return err
			}
			if done = len(accounts) < chunk; len(accounts) == 0 {
				return nil
			}
			at = accounts[len(accounts)-1]
			created, err := account.Created(tx, p.App, accounts)
			if err != nil {
				return err
			}
			audience, err := p.audience(tx, accounts, created)
			total += int64(len(audience))
			return err
		})
		if err != nil {
			return err
		}
		if done {
			break
		}
	}
	status := push.Running
	if done {
		status = push.Done
	}
	return s.DB.Update(ctx, func(tx *store.Tx) error { return putProgress(tx, p, at, total, status) })
}
