package relation

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) friendGet(ctx context.Context, c *api.Caller, req *sns.FriendGetRequest) (*sns.FriendGetResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	var page []*friend
	u, err := s.readList(ctx, from, func(u *user) int64 { return u.standardSeq }, func(tx *store.Tx) (err error) {
		page, err = friendsPage(tx, from.App, from.ID, req.StartIndex, sns.FriendPage+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &sns.FriendGetResponse{UserDataItem: []sns.Friend{}, FriendNum: int(u.friends), CompleteFlag: 1,
		StandardSequence: u.standardSeq, CustomSequence: u.customSeq}
	if len(page) > sns.FriendPage {
		page = page[:sns.FriendPage]
		resp.CompleteFlag, resp.NextStartIndex = 0, page[len(page)-1].num
	}
	ids := make([]uint64, len(page))
	for i, f := range page {
		ids[i] = f.friend
	}
	names, err := s.accounts.ByID(ctx, from.App, ids)
	if err != nil {
		return nil, err
	}
	for _, f := range page {
		if a, there := names[f.friend]; there {
			resp.UserDataItem = append(resp.UserDataItem, sns.Friend{ToAccount: a.Name, ValueItem: readableItems(c, f.fields())})
		}
	}
	return resp, nil
}

// fields lists what a list has of a friend: the fields that have a value.
func (f *friend) fields() []sns.Item {
	items := []sns.Item{{Tag: sns.TagTime, Value: encode(f.added)}}
	for _, text := range []struct{ tag, value string }{
		{sns.TagSource, f.source}, {sns.TagRemark, f.remark}, {sns.TagWording, f.wording},
	} {
		if text.value != "" {
			items = append(items, sns.Item{Tag: text.tag, Value: encode(text.value)})
		}
	}
	if len(f.lists) > 0 {
		items = append(items, sns.Item{Tag: sns.TagGroup, Value: encode(f.lists)})
	}
	for _, tag := range slices.Sorted(maps.Keys(f.custom)) {
		items = append(items, sns.Item{Tag: tag, Value: f.custom[tag]})
	}
	return items
}

// encode makes JSON of a text, a number or a list of texts.
func encode(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // none of the types above can fail
	}
	return raw
}
