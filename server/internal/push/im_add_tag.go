package push

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/push"
)

func (s *Service) imAddTag(ctx context.Context, c *api.Caller, req *push.ImAddTagRequest) (*push.ListResponse, error) {
	return s.eachTagged(ctx, c, req.UserTags, func(tx *store.Tx, a id.Account, tags []string) error {
		if req.Replace == 1 {
			if err := deleteAllTags(tx, a); err != nil {
				return err
			}
		}
		for _, tag := range tags {
			if err := putTag(tx, a, tag); err != nil {
				return err
			}
		}
		n, err := countTags(tx, a)
		if err == nil && n > push.MaxUserTags {
			err = push.ErrManyTags.With("%q would have %d, and has at most %d", a.Name, n, push.MaxUserTags)
		}
		return err
	})
}

// eachTagged changes the tags of those users that exist, in one transaction.
func (s *Service) eachTagged(ctx context.Context, c *api.Caller, users []push.UserTags, change func(tx *store.Tx, a id.Account, tags []string) error) (*push.ListResponse, error) {
	names := make([]string, len(users))
	for i, u := range users {
		names[i] = u.To
	}
	found, missing, err := s.users(ctx, c, names)
	if err != nil {
		return nil, err
	}
	err = s.DB.Update(ctx, func(tx *store.Tx) error {
		for _, u := range users {
			if a, ok := found[u.To]; ok {
				if err := change(tx, a, u.Tags); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return &push.ListResponse{ErrorList: missing}, err
}
