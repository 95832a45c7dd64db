package group

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// TopicID names the topic that is meant, "" if none is.
func (g *Group) TopicID() string {
	if g.Topic == nil {
		return ""
	}
	return g.Topic.TopicID
}

// Silent tells whether nobody but the staff speaks: in the group or in the topic
// that is meant.
func (g *Group) Silent() bool { return g.MuteAll || g.Topic != nil && g.Topic.MuteAll }

// SeesBefore tells whether the actor sees what was said before it came: as
// permission groups have it where they decide, else as the application's settings,
// the group and its type do.
func (s *Service) SeesBefore(c *api.Caller, st *Standing) bool {
	if st.Permits() {
		return st.Allowed(LookingBack)
	}
	return seesBefore(st.Group, c.App.Settings.HistoryBeforeJoining)
}

// LockIn reads a group in order to change it, and the topic that is meant.
func LockIn(tx *store.Tx, g *Group) (*Group, error) {
	locked, err := Lock(tx, g.ID)
	if err != nil || g.Topic == nil {
		return locked, err
	}
	t, err := topic.Lock(tx, g.Topic.ID)
	if err != nil {
		return nil, err
	}
	return locked.Within(t), nil
}

// Within returns the group with one of its topics meant.
func (g *Group) Within(t *topic.Topic) *Group {
	in := *g
	in.Topic = t
	return &in
}

// InTopic returns a community with one of its topics meant; "" means the group
// itself. Errors: group.ErrNoTopics, group.ErrNoSuchTopic.
func (s *Service) InTopic(ctx context.Context, g *Group, topicID string) (*Group, error) {
	if topicID == "" {
		return g, nil
	}
	if !g.SupportTopic {
		return nil, group.ErrNoTopics.With("this group has no topics")
	}
	if err := group.CheckTopicID(g.GroupID, topicID); err != nil {
		return nil, err
	}
	t, err := s.Topics.Find(ctx, g.App, topicID)
	if err == nil && t.Group != g.ID {
		err = group.ErrNoSuchTopic.With("%q", topicID)
	}
	if err != nil {
		return nil, err
	}
	return g.Within(t), nil
}

// At returns the group of a timeline, with the topic meant if it is that of one.
// Errors: group.ErrNoSuchGroup.
func (s *Service) At(ctx context.Context, conv id.Conv) (*Group, error) {
	t, err := s.Topics.ByID(ctx, conv.A)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return s.ByID(ctx, conv.A)
	}
	g, err := s.ByID(ctx, t.Group)
	if err != nil {
		return nil, err
	}
	return g.Within(t), nil
}

// StandIn is Stand in one of a community's topics; "" is the group itself.
func (s *Service) StandIn(ctx context.Context, c *api.Caller, groupID, topicID, as string) (Standing, error) {
	st, err := s.Stand(ctx, c, groupID, as)
	if err != nil || topicID == "" {
		return st, err
	}
	if st.Group, err = s.InTopic(ctx, st.Group, topicID); err != nil {
		return st, err
	}
	if st.Actor.ID != 0 {
		if st.Member, err = s.MemberOf(ctx, st.Group, st.Actor); err != nil {
			return st, err
		}
	}
	return st, s.permit(ctx, &st)
}

// memberIn is a membership as it is in a topic: whoever is muted in either is, and
// the topic's receive option goes before the community's.
func (s *Service) memberIn(ctx context.Context, t *topic.Topic, m roster.Member) (roster.Member, error) {
	own, err := s.Topics.Setting(ctx, t.ID, m.Account)
	if err != nil {
		return m, err
	}
	m.MutedUntil = max(m.MutedUntil, own.MutedUntil)
	if own.MsgFlag != "" {
		m.MsgFlag = own.MsgFlag
	}
	return m, nil
}

// ToMembers shows a frame to the members who are online, on all nodes. What is said
// in topics goes through the one ring of their community: a session need not
// be told of each of them.
func (s *Service) ToMembers(g *Group, f *deliver.Frame) {
	if g.Topic != nil {
		f.Part = g.Topic.ID
	}
	s.Hub.ToConversation(id.GroupConv(g.App, g.ID), f)
}

// NewID draws the internal number of a topic.
func (s *Service) NewID(ctx context.Context) (uint64, error) { return s.ids.Next(ctx) }

// mayHaveTopics tells whether a new group may have the topics and permissions that
// a request asks for.
func mayHaveTopics(r *Rules, req *group.CreateGroupRequest) error {
	switch {
	case req.SupportTopic == 1 && !r.Community:
		return group.ErrNoTopics.With("only communities have topics")
	case req.SupportTopic != 1 && (req.EnablePermission != nil || req.DefaultPermission != nil):
		return group.ErrNotPermitted.With("permissions are for communities with topics")
	}
	return nil
}

// setPermissions changes what permission groups mean in a community. It reports
// whether a request says anything about it.
func setPermissions(g *Group, enable *int, bits *int64) bool {
	if enable != nil {
		g.EnablePermission = *enable == 1
	}
	if bits != nil {
		g.DefaultPermission = *bits
	}
	return enable != nil || bits != nil
}
