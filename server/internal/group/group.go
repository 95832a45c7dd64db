// Package group owns groups: their profiles, the rules of the five types, how they
// come and go, and how accounts join and leave them. Who is a member is kept by
// roster, what is said by timeline and, in live groups, by room.
package group

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/moderation"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
	"github.com/teahouse-chat/teahouse/server/internal/trace"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// Group is a group as it was at one moment. It is never changed: a change makes a
// new value, which Find then returns.
type Group struct {
	ID            uint64 // internal number, never used again
	App           uint32
	GroupID       string
	Type          string
	Name          string
	Introduction  string
	Notification  string
	FaceURL       string
	Owner         uint64 // internal number, 0: nobody
	Created       time.Time
	InfoSeq       int64
	InfoTime      time.Time
	MaxMembers    int
	ApplyOption   string
	InviteOption  string
	MuteAll       bool
	HistoryBefore string // On, Off, or "" as the type has it
	SupportTopic  bool
	// EnablePermission says that permission groups decide what members may do.
	EnablePermission  bool
	DefaultPermission int64 // what every member may do then: bits
	Fields            []group.Field

	// Topic is the topic that is meant, if it is one: its messages are not those of
	// the community.
	Topic *topic.Topic
}

// Rules returns the rules of the group's type.
func (g *Group) Rules() *Rules { return types[g.Type] }

// Conv names the timeline of the group, or of the topic that is meant.
func (g *Group) Conv() id.Conv {
	if g.Topic != nil {
		return g.Topic.Conv()
	}
	return id.GroupConv(g.App, g.ID)
}

// Saved says that a group was made or its profile changed.
type Saved struct {
	Group *Group
	Fresh bool // it is new
}

// Dismissed says that a group is no more.
type Dismissed struct{ Group *Group }

type nameKey struct {
	app     uint32
	groupID string
}

// mostCached bounds the groups that are remembered.
const mostCached = 200_000

// Parts are what the service is made of.
type Parts struct {
	DB       *store.DB
	Events   *event.Hub
	Hub      *deliver.Hub
	Timeline *timeline.Log
	Accounts *account.Service
	Profiles *profile.Service
	Roster   *roster.Roster
	Topics   *topic.Topics
	Permits  *permit.Permits
	Rooms    *room.Rooms
	Jobs     *job.Jobs
	Trace    *trace.Log // nil: nothing is traced
	// Apps has the settings of applications; nil: all are as they are by default, but
	// nothing is merged.
	Apps *app.Apps
	// Moderation says who is muted everywhere and which words are not said; nil: nobody
	// and none.
	Moderation *moderation.Service
	// Hooks asks and tells the application; nil: nobody.
	Hooks *webhook.Hooks
	Log   *slog.Logger
}

// Service is the group room.
type Service struct {
	Parts
	ids          *store.Numbers
	applications *store.Numbers // of applications
	byName       *roster.Cache[nameKey, *Group]
	byID         *roster.Cache[uint64, *Group]
	dismissals   []func(tx *store.Tx, g *Group) error
}

// New returns the service, subscribes it to changes and tells Jobs what it can
// carry out.
func New(p Parts) *Service {
	s := &Service{Parts: p, ids: store.NewNumbers(p.DB, "group", 1, 1000),
		applications: store.NewNumbers(p.DB, "group_application", 1, 1000),
		byName:       roster.NewCache[nameKey, *Group](mostCached), byID: roster.NewCache[uint64, *Group](mostCached)}
	event.On(p.Events, func(_ context.Context, e Saved) {
		s.byName.Put(nameKey{e.Group.App, e.Group.GroupID}, e.Group)
		s.byID.Put(e.Group.ID, e.Group)
	})
	event.On(p.Events, func(_ context.Context, e Dismissed) {
		s.byName.Drop(nameKey{e.Group.App, e.Group.GroupID})
		s.byID.Drop(e.Group.ID)
	})
	s.follow()
	p.Jobs.Handle(jobKind, s.carryOutJob)
	p.Accounts.OnDelete(s.forgetAccount)
	return s
}

// OnDismissal sets what happens in the transaction that dismisses a group: rooms
// that keep something of groups forget it there. Set it before the first request.
func (s *Service) OnDismissal(f func(tx *store.Tx, g *Group) error) {
	s.dismissals = append(s.dismissals, f)
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, group.CreateGroup, api.Admin|api.User, s.createGroup)
	api.Handle(r, group.DestroyGroup, api.Admin|api.User, s.destroyGroup)
	api.Handle(r, group.ModifyGroupBaseInfo, api.Admin|api.User, s.modifyGroupBaseInfo)
	api.Handle(r, group.ChangeGroupOwner, api.Admin|api.User, s.changeGroupOwner)
	api.Handle(r, group.ApplyJoinGroup, api.User|api.Guest, s.applyJoinGroup)
	api.Handle(r, group.QuitGroup, api.User, s.quitGroup)
	api.Handle(r, group.GetGroupInfo, api.Admin|api.User, s.getGroupInfo)
	api.Handle(r, group.GetGroupPublicInfo, api.User, s.getGroupPublicInfo)
	api.Handle(r, group.GetGroupSelfMemberInfo, api.User, s.getGroupSelfMemberInfo)
	api.Handle(r, group.GetJoinedGroupList, api.Admin, s.getJoinedGroupList)
	api.Handle(r, group.GetJoinedGroupListClient, api.User, s.getJoinedGroupListClient)
	api.Handle(r, group.GetJoinedCommunityList, api.User, s.getJoinedCommunityList)
	api.Handle(r, group.GetAppidGroupList, api.Admin, s.getAppidGroupList, api.PerSecond(1))
	api.Handle(r, group.ImportGroup, api.Admin, s.importGroup)
	api.Handle(r, group.GetPendency, api.User, s.getPendency)
	api.Handle(r, group.GetCommunityPendency, api.User, s.getCommunityPendency)
	api.Handle(r, group.HandleApplyJoinGroup, api.User, s.handleApplyJoinGroup)
	api.Handle(r, group.HandleInviteJoinPermissionGroup, api.User, s.handleInviteJoinPermissionGroup)
	api.Handle(r, group.HandleInviteJoinGroup, api.User, s.handleInviteJoinGroup)
}

// Find returns a group by its GroupId, from memory when it was asked for before.
// Errors: group.ErrNoSuchGroup, group.ErrBadGroupID.
func (s *Service) Find(ctx context.Context, app uint32, groupID string) (*Group, error) {
	if err := group.CheckID(groupID); err != nil {
		return nil, err
	}
	g, err := s.byName.Get(nameKey{app, groupID}, func() (g *Group, err error) {
		err = s.DB.View(ctx, func(tx *store.Tx) error {
			g, err = groupByName(tx, app, groupID)
			return err
		})
		return g, err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, group.ErrNoSuchGroup.With("%q", groupID)
	}
	return g, err
}

// ByID returns a group by its internal number, from memory when it was asked for
// before. Errors: group.ErrNoSuchGroup.
func (s *Service) ByID(ctx context.Context, groupID uint64) (*Group, error) {
	g, err := s.byID.Get(groupID, func() (g *Group, err error) {
		err = s.DB.View(ctx, func(tx *store.Tx) error {
			g, err = groupByID(tx, groupID)
			return err
		})
		return g, err
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, group.ErrNoSuchGroup
	}
	return g, err
}
