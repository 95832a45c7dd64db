package group

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getGroupInfo(ctx context.Context, c *api.Caller, req *group.GetGroupInfoRequest) (*group.GetGroupInfoResponse, error) {
	resp := &group.GetGroupInfoResponse{}
	for _, groupID := range req.GroupIDList {
		p, err := s.infoOf(ctx, c, groupID, req.ResponseFilter)
		if err != nil {
			if p, err = failed(groupID, err); err != nil {
				return nil, err
			}
		}
		resp.GroupInfo = append(resp.GroupInfo, p)
	}
	return resp, nil
}

// infoOf shows one group with what the filter asks for.
func (s *Service) infoOf(ctx context.Context, c *api.Caller, groupID string, f *group.Filter) (group.Profile, error) {
	st, err := s.Stand(ctx, c, groupID, "")
	if err != nil {
		return group.Profile{}, err
	}
	if !st.Group.Rules().Found {
		if err := st.needMember(); err != nil {
			return group.Profile{}, err
		}
	}
	all, err := s.profiles(ctx, c.App.ID, []*Group{st.Group})
	if err != nil {
		return group.Profile{}, err
	}
	p := all[0]
	set := &c.App.Settings
	p.AppDefinedData = ReadableFields(set.GroupFields, p.Type, st.Rank, false, p.AppDefinedData)
	fields := []string{"ErrorCode", "ErrorInfo"}
	whole := f == nil
	if whole {
		f = &group.Filter{}
		fields = append(fields, group.BaseFields...)
		fields = append(fields, "ShutUpAllMember", "AppDefinedData")
		f.MemberInfoFilter = append(slices.Clone(group.MemberFields), "ShutUpUntil")
		for _, field := range p.AppDefinedData {
			f.AppDefinedDataFilterGroup = append(f.AppDefinedDataFilterGroup, field.Key)
		}
	} else {
		fields = append(fields, f.GroupBaseInfoFilter...)
		if len(f.AppDefinedDataFilterGroup) > 0 {
			fields = append(fields, "AppDefinedData")
		}
	}
	p.AppDefinedData = OnlyKeys(p.AppDefinedData, f.AppDefinedDataFilterGroup)
	// Who is no member may know the profile, not the members.
	if st.Rank != roster.None && st.Group.Rules().Members && (len(f.MemberInfoFilter) > 0 || len(f.AppDefinedDataFilterGroupMember) > 0) {
		fields = append(fields, "MemberList")
		if p.MemberList, err = s.allMembers(ctx, st, set, f, whole); err != nil {
			return group.Profile{}, err
		}
	}
	if st.Group.Rules().Live {
		fields = slices.DeleteFunc(fields, func(name string) bool { return name == "MemberNum" && c.Admin })
	}
	p.Only(fields...)
	return p, nil
}

// mostInAnswer is how many members get_group_info shows of a group; larger ones
// are shown in pages by get_group_member_info.
const mostInAnswer = 5000

// allMembers shows the members with what the filter asks for, the whole of them with
// all that they have.
func (s *Service) allMembers(ctx context.Context, st Standing, set *app.Settings, f *group.Filter, whole bool) ([]group.Member, error) {
	g := st.Group
	if n, err := s.Roster.Count(ctx, g.ID); err != nil || n > mostInAnswer {
		return nil, cmp.Or(err, error(group.ErrTooLarge))
	}
	members, err := s.Roster.Page(ctx, g.ID, nil, 0, mostInAnswer)
	if err != nil {
		return nil, err
	}
	list, err := s.MemberList(ctx, g, members, slices.Contains(f.MemberInfoFilter, "MsgSeq"))
	if err != nil {
		return nil, err
	}
	fields := MemberFields(f.MemberInfoFilter, f.AppDefinedDataFilterGroupMember)
	if f.MemberInfoFilter == nil {
		fields = MemberFields([]string{}, f.AppDefinedDataFilterGroupMember)
	}
	if whole {
		fields = append(fields, "AppMemberDefinedData")
	}
	for i := range list {
		all := ReadableFields(set.MemberFields, g.Type, st.Rank, list[i].Account == st.Actor.Name, list[i].Fields)
		if list[i].Fields = all; !whole {
			list[i].Fields = OnlyKeys(all, f.AppDefinedDataFilterGroupMember)
		}
		list[i].Only(fields...)
	}
	return list, nil
}

// failed is the entry of a group that cannot be shown, if err says why in a way
// that is one group's own.
func failed(groupID string, err error) (group.Profile, error) {
	var known *wire.Error
	if !errors.As(err, &known) {
		return group.Profile{}, err
	}
	return group.Profile{GroupID: groupID, ErrorCode: known.Code, ErrorInfo: known.Info}, nil
}

func isNoGroup(err error) bool { return errors.Is(err, group.ErrNoSuchGroup) }
