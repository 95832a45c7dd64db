package community

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// mostPermits is how many permission groups a community may have.
const mostPermits = 500

// standPermits is stand for commands on permission groups, in a community where they
// decide.
func (s *Service) standPermits(ctx context.Context, c *api.Caller, groupID string) (group.Standing, error) {
	st, err := s.stand(ctx, c, groupID, "")
	if err == nil && !st.Group.EnablePermission {
		err = wire.ErrNotPermitted.With("EnablePermission of this community is 0")
	}
	return st, err
}

// change runs f on a permission group in a transaction that holds the community.
func (s *Service) change(ctx context.Context, g *group.Group, name string, f func(tx *store.Tx, p *permit.Group) error) error {
	return s.groups.Change(ctx, g.App, func(tx *store.Tx) (*group.Aftermath, error) {
		if _, err := group.Lock(tx, g.ID); err != nil {
			return nil, err
		}
		p, err := permit.ByName(tx, g.ID, name)
		if errors.Is(err, store.ErrNotFound) {
			err = wire.ErrNoPermissionGroup.With("%q", name)
		}
		if err != nil {
			return nil, err
		}
		return nil, f(tx, p)
	})
}

// find returns a permission group of a community. Errors: wire.ErrNoPermissionGroup.
func (s *Service) find(ctx context.Context, g *group.Group, name string) (*permit.Group, error) {
	all, err := s.groups.Permits.All(ctx, g.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if p.Name == name {
			return p, nil
		}
	}
	return nil, wire.ErrNoPermissionGroup.With("%q", name)
}

// result is what an answer says of a known error; others are returned.
func result(err error) (code int, info string, other error) {
	if err == nil {
		return 0, "", nil
	}
	if code = base.CodeOf(err); code < 0 {
		return 0, "", err
	}
	return code, err.Error(), nil
}

// permitted is a topic of a request about permissions, and why it is not done, if it
// is not.
type permitted struct {
	topicID string
	topic   uint64
	err     error
}

// topicsToPermit finds the topics of a request, and tells whether the caller may
// say who may do what in them.
func (s *Service) topicsToPermit(ctx context.Context, c *api.Caller, groupID string, names []string) ([]permitted, error) {
	var all []permitted
	for _, name := range names {
		one := permitted{topicID: name}
		st, err := s.groups.StandIn(ctx, c, groupID, name, "")
		switch {
		case base.CodeOf(err) < 0:
			return nil, err
		case err == nil && st.Group.Topic == nil:
			err = wire.ErrNoSuchTopic
		case err == nil:
			one.topic = st.Group.Topic.ID
			err = may(&st, group.Permitting, "change permissions in the topic")
		}
		one.err = err
		all = append(all, one)
	}
	return all, nil
}

// changeTopics runs f for each of the topics of a request that the caller may change
// permissions in.
func (s *Service) changeTopics(ctx context.Context, c *api.Caller, st group.Standing, name string, names []string, f func(tx *store.Tx, p *permit.Group, i int, topic uint64) error) (*wire.TopicPermissionResponse, error) {
	topics, err := s.topicsToPermit(ctx, c, st.Group.GroupID, names)
	if err != nil {
		return nil, err
	}
	var resp *wire.TopicPermissionResponse
	return resp, s.change(ctx, st.Group, name, func(tx *store.Tx, p *permit.Group) error {
		resp = &wire.TopicPermissionResponse{}
		for i, t := range topics {
			err := t.err
			if err == nil {
				err = f(tx, p, i, t.topic)
			}
			code, info, other := result(err)
			if other != nil {
				return other
			}
			resp.Results = append(resp.Results, wire.TopicPermissionResult{TopicID: t.topicID, ErrorCode: code, ErrorInfo: info})
		}
		return nil
	})
}

// changeMembers runs f for each of the accounts of a request that are members of the
// community.
func (s *Service) changeMembers(ctx context.Context, c *api.Caller, req *wire.PermissionGroupMembersRequest, f func(tx *store.Tx, p *permit.Group, account uint64) error) (*wire.PermissionGroupMembersResponse, error) {
	st, err := s.standPermits(ctx, c, req.GroupID)
	if err != nil {
		return nil, err
	}
	if err := may(&st, group.Assigning, "change who is in permission groups"); err != nil {
		return nil, err
	}
	names := make([]string, len(req.MemberList))
	for i, m := range req.MemberList {
		names[i] = m.Account
	}
	found, err := s.groups.Accounts.LookupAll(ctx, c.App.ID, names)
	if err != nil {
		return nil, err
	}
	var resp *wire.PermissionGroupMembersResponse
	return resp, s.change(ctx, st.Group, req.PermissionGroupID, func(tx *store.Tx, p *permit.Group) error {
		resp = &wire.PermissionGroupMembersResponse{}
		for _, name := range names {
			a, ok := found[name]
			err := error(wire.ErrNoSuchAccount)
			if ok {
				var m roster.Member
				if m, err = roster.Get(tx, st.Group.ID, a.ID); err == nil && m.Role == roster.None {
					err = wire.ErrNotPermitted.With("%q is no member", name)
				}
			}
			if err == nil {
				err = f(tx, p, a.ID)
			}
			code, _, other := result(err)
			if other != nil {
				return other
			}
			resp.MemberList = append(resp.MemberList, wire.PermissionGroupAdded{Account: name, Result: code})
		}
		return nil
	})
}
