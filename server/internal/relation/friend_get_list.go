package relation

import (
	"context"
	"slices"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) friendGetList(ctx context.Context, c *api.Caller, req *sns.FriendGetListRequest) (*sns.FriendListResponse, error) {
	for _, tag := range req.TagList {
		if !strings.HasPrefix(tag, "Tag_SNS_") && !profile.Known(tag) {
			return nil, wire.Service("sns").BadParameter.With("no field is called %q", tag)
		}
	}
	return s.friendInfo(ctx, c, &req.AccountsRequest, "FriendGetList", func(tag string) bool { return slices.Contains(req.TagList, tag) })
}

// friendInfo reads the wanted fields of friends, of friendship and profile.
func (s *Service) friendInfo(ctx context.Context, c *api.Caller, req *sns.AccountsRequest, command string, wanted func(tag string) bool) (*sns.FriendListResponse, error) {
	from, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	found, err := s.accounts.LookupAll(ctx, from.App, req.ToAccount)
	if err != nil {
		return nil, err
	}
	var has map[uint64]*friend
	var fields map[uint64]profile.Values
	err = s.db.View(ctx, func(tx *store.Tx) (err error) {
		if has, err = friendsAmong(tx, from.App, from.ID, numbers(found)); err != nil {
			return err
		}
		fields, err = profile.Read(tx, from.App, numbers(found))
		return err
	})
	if err != nil {
		return nil, err
	}
	resp := &sns.FriendListResponse{InfoItem: []sns.FriendInfo{}}
	for _, name := range req.ToAccount {
		to, there := found[name]
		f := has[to.ID]
		info := sns.FriendInfo{ToAccount: name}
		switch {
		case !there:
			info.ResultCode, info.ResultInfo = sns.ErrNoSuchAccount.Code, sns.Symbol(command, sns.ErrNoSuchAccount)
		case f == nil:
			info.ResultCode, info.ResultInfo = sns.ErrNoSuchFriend.Code, sns.Symbol(command, sns.ErrNoSuchFriend)
		default:
			for _, item := range append(readableItems(c, f.fields()), profileItems(c, fields[to.ID])...) {
				if wanted(item.Tag) {
					info.SnsProfileItem = append(info.SnsProfileItem, item)
				}
			}
		}
		if info.ResultCode != 0 {
			resp.FailAccount = append(resp.FailAccount, name)
		}
		resp.InfoItem = append(resp.InfoItem, info)
	}
	return resp, nil
}

func profileItems(c *api.Caller, values profile.Values) []sns.Item {
	var items []sns.Item
	for _, tag := range values.Tags() {
		if profile.Readable(c.App.Settings.UserFields, tag, app.Reader{Master: c.Admin}) {
			items = append(items, sns.Item{Tag: tag, Value: values[tag]})
		}
	}
	return items
}
