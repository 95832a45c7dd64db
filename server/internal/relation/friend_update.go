package relation

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) friendUpdate(ctx context.Context, c *api.Caller, req *sns.FriendUpdateRequest) (*sns.ResultResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(req.UpdateItem))
	for i, item := range req.UpdateItem {
		if err := mayWriteFields(c, item.SnsItem); err != nil {
			return nil, err
		}
		names[i] = item.ToAccount
	}
	found, err := s.accounts.LookupAll(ctx, from.App, names)
	if err != nil {
		return nil, err
	}
	resp := &sns.ResultResponse{}
	for items := range slices.Chunk(req.UpdateItem, chunk) {
		results := make([]*wire.Error, len(items))
		err := s.update(ctx, from.App, func(ch *change) error {
			return updateAll(ch, from, c, items, found, results)
		})
		if err != nil {
			return nil, err
		}
		for i, item := range items {
			resp.Add("FriendUpdate", item.ToAccount, results[i])
		}
	}
	return resp, nil
}

func updateAll(ch *change, from id.Account, c *api.Caller, items []sns.UpdateItem, found map[string]id.Account, results []*wire.Error) error {
	if _, err := ch.user(from.ID); err != nil {
		return err
	}
	has, err := friendsAmong(ch.tx, from.App, from.ID, numbers(found))
	if err != nil {
		return err
	}
	e := event.FriendsUpdated{Owner: from, Origin: c.Instance}
	for i, item := range items {
		to, there := found[item.ToAccount]
		f := has[to.ID]
		switch {
		case !there:
			results[i] = sns.ErrNoSuchAccount
		case f == nil:
			results[i] = sns.ErrNoSuchFriend
		default:
			fields := map[string]json.RawMessage{}
			if results[i], err = ch.setFields(f, item.SnsItem, fields); err != nil {
				return err
			}
			maps.DeleteFunc(fields, func(tag string, _ json.RawMessage) bool { return !readable(c.App.Settings.FriendFields, tag, false) })
			if results[i] == nil && len(fields) > 0 {
				e.Friends = append(e.Friends, event.FriendUpdate{Friend: to, Fields: fields})
			}
		}
	}
	if len(e.Friends) > 0 {
		ch.tx.Emit(e)
	}
	return nil
}

// setFields writes fields of a friend, all of them or none, and notes them in
// changed.
func (ch *change) setFields(f *friend, items []sns.Item, changed map[string]json.RawMessage) (*wire.Error, error) {
	u, err := ch.user(f.owner)
	if err != nil {
		return nil, err
	}
	custom, remark, lists := cloned(f.custom), f.remark, f.lists
	for _, item := range items {
		changed[item.Tag] = item.Value
		switch item.Tag {
		case sns.TagRemark:
			err = json.Unmarshal(item.Value, &remark)
		case sns.TagGroup:
			lists = nil
			err = json.Unmarshal(item.Value, &lists)
		default:
			if delete(custom, item.Tag); string(item.Value) != `""` {
				custom[item.Tag] = item.Value
			}
		}
		if err != nil {
			return nil, err
		}
	}
	if len(custom) > sns.MaxCustomFields {
		return sns.ErrTooManyFields, nil
	}
	if full, err := ch.listsFull(f.owner, lists); full || err != nil {
		return sns.ErrTooManyGroups, err
	}
	if remark != f.remark {
		f.remark, f.remarkTime = remark, ch.now.Unix()
	}
	f.custom = custom
	u.standardSeq++
	u.customSeq++
	if err := putFriends(ch.tx, ch.app, []*friend{f}); err != nil {
		return nil, err
	}
	if slices.Equal(lists, f.lists) {
		return nil, nil
	}
	f.lists = lists
	return nil, ch.setLists(f.owner, f.friend, lists)
}

func cloned(m map[string]json.RawMessage) map[string]json.RawMessage {
	out := make(map[string]json.RawMessage, len(m)+1)
	for k, v := range m {
		out[k] = v
	}
	return out
}
