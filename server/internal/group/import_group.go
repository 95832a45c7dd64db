package group

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) importGroup(ctx context.Context, c *api.Caller, req *group.ImportGroupRequest) (*group.ImportGroupResponse, error) {
	if err := mayDescribe(c, &req.CreateGroupRequest); err != nil {
		return nil, err
	}
	created := time.Now()
	if t := time.Unix(req.CreateTime, 0); req.CreateTime != 0 && t.Before(created) {
		created = t
	}
	g, err := newGroup(c, &req.CreateGroupRequest, created)
	if err != nil {
		return nil, err
	}
	if !g.Rules().Import {
		return nil, group.ErrNotPermitted.With("groups of this type are not imported")
	}
	people, err := s.people(ctx, c.App.ID, &req.CreateGroupRequest)
	if err != nil {
		return nil, err
	}
	if g.ID, err = s.ids.Next(ctx); err != nil {
		return nil, err
	}
	g.Owner = people[req.Owner].ID
	err = s.Change(ctx, g.App, func(tx *store.Tx) (*Aftermath, error) {
		if made, err := insertGroup(tx, g); err != nil {
			return nil, err
		} else if !made {
			return nil, group.ErrTaken
		}
		tx.Emit(Saved{g, true})
		after := NewAftermath(g, 0)
		after.Founded = true
		added, _, err := roster.Add(tx, firstMembers(g, &req.CreateGroupRequest, people))
		for _, m := range added {
			after.Joined = append(after.Joined, m.Account)
		}
		return after, err
	})
	return &group.ImportGroupResponse{GroupID: g.GroupID}, err
}
