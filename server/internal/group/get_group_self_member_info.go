package group

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/group"
)

// selfFields are what a member sees of its group; a filter is not needed, as
// clients take what they want of all.
var selfFields = append([]string{"ErrorCode", "ErrorInfo", "ShutUpAllMember", "AppDefinedData", "SelfInfo", "MemberList"},
	group.BaseFields...)

func (s *Service) getGroupSelfMemberInfo(ctx context.Context, c *api.Caller, req *group.GetGroupInfoRequest) (*group.GetGroupInfoResponse, error) {
	resp := &group.GetGroupInfoResponse{}
	for _, groupID := range req.GroupIDList {
		p, err := s.selfOf(ctx, c, groupID)
		if err != nil {
			if p, err = failed(groupID, err); err != nil {
				return nil, err
			}
		}
		resp.GroupInfo = append(resp.GroupInfo, p)
	}
	return resp, nil
}

func (s *Service) selfOf(ctx context.Context, c *api.Caller, groupID string) (group.Profile, error) {
	st, err := s.Stand(ctx, c, groupID, "")
	if err != nil {
		return group.Profile{}, err
	}
	if !st.Group.Rules().Live { // a live room's page is shown before it is entered
		if err := st.needMember(); err != nil {
			return group.Profile{}, err
		}
	}
	all, err := s.profiles(ctx, c.App.ID, []*Group{st.Group})
	if err != nil {
		return group.Profile{}, err
	}
	place, _, err := s.Timeline.Place(ctx, st.Group.Conv(), st.Actor.ID)
	if err != nil {
		return group.Profile{}, err
	}
	self := showMember(st.Actor, &st.Member, time.Now())
	if st.Group.Rules().Live {
		self.JoinTime, self.MsgFlag = 0, st.Group.Rules().MsgFlag
	}
	self.MsgSeq = place.Read
	self.Only("Member_Account", "Role", "JoinTime", "MsgFlag", "MsgSeq", "NameCard", "ShutUpUntil", "MuteUntil", "AppMemberDefinedData")
	p, set := all[0], &c.App.Settings
	self.Fields = ReadableFields(set.MemberFields, p.Type, st.Rank, true, self.Fields)
	p.AppDefinedData = ReadableFields(set.GroupFields, p.Type, st.Rank, false, p.AppDefinedData)
	p.SelfInfo, p.MemberList = &self, []group.Member{self}
	p.Only(selfFields...)
	return p, nil
}
