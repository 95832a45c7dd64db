package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) groupUpdate(ctx context.Context, c *api.Caller, req *sns.GroupUpdateRequest) (*sns.GroupUpdateResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(req.UpdateGroupItem))
	for i, item := range req.UpdateGroupItem {
		names[i] = item.ToAccount
	}
	found, err := s.accounts.LookupAll(ctx, from.App, names)
	if err != nil {
		return nil, err
	}
	var seq int64
	results := make([]*wire.Error, len(names))
	err = s.update(ctx, from.App, func(ch *change) error {
		name, err := ch.rename(from, c.Instance, req.GroupOldName, req.GroupNewName)
		if err != nil {
			return err
		}
		var entries []entry
		for i, item := range req.UpdateGroupItem {
			entries = append(entries, entry{found[item.ToAccount], item.UpdateType, &results[i]})
		}
		if err := ch.regroup(from, c.Instance, entries, []string{name}); err != nil {
			return err
		}
		u, err := ch.user(from.ID)
		if err == nil {
			seq = u.listsSeq
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &sns.GroupUpdateResponse{ResultItem: []sns.GroupEntryResult{}, CurrentSequence: seq}
	for i, item := range req.UpdateGroupItem {
		result := sns.GroupEntryResult{ToAccount: item.ToAccount, UpdateType: item.UpdateType}
		if e := results[i]; e != nil {
			result.ResultCode, result.ResultInfo = e.Code, sns.Symbol("GroupUpdate", e)
		}
		resp.ResultItem = append(resp.ResultItem, result)
	}
	return resp, nil
}

// rename gives a friend group another name, if there is one, and returns what it
// is called now.
func (ch *change) rename(from id.Account, origin uint64, old, name string) (string, error) {
	all, err := ch.listsOf(from.ID)
	if err != nil {
		return "", err
	}
	i := find(all, old)
	switch {
	case i < 0:
		return "", sns.ErrNoSuchGroup.With("%q", old)
	case name == "" || name == old:
		return old, nil
	case find(all, name) >= 0:
		return "", sns.ErrGroupExists.With("%q", name)
	}
	u, err := ch.user(from.ID)
	if err != nil {
		return "", err
	}
	all[i].name = name
	u.listsSeq++
	u.standardSeq++
	if err := putList(ch.tx, ch.app, from.ID, all[i]); err != nil {
		return "", err
	}
	members, err := listed(ch.tx, ch.app, from.ID)
	if err != nil || len(members[all[i].num]) == 0 {
		return name, err
	}
	changed := map[uint64]id.Account{}
	for _, n := range members[all[i].num] {
		changed[n] = id.Account{App: from.App, ID: n}
	}
	return name, ch.tellLists(from, origin, changed)
}
