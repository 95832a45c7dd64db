package relation

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) friendImport(ctx context.Context, c *api.Caller, req *sns.FriendImportRequest) (*sns.ResultResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(req.AddFriendItem))
	for i, item := range req.AddFriendItem {
		if err := mayWriteFields(c, item.CustomItem); err != nil {
			return nil, err
		}
		names[i] = item.ToAccount
	}
	found, err := s.accounts.LookupAll(ctx, from.App, names)
	if err != nil {
		return nil, err
	}
	resp := &sns.ResultResponse{}
	for items := range slices.Chunk(req.AddFriendItem, chunk) {
		results := make([]*wire.Error, len(items))
		err := s.update(ctx, from.App, func(ch *change) error {
			return importAll(ch, from, items, found, results, cause(c, "friend_import"))
		})
		if err != nil {
			return nil, err
		}
		for i, item := range items {
			resp.Add("FriendImport", item.ToAccount, results[i])
		}
	}
	return resp, nil
}

func importAll(ch *change, from id.Account, items []sns.ImportFriendItem, found map[string]id.Account, results []*wire.Error, why event.Cause) error {
	me, err := ch.user(from.ID)
	if err != nil {
		return err
	}
	has := map[uint64]*friend{}
	if me.friends > 0 {
		if has, err = friendsAmong(ch.tx, from.App, from.ID, numbers(found)); err != nil {
			return err
		}
	}
	var pairs []event.Pair
	var written []*friend
	for i, item := range items {
		to, there := found[item.ToAccount]
		full, err := ch.listsFull(from.ID, item.GroupName)
		if err != nil {
			return err
		}
		switch {
		case !there:
			results[i] = sns.ErrNoSuchAccount
		case to.ID == from.ID:
			results[i] = sns.ErrSelf
		case has[to.ID] == nil && me.friends >= sns.MaxFriends:
			results[i] = sns.ErrTooManyFriends
		case full:
			results[i] = sns.ErrTooManyGroups
		default:
			results[i] = nil
			f := imported(from.ID, to.ID, item)
			if has[to.ID] != nil {
				err = ch.overwrite(has[to.ID], &f)
			} else {
				err, has[to.ID] = ch.enter(&f), &f
				pairs = append(pairs, event.Pair{From: from, To: to})
			}
			if err != nil {
				return err
			}
			written = append(written, &f)
		}
	}
	if err := putFriends(ch.tx, from.App, written); err != nil {
		return err
	}
	if len(pairs) > 0 {
		ch.tx.Emit(event.FriendsAdded{Cause: why, Initiator: from, Pairs: pairs})
	}
	return nil
}

func imported(owner, peer uint64, item sns.ImportFriendItem) friend {
	f := friend{owner: owner, friend: peer, remark: item.Remark, remarkTime: item.RemarkTime, added: item.AddTime,
		source: item.AddSource, wording: item.AddWording, lists: item.GroupName}
	for _, field := range item.CustomItem {
		if f.custom == nil {
			f.custom = map[string]json.RawMessage{}
		}
		f.custom[field.Tag] = field.Value
	}
	return f
}

// overwrite makes f ready to take the place of what the list has of the friend.
func (ch *change) overwrite(old, f *friend) error {
	u, err := ch.user(f.owner)
	if err != nil {
		return err
	}
	u.standardSeq++
	u.customSeq++
	if f.added == 0 {
		f.added = old.added
	}
	return ch.setLists(f.owner, f.friend, f.lists)
}
