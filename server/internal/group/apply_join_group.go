package group

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func (s *Service) applyJoinGroup(ctx context.Context, c *api.Caller, req *group.ApplyJoinGroupRequest) (*group.ApplyJoinGroupResponse, error) {
	st, err := s.Stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	if err := s.askApply(ctx, c, st.Group); err != nil {
		return nil, err
	}
	if st.Group.Rules().Live {
		return s.enterLive(ctx, c, st.Group, req.HugeGroupHistoryMsgFlag == 1)
	}
	if c.Account.Name == "" {
		return nil, group.ErrNotPermitted.With("log in first")
	}
	if st.Member.Role != roster.None {
		return nil, group.ErrIsMember
	}
	asks, err := mayApply(st.Group)
	if err != nil {
		return nil, err
	}
	if asks {
		return &group.ApplyJoinGroupResponse{JoinedStatus: group.WaitAdminApproval}, s.apply(ctx, st, req)
	}
	came, err := s.Join(ctx, &c.App.Settings, st.Group, []id.Account{st.Actor}, Joining{By: st.Actor, How: group.JoinApplied, Caller: c})
	if err == nil {
		err = came.refusal()
	}
	if err != nil {
		return nil, err
	}
	return &group.ApplyJoinGroupResponse{JoinedStatus: group.JoinedSuccess}, nil
}

// apply files an application and tells those who decide. Who applies again before
// it is decided changes the text; nobody is told of that.
func (s *Service) apply(ctx context.Context, st Standing, req *group.ApplyJoinGroupRequest) error {
	a, err := s.newApplication(ctx, st.Group, group.Application, st.Actor.ID, 0, req.ApplyMsg)
	if err != nil {
		return err
	}
	staff, err := s.deciders(ctx, st.Group)
	if err != nil {
		return err
	}
	who := s.person(ctx, st.Actor)
	body := notice.GroupSystemBody{ReportType: notice.ReportApplied, RemarkInfo: req.ApplyMsg,
		UserDefinedField: req.UserDefinedField, OperatorInfo: &who}
	return s.Change(ctx, st.Group.App, func(tx *store.Tx) (*Aftermath, error) {
		g, err := Lock(tx, st.Group.ID)
		if err != nil {
			return nil, err
		}
		if m, err := roster.Get(tx, g.ID, st.Actor.ID); err != nil || m.Role != roster.None {
			if err == nil {
				err = group.ErrIsMember
			}
			return nil, err
		}
		banned, err := roster.Banned(tx, g.ID, []uint64{st.Actor.ID}, time.Now())
		if err != nil || banned[st.Actor.ID] != 0 {
			if err == nil {
				err = (&Joined{Banned: []id.Account{st.Actor}}).refusal()
			}
			return nil, err
		}
		fresh, err := fileApplication(tx, a)
		if err != nil || !fresh {
			return nil, err
		}
		return NewAftermath(g, 0).ask(staff, st.Actor.Name, a, body), nil
	})
}
