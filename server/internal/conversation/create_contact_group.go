package conversation

import (
	"context"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

func (s *Service) createContactGroup(ctx context.Context, c *api.Caller, req *recent.CreateContactGroupRequest) (*recent.CreateContactGroupResponse, error) {
	owner, err := s.owner(ctx, c, req.From)
	if err != nil {
		return nil, err
	}
	wanted := &req.Groups[0]
	convs, err := s.resolve(ctx, owner, wanted.Contacts)
	if err != nil {
		return nil, err
	}
	var made recent.GroupResult
	err = s.db.Update(ctx, func(tx *store.Tx) error {
		g, err := ensureGroup(tx, owner, wanted.GroupName)
		if err != nil {
			return err
		}
		got := recent.GroupResult{Group: g}
		put, err := newPutter(tx, owner)
		if err != nil {
			return err
		}
		for i, conv := range convs {
			failed, err := put.in(s, g.GroupId, conv)
			if err != nil {
				return err
			}
			got.Results = append(got.Results, result(wanted.Contacts[i], failed))
		}
		made = got
		return nil
	})
	if err != nil {
		return nil, err
	}
	item := notice.ContactGroupMadeItem{Group: made.Group, Contacts: []notice.Contact{}}
	for i := range made.Results {
		if made.Results[i].ResultCode == 0 {
			item.Contacts = append(item.Contacts, contact(&wanted.Contacts[i]))
		}
	}
	s.tell(owner, c.Instance, notice.RecentContact{PushType: notice.ContactGroupMade,
		GroupMade: &notice.ContactGroupsMade{Items: []notice.ContactGroupMadeItem{item}}})
	return &recent.CreateContactGroupResponse{Groups: []recent.GroupResult{made}}, nil
}

// ensureGroup returns the group called name and makes it if need be.
func ensureGroup(tx *store.Tx, owner id.Account, name string) (recent.GroupItem, error) {
	g, err := groupNamed(tx, owner, name)
	if !errors.Is(err, recent.ErrNoGroup) {
		return g, err
	}
	all, err := groupsOf(tx, owner)
	if err != nil {
		return g, err
	}
	if len(all) >= recent.MaxGroups {
		return g, recent.ErrGroups.With("at most %d", recent.MaxGroups)
	}
	return insertGroup(tx, owner, name)
}

// putter puts conversations into groups within the owner's limit.
type putter struct {
	tx      *store.Tx
	owner   id.Account
	grouped map[target][]grouped
	now     int64
}

func newPutter(tx *store.Tx, owner id.Account) (*putter, error) {
	all, err := groupedOf(tx, owner)
	return &putter{tx, owner, all, time.Now().Unix()}, err
}

// in puts a conversation into a group. failed is why this one cannot be.
func (p *putter) in(s *Service, group uint64, conv id.Conv) (failed, err error) {
	if conv.Kind == 0 {
		return recent.ErrNoSuchTarget, nil
	}
	t := s.targetOf(p.owner, conv)
	if p.grouped[t] == nil && len(p.grouped) >= recent.MaxGrouped {
		return recent.ErrTooMany, nil
	}
	p.grouped[t] = append(p.grouped[t], grouped{target: t, group: group})
	return nil, insertGrouped(p.tx, p.owner, group, t, p.now)
}
