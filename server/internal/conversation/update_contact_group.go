package conversation

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) updateContactGroup(ctx context.Context, c *api.Caller, req *recent.UpdateContactGroupRequest) (*recent.UpdateContactGroupResponse, error) {
	owner, err := s.owner(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	u := &req.Update
	res := recent.GroupUpdateResult{UpdateGroupType: u.UpdateGroupType, OldGroupName: u.OldGroupName, GroupName: u.OldGroupName}
	if u.UpdateGroupType == recent.UpdateName {
		res.GroupName = u.NewGroupName
		res.GroupId, err = s.rename(ctx, owner, u)
	} else {
		res.GroupId, res.Contacts, err = s.regroup(ctx, owner, u)
	}
	if err != nil {
		return nil, err
	}
	s.tell(owner, c.Instance, updated(&res))
	return &recent.UpdateContactGroupResponse{UpdateType: recent.UpdateByGroup, Result: res}, nil
}

func updated(res *recent.GroupUpdateResult) notice.RecentContact {
	change := notice.ContactGroupUpdate{UpdateGroupType: res.UpdateGroupType, GroupId: res.GroupId, OldGroupName: res.OldGroupName}
	if res.UpdateGroupType == recent.UpdateName {
		change.GroupName = res.GroupName
	}
	for i := range res.Contacts {
		if res.Contacts[i].ResultCode == 0 {
			change.Items = append(change.Items, notice.ContactGroupEntry{ContactOptType: res.Contacts[i].ContactOptType, Contact: contact(&res.Contacts[i].Contact)})
		}
	}
	return notice.RecentContact{PushType: notice.ContactGroupUpdated,
		GroupChange: &notice.ContactGroupChanged{UpdateType: recent.UpdateByGroup, Group: change}}
}

func (s *Service) rename(ctx context.Context, owner id.Account, u *recent.GroupUpdate) (group uint64, err error) {
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		g, err := groupNamed(tx, owner, u.OldGroupName)
		if err != nil {
			return err
		}
		group = g.GroupId
		if u.NewGroupName == u.OldGroupName {
			return nil
		}
		switch _, err := groupNamed(tx, owner, u.NewGroupName); {
		case err == nil:
			return recent.ErrMark.With("there is a group %q already", u.NewGroupName)
		case !errors.Is(err, recent.ErrNoGroup):
			return err
		}
		return renameGroup(tx, owner, g.GroupId, u.NewGroupName)
	})
	return group, err
}

func (s *Service) regroup(ctx context.Context, owner id.Account, u *recent.GroupUpdate) (group uint64, results []recent.ContactResult, err error) {
	contacts := make([]recent.Contact, len(u.Contacts))
	for i := range u.Contacts {
		contacts[i] = u.Contacts[i].Contact
	}
	convs, err := s.resolve(ctx, owner, contacts)
	if err != nil {
		return 0, nil, err
	}
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		g, err := groupNamed(tx, owner, u.OldGroupName)
		if err != nil {
			return err
		}
		put, err := newPutter(tx, owner)
		if err != nil {
			return err
		}
		var all []recent.ContactResult
		for i, conv := range convs {
			move := put.in
			if u.Contacts[i].ContactOptType == recent.TakeOut {
				move = put.out
			}
			failed, err := move(s, g.GroupId, conv)
			if err != nil {
				return err
			}
			all = append(all, recent.ContactResult{ContactOptType: u.Contacts[i].ContactOptType, Result: result(contacts[i], failed)})
		}
		group, results = g.GroupId, all
		return nil
	})
	return group, results, err
}

// out takes a conversation out of a group. failed is why this one cannot be.
func (p *putter) out(s *Service, group uint64, conv id.Conv) (failed, err error) {
	if conv.Kind == 0 {
		return recent.ErrNoSuchTarget, nil
	}
	was, err := deleteGrouped(p.tx, p.owner, group, s.targetOf(p.owner, conv))
	if err == nil && !was {
		return recent.ErrMark.With("the conversation is not in the group"), nil
	}
	return nil, err
}
