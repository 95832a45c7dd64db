package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) friendResponse(ctx context.Context, c *api.Caller, req *sns.FriendResponseRequest) (*sns.ResultResponse, error) {
	me, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(req.ResponseFriendItem))
	for i, item := range req.ResponseFriendItem {
		names[i] = item.ToAccount
	}
	found, err := s.accounts.LookupAll(ctx, me.App, names)
	if err != nil {
		return nil, err
	}
	results := make([]*wire.Error, len(names))
	refused, err := s.askResponse(ctx, c, me, req)
	if err != nil {
		return nil, err
	}
	err = s.update(ctx, me.App, func(ch *change) error {
		for i, item := range req.ResponseFriendItem {
			applicant, there := found[item.ToAccount]
			if results[i] = refused[item.ToAccount]; results[i] != nil {
				continue
			}
			if !there {
				results[i] = sns.ErrNoSuchAccount
				continue
			}
			var err error
			if results[i], err = ch.answer(me, applicant, item, cause(c, "friend_response")); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	resp := &sns.ResultResponse{}
	for i, name := range names {
		resp.Add("FriendResponse", name, results[i])
	}
	return resp, nil
}

// answer carries out the answer to one application.
func (ch *change) answer(me, applicant id.Account, item sns.ResponseItem, why event.Cause) (*wire.Error, error) {
	mine, sent, err := ch.applied(applicant.ID, me.ID)
	if err != nil {
		return nil, err
	}
	if mine == nil {
		return sns.ErrNoApplication, nil
	}
	if item.ResponseAction == sns.Reject {
		return nil, ch.closeApplications(applicant, me)
	}
	theirs := friend{owner: applicant.ID, friend: me.ID, source: mine.source, wording: mine.wording}
	if sent != nil {
		theirs.remark = sent.remark
		if full, err := ch.listsFull(applicant.ID, []string{sent.list}); err != nil {
			return nil, err
		} else if sent.list != "" && !full {
			theirs.lists = []string{sent.list}
		}
	}
	wanted := []friend{theirs}
	if item.ResponseAction == sns.AgreeAndAdd {
		own := friend{owner: me.ID, friend: applicant.ID, source: mine.source, wording: mine.wording, remark: item.Remark}
		if item.TagName != "" {
			own.lists = []string{item.TagName}
		}
		wanted = append(wanted, own)
	}
	return ch.befriend(me, applicant, wanted, why)
}

// befriend puts friends into those lists that do not have them, or says why it
// cannot.
func (ch *change) befriend(me, applicant id.Account, wanted []friend, why event.Cause) (*wire.Error, error) {
	names := map[uint64]id.Account{me.ID: me, applicant.ID: applicant}
	var pairs []event.Pair
	var fresh []friend
	for _, f := range wanted {
		has, err := friendsAmong(ch.tx, ch.app, f.owner, []uint64{f.friend})
		if err != nil {
			return nil, err
		}
		u, err := ch.user(f.owner)
		if err != nil {
			return nil, err
		}
		full, err := ch.listsFull(f.owner, f.lists)
		switch {
		case err != nil:
			return nil, err
		case has[f.friend] != nil:
			continue
		case u.friends >= sns.MaxFriends && f.owner == me.ID:
			return sns.ErrTooManyFriends, nil
		case u.friends >= sns.MaxFriends:
			return sns.ErrPeerTooMany, nil
		case full:
			return sns.ErrTooManyGroups, nil
		}
		fresh = append(fresh, f)
		pairs = append(pairs, event.Pair{From: names[f.owner], To: names[f.friend]})
	}
	for _, f := range fresh {
		if f.remark != "" {
			f.remarkTime = ch.now.Unix()
		}
		if err := ch.addFriend(f); err != nil {
			return nil, err
		}
	}
	if len(pairs) > 0 {
		if err := ch.emit(event.FriendsAdded{Cause: why, Initiator: applicant, Pairs: pairs}); err != nil {
			return nil, err
		}
	}
	return nil, ch.closeApplications(applicant, me)
}

// applied returns the application of one user to another as both keep it; nil
// where one does not.
func (ch *change) applied(from, to uint64) (received, sent *application, err error) {
	for _, u := range []uint64{from, to} {
		if _, err := ch.user(u); err != nil {
			return nil, nil, err
		}
	}
	all, err := applicationsBetween(ch.tx, ch.app, from, to)
	for i := range all {
		switch a := &all[i]; {
		case a.owner == to && a.incoming:
			received = a
		case a.owner == from && !a.incoming:
			sent = a
		}
	}
	return received, sent, err
}
