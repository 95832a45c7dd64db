package group

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) modifyGroupBaseInfo(ctx context.Context, c *api.Caller, req *group.ModifyGroupBaseInfoRequest) (*wire.Empty, error) {
	st, err := s.Stand(ctx, c, req.GroupID, req.From)
	if err != nil {
		return nil, err
	}
	if err := st.needMember(); err != nil {
		return nil, err
	}
	if err := mayModify(&c.App.Settings, &st, req); err != nil {
		return nil, err
	}
	err = mayWriteFields(c.App.Settings.GroupFields, st.Group.Type, st.For(Profiling), st.Group.Rules().Options, req.AppDefinedData)
	if err != nil {
		return nil, err
	}
	if err := s.Moderation.Texts(ctx, c.App.ID, req.Name, req.Introduction, req.Notification); err != nil {
		return nil, err
	}
	tip := s.NewTip(ctx, group.TipProfile, st.Actor)
	err = s.Change(ctx, st.Group.App, func(tx *store.Tx) (*Aftermath, error) {
		g, err := Lock(tx, st.Group.ID)
		if err != nil {
			return nil, err
		}
		info, show := modify(g, req, g.Tips(&c.App.Settings))
		if info == nil {
			return nil, nil // all is as it was
		}
		tip.NewInfo = info
		return NewAftermath(g, 0).Hook(s.toldChanged(c, g, st.Actor, info)).Say(show, st.From(), tip), save(tx, g)
	})
	return &wire.Empty{}, err
}

// save stores a changed profile.
func save(tx *store.Tx, g *Group) error {
	g.InfoSeq++
	g.InfoTime = time.Now().Truncate(time.Millisecond)
	tx.Emit(Saved{g, false})
	return updateGroup(tx, g)
}

// mayModify tells whether a rank may change all that a request changes.
func mayModify(set *app.Settings, st *Standing, req *group.ModifyGroupBaseInfoRequest) error {
	rank, r := st.For(Profiling), st.Group.Rules()
	if most := mostMembers(set, st.Group.Type); most > 0 && req.MaxMemberNum > most {
		return group.ErrMaxMembers.With("at most %d", most)
	}
	if (req.EnablePermission != nil || req.DefaultPermission != nil) && !st.Group.SupportTopic {
		return group.ErrNotPermitted.With("permissions are for communities with topics")
	}
	options := req.ApplyJoinOption != "" || req.InviteJoinOption != "" || req.MaxMemberNum != 0 ||
		req.HistoryMsgBeforeJoin != ""
	for _, one := range []struct {
		asked bool
		least roster.Role
		what  string
	}{
		{req.Name != nil || req.Introduction != nil || req.Notification != nil || req.FaceURL != nil, r.Edit, "change the profile"},
		{options, r.Options, "change the options"},
		{req.MuteAll() != "", r.MuteAll, "mute all"},
		{req.EnablePermission != nil && st.Rank < roster.Owner, Nobody, "let members say what permission groups mean"},
		{req.DefaultPermission != nil, roster.Admin, "change the permissions of all"},
		{req.InviteJoinOption != "" && !r.InviteSettable, Nobody, "have InviteJoinOption"},
		{req.HistoryMsgBeforeJoin != "" && !r.HistorySettable, Nobody, "have HistoryMsgBeforeJoin"},
	} {
		if !one.asked {
			continue
		}
		if err := need(rank, one.least, one.what); err != nil {
			return err
		}
	}
	return nil
}

// modify changes g as a request says. It returns what members are told of it and
// how; nil if nothing changed.
func modify(g *Group, req *group.ModifyGroupBaseInfoRequest, tips Tips) (*group.NewInfo, Showing) {
	info := &group.NewInfo{}
	texts, options, silent := false, false, false
	setText := func(field *string, value *string, show func(string)) {
		if value != nil && *field != *value {
			*field, texts = *value, true
			show(*value)
		}
	}
	setText(&g.Name, req.Name, func(v string) { info.GroupName = v })
	setText(&g.Introduction, req.Introduction, func(v string) { info.GroupIntroduction = &v })
	setText(&g.Notification, req.Notification, func(v string) { info.GroupNotification = &v })
	setText(&g.FaceURL, req.FaceURL, func(v string) { info.GroupFaceURL = &v })
	if len(req.AppDefinedData) > 0 {
		g.Fields, texts = MergeFields(g.Fields, req.AppDefinedData), true
		info.MsgAppDefinedData = req.AppDefinedData
	}
	if v := req.ApplyJoinOption; v != "" && v != g.ApplyOption && g.Rules().Apply == ByOption {
		g.ApplyOption, info.GroupApplyJoinOption, options = v, v, true
	}
	if v := req.InviteJoinOption; v != "" && v != g.InviteOption {
		g.InviteOption, info.GroupInviteJoinOption, options = v, v, true
	}
	if v := req.MuteAll(); v != "" && (v == group.On) != g.MuteAll {
		g.MuteAll, options = v == group.On, true
		info.ShutupAll = new(0)
		if g.MuteAll {
			*info.ShutupAll = 1
		}
	}
	if v := req.MaxMemberNum; v != 0 && g.Rules().MaxMembers > 0 && v != g.MaxMembers {
		g.MaxMembers, silent = v, true
	}
	if setPermissions(g, req.EnablePermission, req.DefaultPermission) {
		silent = true
	}
	if v := req.HistoryMsgBeforeJoin; v != "" && v != g.HistoryBefore {
		g.HistoryBefore, silent = v, true
	}
	switch {
	case texts:
		return info, tips.Texts
	case options:
		return info, tips.Options
	case silent:
		return info, Untold
	}
	return nil, Untold
}
