package client

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// Nothing tells which messages were edited: those that were told last are looked
// at again.
const (
	watched      = 256 // messages of each kind
	watchedConvs = 32  // in so many conversations of each kind
)

// changes begins to look for edits that were missed.
func (t *tracker) changes(context.Context) (more []step, err error) {
	for _, keys := range byConversation(t.inGroup.newest(watched), func(k groupKey) string { return k.group }) {
		for some := range slices.Chunk(keys, group.MaxPage) {
			more = append(more, t.groupChanges(some))
		}
	}
	for _, keys := range byConversation(t.seen.newest(watched), func(k messageKey) string { return t.seen.get(k).peer }) {
		more = append(more, t.pairChanges(keys))
	}
	return more, nil
}

// byConversation returns the keys of those conversations that had one last.
func byConversation[K any](keys []K, conv func(K) string) (all [][]K) {
	place := map[string]int{}
	for _, k := range slices.Backward(keys) {
		n, known := place[conv(k)]
		if !known {
			if n = len(all); n == watchedConvs {
				continue
			}
			place[conv(k)] = n
			all = append(all, nil)
		}
		all[n] = append(all[n], k)
	}
	return all
}

func (t *tracker) groupChanges(keys []groupKey) step {
	req := &group.GroupMsgGetRequest{GroupID: keys[0].group, GetType: group.GetTypeList}
	for _, k := range keys {
		req.ReqMsgSeqList = append(req.ReqMsgSeqList, k.seq)
	}
	return func(ctx context.Context) ([]step, error) {
		page, err := Call(ctx, t.c, group.GroupMsgGet, req)
		if err != nil {
			return nil, unlessGone(err, group.ErrNoSuchGroup, group.ErrNotPermitted)
		}
		slices.SortFunc(page.RspMsgList, func(a, b group.Message) int { return cmp.Compare(a.MsgSeq, b.MsgSeq) })
		for _, m := range page.RspMsgList {
			if m.IsPlaceMsg == 0 && m.MsgVersion > 0 {
				t.tell(GroupEdit{notice.GroupChange{GroupID: req.GroupID, From: m.From, MsgSeq: m.MsgSeq, MsgRandom: m.MsgRandom,
					MsgTime: m.MsgTimeStamp, MsgVersion: m.MsgVersion, CloudCustomData: m.CloudCustomData, MsgBody: m.MsgBody, CheckResult: m.CheckResult}})
			}
		}
		return nil, nil
	}
}

func (t *tracker) pairChanges(keys []messageKey) step {
	oldest := slices.MinFunc(keys, func(a, b messageKey) int { return cmp.Compare(t.seen.get(a).time, t.seen.get(b).time) })
	from := *t.seen.get(oldest)
	return func(ctx context.Context) ([]step, error) {
		req := &openim.GetRoamMsgRequest{Peer: from.peer, MaxCnt: syncPage, LastMsgTime: from.time, GetDirection: 1, WithRecalledMsg: 1}
		var edits []Event
		for range 1 + watched/syncPage {
			page, err := Call(ctx, t.c, openim.GetRoamMsg, req)
			if err != nil {
				return nil, unlessGone(err, openim.ErrUnknownPeer)
			}
			for _, m := range page.MsgList {
				if m.MsgVersion > 0 && m.Revoker == nil && slices.Contains(keys, messageKey{m.From, m.MsgSeq, m.MsgRandom}) {
					edits = append(edits, Edit{notice.C2CModified{From: m.From, To: m.To, MsgSeq: m.MsgSeq, MsgRandom: m.MsgRandom,
						MsgTime: m.MsgTimeStamp, MsgVersion: m.MsgVersion, CloudCustomData: m.CloudCustomData, MsgBody: m.MsgBody, CheckResult: m.CheckResult}})
				}
			}
			if page.Complete == 1 || len(page.MsgList) == 0 {
				break
			}
			req.LastMsgTime, req.MsgKey = page.LastMsgTime, page.MsgKey
		}
		t.tell(edits...)
		return nil, nil
	}
}

// unlessGone returns err unless it says that there is nothing to look at.
func unlessGone(err error, gone ...error) error {
	for _, g := range gone {
		if errors.Is(err, g) {
			return nil
		}
	}
	return err
}
