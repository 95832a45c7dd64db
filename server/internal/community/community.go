// Package community owns the commands on topics and permission groups, which
// communities have on top of what all groups have. What is said in topics is
// groupmsg's, who is a member group's and member's.
package community

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// mostTopics is how many topics a community may have.
const mostTopics = 1000

// Mentions finds the mentions in a topic that an account has not read.
type Mentions func(ctx context.Context, g *group.Group, a id.Account, above uint64) ([]wire.AtInfo, error)

// Service is the community room.
type Service struct {
	groups   *group.Service
	mentions Mentions
}

// New returns the service.
func New(groups *group.Service, mentions Mentions) *Service { return &Service{groups, mentions} }

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, wire.CreateTopic, api.Admin|api.User, s.createTopic)
	api.Handle(r, wire.ImportTopic, api.Admin, s.importTopic)
	api.Handle(r, wire.DestroyTopic, api.Admin|api.User, s.destroyTopic)
	api.Handle(r, wire.ModifyTopic, api.Admin|api.User, s.modifyTopic)
	api.Handle(r, wire.GetTopic, api.Admin|api.User, s.getTopic)
	api.Handle(r, wire.CreatePermissionGroup, api.Admin|api.User, s.createPermissionGroup)
	api.Handle(r, wire.DestroyPermissionGroup, api.Admin|api.User, s.destroyPermissionGroup)
	api.Handle(r, wire.ModifyPermissionGroup, api.Admin|api.User, s.modifyPermissionGroup)
	api.Handle(r, wire.GetPermissionGroup, api.Admin|api.User, s.getPermissionGroup)
	api.Handle(r, wire.AddTopicPermissionGroup, api.Admin|api.User, s.addTopicPermissionGroup)
	api.Handle(r, wire.SetTopicPermissionGroup, api.Admin|api.User, s.setTopicPermissionGroup)
	api.Handle(r, wire.DeleteTopicPermissionGroup, api.Admin|api.User, s.deleteTopicPermissionGroup)
	api.Handle(r, wire.GetTopicPermissionGroup, api.Admin|api.User, s.getTopicPermissionGroup)
	api.Handle(r, wire.AddPermissionGroupMember, api.Admin|api.User, s.addPermissionGroupMember)
	api.Handle(r, wire.DeletePermissionGroupMember, api.Admin|api.User, s.deletePermissionGroupMember)
	api.Handle(r, wire.GetPermissionGroupMemberList, api.Admin|api.User, s.getPermissionGroupMemberList)
}

// stand is Stand for commands on communities with topics.
func (s *Service) stand(ctx context.Context, c *api.Caller, groupID, as string) (group.Standing, error) {
	st, err := s.groups.Stand(ctx, c, groupID, as)
	if err != nil {
		return st, err
	}
	if !st.Group.SupportTopic {
		return st, wire.ErrNoTopics.With("this group has no topics")
	}
	if st.Rank == roster.None {
		return st, wire.ErrNotPermitted.With("not a member")
	}
	return st, nil
}

// standIn is stand in a topic.
func (s *Service) standIn(ctx context.Context, c *api.Caller, groupID, topicID, as string) (group.Standing, error) {
	if st, err := s.stand(ctx, c, groupID, as); err != nil {
		return st, err
	}
	return s.groups.StandIn(ctx, c, groupID, topicID, as)
}

// may refuses those who rank too low in a matter.
func may(st *group.Standing, m group.Matter, what string) error {
	if st.For(m) < roster.Admin {
		return wire.ErrNotPermitted.With("you may not %s", what)
	}
	return nil
}
