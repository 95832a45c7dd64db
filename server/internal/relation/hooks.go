package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

// askAdd asks the application before a client adds friends, and returns those whom it
// refuses.
func (s *Service) askAdd(ctx context.Context, c *api.Caller, from id.Account, req *sns.FriendAddRequest) (map[string]*wire.Error, error) {
	if c.Door == api.REST {
		return nil, nil
	}
	answer, err := webhook.Ask(ctx, s.hooks, c, hook.SnsPrevFriendAdd, func() *hook.SnsPrevFriendAddBody {
		b := &hook.SnsPrevFriendAddBody{Requester: c.Account.Name, From: from.Name, AddType: sns.AddBoth, ForceAddFlags: req.ForceAddFlags}
		if req.AddType != "" {
			b.AddType = req.AddType
		}
		for _, item := range req.AddFriendItem {
			b.FriendItem = append(b.FriendItem, hook.FriendItem{To: item.ToAccount, Remark: item.Remark, GroupName: item.GroupName,
				AddSource: item.AddSource, AddWording: item.AddWording})
		}
		return b
	})
	return refusals(answer), err
}

// askResponse asks the application before a client answers friend requests.
func (s *Service) askResponse(ctx context.Context, c *api.Caller, me id.Account, req *sns.FriendResponseRequest) (map[string]*wire.Error, error) {
	answer, err := webhook.Ask(ctx, s.hooks, c, hook.SnsPrevFriendResponse, func() *hook.SnsPrevFriendResponseBody {
		b := &hook.SnsPrevFriendResponseBody{Requester: c.Account.Name, From: me.Name}
		for _, item := range req.ResponseFriendItem {
			b.ResponseFriendItem = append(b.ResponseFriendItem, hook.ResponseFriendItem{To: item.ToAccount, Remark: item.Remark,
				TagName: item.TagName, ResponseAction: item.ResponseAction})
		}
		return b
	})
	return refusals(answer), err
}

func refusals(answer *hook.FriendAnswer) map[string]*wire.Error {
	if answer == nil {
		return nil
	}
	all := map[string]*wire.Error{}
	for _, r := range answer.ResultItem {
		if r.ResultCode >= sns.FirstOwn && r.ResultCode <= sns.LastOwn {
			all[r.To] = wire.NewError(r.ResultCode, webhook.Cut(r.ResultInfo))
		}
	}
	return all
}

// emit publishes an event after the commit, and tells the application of it.
func (ch *change) emit(e any) error {
	ch.tx.Emit(e)
	switch e := e.(type) {
	case event.FriendsAdded:
		return ch.tell(e.Initiator, webhook.For(ch.hooks, ch.app, by(e.Cause), hook.SnsFriendAdd, func() *hook.SnsFriendAddBody {
			b := &hook.SnsFriendAddBody{ClientCmd: clientCmd[e.Command], Admin: e.Admin}
			if e.Admin != "" {
				b.ClientCmd = e.Command
			}
			if e.Forced {
				b.ForceFlag = 1
			}
			for _, p := range e.Pairs {
				b.PairList = append(b.PairList, hook.FriendPair{From: p.From.Name, To: p.To.Name, Initiator: e.Initiator.Name})
			}
			return b
		}))
	case event.FriendsDeleted:
		return ch.tell(e.Pairs[0].From, webhook.For(ch.hooks, ch.app, by(e.Cause), hook.SnsFriendDelete, func() *hook.SnsFriendDeleteBody {
			b := &hook.SnsFriendDeleteBody{}
			for _, p := range e.Pairs {
				b.PairList = append(b.PairList, hook.Pair{From: p.From.Name, To: p.To.Name})
			}
			return b
		}))
	case event.UsersBlocked:
		return ch.tell(e.Owner, ch.toldOfBlocks(&e))
	case event.Followed:
		return ch.tell(e.From, ch.toldOfFollowing(&e))
	}
	return nil
}

// clientCmd is how what clients do is named; commands of the server API have their own
// names.
var clientCmd = map[string]string{"friend_add": "FriendAdd", "friend_response": "FriendResponse"}

func by(c event.Cause) webhook.Origin { return webhook.Origin{IP: c.IP, Platform: c.Platform} }

func (ch *change) tell(owner id.Account, e *webhook.Event) error {
	return webhook.InRecords(ch.tx, webhook.Own(owner), e)
}

func (ch *change) toldOfBlocks(e *event.UsersBlocked) *webhook.Event {
	pairs := make([]hook.Pair, len(e.Accounts))
	for i, a := range e.Accounts {
		pairs[i] = hook.Pair{From: e.Owner.Name, To: a.Name}
	}
	if e.Gone {
		return webhook.For(ch.hooks, ch.app, by(e.Cause), hook.SnsBlackListDelete, func() *hook.SnsBlackListDeleteBody {
			return &hook.SnsBlackListDeleteBody{PairList: pairs}
		})
	}
	return webhook.For(ch.hooks, ch.app, by(e.Cause), hook.SnsBlackListAdd, func() *hook.SnsBlackListAddBody {
		return &hook.SnsBlackListAddBody{PairList: pairs}
	})
}

func (ch *change) toldOfFollowing(e *event.Followed) *webhook.Event {
	if e.Gone {
		return webhook.For(ch.hooks, ch.app, by(e.Cause), hook.FollowAfterFollowDelete, func() *hook.FollowAfterFollowDeleteBody {
			return &hook.FollowAfterFollowDeleteBody{From: e.From.Name, To: []string{e.To.Name}}
		})
	}
	return webhook.For(ch.hooks, ch.app, by(e.Cause), hook.FollowAfterFollowAdd, func() *hook.FollowAfterFollowAddBody {
		return &hook.FollowAfterFollowAddBody{From: e.From.Name, FollowList: []hook.Followed{{To: e.To.Name}}}
	})
}
