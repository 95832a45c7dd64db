//go:build linux

package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/wire/account"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

// check looks at every nth of what was imported.
func (im *importing) check(every int) error {
	for _, c := range []struct {
		name  string
		count int
		look  func(n int) error
	}{
		{"account", im.accounts / accountsPerCall, im.checkAccounts},
		{"friends of", im.accounts, im.checkFriends},
		{"group", im.groups, im.checkGroup},
		{"history of group", im.groups, im.checkHistory},
		{"unread messages of group", im.groups, im.checkUnread},
		{"pair", im.pairs, im.checkPair},
	} {
		some := (c.count + every - 1) / every
		if err := inParallel(some, func(n int) error {
			if err := c.look(n * every); err != nil {
				return fmt.Errorf("%s %d: %w", c.name, n*every, err)
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

func (im *importing) checkAccounts(n int) error {
	req := &account.AccountCheckRequest{}
	for i := n * accountsPerCall; i < (n+1)*accountsPerCall; i++ {
		req.CheckItem = append(req.CheckItem, account.Item{UserID: user(i)})
	}
	resp, err := post(im, account.AccountCheck, req)
	if err != nil {
		return err
	}
	for _, r := range resp.ResultItem {
		if r.AccountStatus != "Imported" {
			return fmt.Errorf("%+v", r)
		}
	}
	return nil
}

func (im *importing) checkFriends(n int) error {
	req := &sns.FriendCheckRequest{CheckType: sns.CheckBoth}
	req.FromAccount, req.ToAccount = user(n), im.friendsOf(n)
	resp, err := post(im, sns.FriendCheck, req)
	if err != nil {
		return err
	}
	for _, f := range resp.InfoItem {
		if f.Relation != sns.RelationBothWay {
			return fmt.Errorf("%+v", f)
		}
	}
	list, err := post(im, sns.FriendGet, &sns.FriendGetRequest{FromAccount: user(n)})
	if err == nil && len(list.UserDataItem) != im.friends {
		err = fmt.Errorf("%d friends", len(list.UserDataItem))
	}
	return err
}

func (im *importing) checkGroup(g int) error {
	resp, err := post(im, group.GetGroupInfo, &group.GetGroupInfoRequest{GroupIDList: []string{groupID(g)}})
	if err != nil {
		return err
	}
	p := resp.GroupInfo[0]
	if p.MemberNum != im.members || p.CreateTime != im.base || p.Owner != im.memberOf(g, 0) {
		return fmt.Errorf("profile %+v", p)
	}
	return nil
}

func (im *importing) checkHistory(g int) error {
	next := uint64(im.perGroup)
	for req := (&group.GroupMsgGetSimpleRequest{GroupID: groupID(g), ReqMsgNumber: 20}); next > 0; req.ReqMsgSeq = next {
		resp, err := post(im, group.GroupMsgGetSimple, req)
		if err != nil {
			return err
		}
		for _, m := range resp.RspMsgList {
			k := int(next) - 1
			if m.MsgSeq != next || int64(m.MsgTimeStamp) != im.sent(k) || m.From != im.memberOf(g, k%im.members) || m.MsgRandom != random(g, k) {
				return fmt.Errorf("in the place of message %d: %d of %s, sent at %d", next, m.MsgSeq, m.From, m.MsgTimeStamp)
			}
			next--
		}
		if len(resp.RspMsgList) == 0 {
			return fmt.Errorf("ends at %d", next)
		}
	}
	return nil
}

// checkUnread looks at what members have read, and whether one of them, who said
// something late, sees it all.
func (im *importing) checkUnread(g int) error {
	name := im.memberOf(g, im.members-1)
	if err := im.sees(name, g); err != nil {
		return err
	}
	resp, err := post(im, group.GetJoinedGroupList, &group.GetJoinedGroupListRequest{Account: name,
		ResponseFilter: &group.Filter{GroupBaseInfoFilter: []string{"NextMsgSeq"}, SelfInfoFilter: []string{"MsgSeq"}}})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(resp.GroupIDList, func(p group.Profile) bool { return p.GroupID == groupID(g) })
	if i < 0 {
		return fmt.Errorf("%s is not in it", name)
	}
	p := resp.GroupIDList[i]
	if p.SelfInfo == nil {
		return fmt.Errorf("list %+v", p)
	}
	if n := int(p.NextMsgSeq - 1 - p.SelfInfo.MsgSeq); int(p.NextMsgSeq) != im.perGroup+1 || n != unread(g) {
		return fmt.Errorf("%s has not read %d of %d", name, n, p.NextMsgSeq-1)
	}
	return nil
}

// sees logs a member in and looks whether it has the whole history.
func (im *importing) sees(name string, g int) error {
	im.looking.Lock() // two logins of one member would displace each other
	defer im.looking.Unlock()
	ctx := context.Background()
	c, err := client.Dial(ctx, "ws://"+im.s.addr, client.Options{App: im.s.app, User: name, UserSig: im.s.sig(name), NoSync: true, Backlog: -1})
	if err != nil {
		return err
	}
	defer c.Close()
	resp, err := client.Call(ctx, c, group.GroupMsgGet, &group.GroupMsgGetRequest{GroupID: groupID(g), ReqMsgNumber: 20, ReqMsgSeq: 1})
	if err == nil && (len(resp.RspMsgList) != 1 || int64(resp.RspMsgList[0].MsgTimeStamp) != im.sent(0)) {
		err = fmt.Errorf("%s does not see the first message: %+v", name, resp.RspMsgList)
	}
	return err
}

func (im *importing) checkPair(p int) error {
	from, to := user(p), user((p+1)%im.accounts)
	k := im.perPair - 1 // the message that comes next, from the newest
	for req := (&openim.AdminGetRoamMsgRequest{Operator: to, Peer: from, MaxCnt: 100, MaxTime: uint32(im.sent(im.perPair))}); ; {
		resp, err := post(im, openim.AdminGetRoamMsg, req)
		if err != nil {
			return err
		}
		for _, m := range slices.Backward(resp.MsgList) {
			if int64(m.MsgTimeStamp) != im.sent(k) || m.MsgRandom != random(p, k) || (m.From == from) != (k%2 == 0) {
				return fmt.Errorf("in the place of message %d: of %s, sent at %d", k, m.From, m.MsgTimeStamp)
			}
			k--
		}
		if resp.Complete == 1 {
			break
		}
		req.MaxTime, req.LastMsgKey = resp.LastMsgTime, resp.LastMsgKey
	}
	if k != -1 {
		return fmt.Errorf("%d messages", im.perPair-k-1)
	}
	n, err := post(im, openim.GetC2CUnreadMsgNum, &openim.GetC2CUnreadMsgNumRequest{To: to, Peers: []string{from}})
	if err == nil && (len(n.List) != 1 || n.List[0].Num != 0) {
		err = fmt.Errorf("unread: %+v", n)
	}
	return err
}
