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

// mayManage tells whether somebody may make, change and end topics.
func mayManage(st group.Standing) error {
	if st.Rank < roster.Admin {
		return wire.ErrNotPermitted.With("your role may not manage topics")
	}
	return nil
}
