package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// Matter is something that permission groups decide: the bit that allows it in all
// of a community, and the one that does in a topic.
type Matter struct{ everywhere, inTopic int64 }

// The matters.
var (
	Profiling   = Matter{group.MayProfile, 0}
	Keeping     = Matter{group.MayMembers, 0} // of members: removing, deciding, changing them
	Permitting  = Matter{group.MayPermissions, group.TopicPermissions}
	Assigning   = Matter{group.MayAssign, 0}
	Topicing    = Matter{group.MayTopics, group.TopicManage}
	Muting      = Matter{group.MayMute, group.TopicMute}
	Speaking    = Matter{group.MaySpeak, group.TopicSpeak}
	CallingAll  = Matter{group.MayAtAll, group.TopicAtAll}
	LookingBack = Matter{group.MaySeeBefore, group.TopicSeeBefore}
	Recalling   = Matter{group.MayRecall, group.TopicRecall}
	Banning     = Matter{group.MayBan, 0}
)

// rights are the bits of a plain member or admin where permission groups decide.
type rights struct {
	decide              bool
	everywhere, inTopic int64
}

// Permits tells whether permission groups decide about the actor: the owner and App
// admins may do everything anyway.
func (st *Standing) Permits() bool { return st.rights.decide }

// Allowed tells whether permission groups allow something, where they decide.
func (st *Standing) Allowed(m Matter) bool {
	return !st.rights.decide || st.rights.everywhere&m.everywhere != 0 || st.rights.inTopic&m.inTopic != 0
}

// For is the rank that counts in a matter. Where permission groups decide, whoever
// has the bit ranks as an admin, and the Admin role is nothing.
func (st *Standing) For(m Matter) roster.Role {
	switch {
	case !st.rights.decide:
		return st.Rank
	case st.Allowed(m):
		return roster.Admin
	}
	return roster.Plain
}

// Weight is the role of another member as it counts against the actor's rank.
func (g *Group) Weight(role roster.Role) roster.Role {
	if g.EnablePermission && role == roster.Admin {
		return roster.Plain
	}
	return role
}

// permit finds out what permission groups allow the actor: the union of what every
// member may do and of what its groups give.
func (s *Service) permit(ctx context.Context, st *Standing) (err error) {
	g := st.Group
	if !g.EnablePermission || st.Rank == roster.None || st.Rank >= roster.Owner {
		return nil
	}
	st.rights = rights{decide: true, everywhere: g.DefaultPermission}
	topic := uint64(0)
	if g.Topic != nil {
		topic, st.rights.inTopic = g.Topic.ID, g.Topic.Permission
	}
	everywhere, inTopic, err := s.Permits.Bits(ctx, g.ID, st.Actor.ID, topic)
	st.rights.everywhere |= everywhere
	st.rights.inTopic |= inTopic
	return err
}
