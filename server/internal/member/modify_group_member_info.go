package member

import (
	"context"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func (s *Service) modifyGroupMemberInfo(ctx context.Context, c *api.Caller, req *wire.ModifyGroupMemberInfoRequest) (*base.Empty, error) {
	st, err := s.groups.StandIn(ctx, c, req.GroupID, req.TopicID, "")
	if err != nil {
		return nil, err
	}
	if st.Group.Topic != nil && (req.Role != "" || req.NameCard != nil || len(req.Fields) > 0) {
		return nil, wire.ErrBadParameter.With("in a topic a member has but a mute and a MsgFlag of its own")
	}
	if !st.Group.Rules().Members && (c.Admin || !onlyMutes(req)) {
		return nil, wire.ErrNotPermitted.With("groups of this type have no list of members")
	}
	if st.Rank == roster.None {
		return nil, wire.ErrNotPermitted.With("not a member")
	}
	target, err := s.groups.Accounts.Lookup(ctx, c.App.ID, req.Account)
	if errors.Is(err, base.ErrNoSuchAccount) {
		return nil, wire.ErrNoSuchAccount.With("%q", req.Account)
	}
	if err != nil {
		return nil, err
	}
	ch := change{c: c, hooks: s.groups.Hooks, st: st, target: target, req: req, origin: c.Instance, now: time.Now(), set: &c.App.Settings}
	ch.role = s.groups.NewTip(ctx, 0, st.Actor)
	ch.people = s.groups.Persons(ctx, []id.Account{target})
	if ch.live, err = s.groups.MemberOf(ctx, st.Group, target); err != nil {
		return nil, err
	}
	err = s.groups.Change(ctx, st.Group.App, func(tx *store.Tx) (*group.Aftermath, error) { return ch.apply(tx) })
	return &base.Empty{}, err
}

// onlyMutes tells whether a request does nothing but mute: what owners of live
// groups do, whose members have nothing else.
func onlyMutes(req *wire.ModifyGroupMemberInfoRequest) bool {
	return req.Mute() != nil && req.Role == "" && req.MsgFlag == "" && req.NameCard == nil && len(req.Fields) == 0
}

// change is one modify_group_member_info.
type change struct {
	c      *api.Caller
	hooks  *webhook.Hooks
	st     group.Standing
	set    *app.Settings
	target id.Account
	req    *wire.ModifyGroupMemberInfoRequest
	origin uint64
	now    time.Time
	role   wire.Tip      // with the operator
	live   roster.Member // in a live group: the target as it is in the room
	people map[uint64]wire.Person
}

func (ch *change) apply(tx *store.Tx) (*group.Aftermath, error) {
	g, err := group.LockIn(tx, ch.st.Group)
	if err != nil {
		return nil, err
	}
	m, err := roster.Get(tx, g.ID, ch.target.ID)
	if err != nil {
		return nil, err
	}
	if !g.Rules().Members {
		after := group.NewAftermath(g, 0)
		if err := mayModify(&ch.st, ch.live.Role, ch.st.Actor.ID == ch.target.ID, ch.req); err != nil {
			return nil, err
		}
		return after, ch.setMute(tx, g, after)
	}
	if m.Role == roster.None {
		return nil, wire.ErrNotPermitted.With("%q is no member", ch.target.Name)
	}
	self := ch.st.Actor.ID == ch.target.ID
	if err := mayModify(&ch.st, m.Role, self, ch.req); err != nil {
		return nil, err
	}
	if err := group.MayWriteMember(ch.set.MemberFields, g.Type, ch.st.For(group.Keeping), g.Weight(m.Role), self, ch.req.Fields); err != nil {
		return nil, err
	}
	if err := mayAppoint(tx, g, m, ch.req.Role); err != nil {
		return nil, err
	}
	after := group.NewAftermath(g, 0)
	if g.Topic != nil {
		return after, ch.applyInTopic(tx, g, after)
	}
	changed := m
	ch.setFields(&changed, after)
	ch.setRole(g, &changed, after)
	if mute := ch.req.Mute(); mute != nil {
		if err := ch.setMute(tx, g, after); err != nil {
			return nil, err
		}
		changed.MutedUntil = muteUntil(*mute, ch.now)
	}
	after.Hook(ch.told(g, m, changed))
	return after, roster.Set(tx, m, changed)
}

// mayModify tells whether the actor may change what a request changes of a member.
// self: it is the actor's own membership.
func mayModify(st *group.Standing, role roster.Role, self bool, req *wire.ModifyGroupMemberInfoRequest) error {
	r, rank, target := st.Group.Rules(), st.Rank, st.Group.Weight(role)
	if req.NameCard != nil && !self {
		if err := group.MayTouch(st.For(group.Keeping), target, roster.Admin, "change other members"); err != nil {
			return err
		}
	}
	if req.MsgFlag != "" && !self && rank != roster.Master {
		return wire.ErrNotPermitted.With("only a member itself says what it receives")
	}
	if req.Role != "" {
		if target == roster.Owner {
			return wire.ErrNotPermitted.With("the owner's role is changed by change_group_owner")
		}
		if err := group.MayTouch(rank, role, r.Appoint, "have admins"); err != nil {
			return err
		}
	}
	if req.Mute() != nil {
		if self && rank != roster.Master {
			return wire.ErrNotPermitted.With("nobody mutes himself")
		}
		return group.MayTouch(st.For(group.Muting), target, r.MuteMember, "mute members")
	}
	return nil
}

func (ch *change) setFields(m *roster.Member, after *group.Aftermath) {
	if ch.req.NameCard != nil {
		m.NameCard = *ch.req.NameCard
	}
	m.Fields = group.MergeFields(m.Fields, ch.req.Fields)
	if ch.req.MsgFlag != "" && ch.req.MsgFlag != m.MsgFlag {
		m.MsgFlag = ch.req.MsgFlag
		after.Origin = ch.origin
		after.Hint(ch.target, ch.st.Actor.Name, notice.GroupSystemBody{ReportType: notice.ReportMsgFlag, MsgFlag: m.MsgFlag})
	}
}

// applyInTopic changes what is particular of the member in a topic.
func (ch *change) applyInTopic(tx *store.Tx, g *group.Group, after *group.Aftermath) error {
	if flag := ch.req.MsgFlag; flag != "" {
		before, is, err := topic.Change(tx, g.Topic, ch.target.ID, func(s *topic.Setting) { s.MsgFlag = flag })
		if err != nil {
			return err
		}
		if before != is {
			after.Origin = ch.origin
			after.Hint(ch.target, ch.st.Actor.Name, notice.GroupSystemBody{ReportType: notice.ReportMsgFlag, MsgFlag: flag})
		}
	}
	if ch.req.Mute() == nil {
		return nil
	}
	return ch.setMute(tx, g, after)
}

func (ch *change) setRole(g *group.Group, m *roster.Member, after *group.Aftermath) {
	role := roster.ParseRole(ch.req.Role)
	if role == roster.None || role == m.Role {
		return
	}
	m.Role = role
	tip, report := ch.role, notice.ReportLostAdmin
	tip.OpType = wire.TipLostAdmin
	if role == roster.Admin {
		tip.OpType, report = wire.TipMadeAdmin, notice.ReportMadeAdmin
	}
	after.Say(g.Tips(ch.set).Admins, ch.st.From(), group.Concerning(tip, []id.Account{ch.target}, ch.people))
	after.Tell(ch.target, ch.st.Actor.Name, notice.GroupSystemBody{ReportType: report})
}

func (ch *change) setMute(tx *store.Tx, g *group.Group, after *group.Aftermath) error {
	mu := muting{st: ch.st, tips: g.Tips(ch.set), seconds: *ch.req.Mute(), now: ch.now, tip: ch.role, people: ch.people}
	return mu.apply(tx, g, []id.Account{ch.target}, after)
}

// mayAppoint refuses more admins than groups of the type may have.
func mayAppoint(tx *store.Tx, g *group.Group, m roster.Member, role string) error {
	if role != wire.RoleAdmin || m.Role >= roster.Admin {
		return nil
	}
	staff, err := roster.Staff(tx, g.ID)
	if err == nil && len(staff) > g.Rules().MaxAdmins {
		err = wire.ErrNotPermitted.With("groups of this type have at most %d admins", g.Rules().MaxAdmins)
	}
	return err
}
