package client

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

// Pages of what is fetched.
const (
	syncPage  = 100
	syncPages = 1000 // of one conversation; a bound against answers without end
)

// begin sets the position of a new client: here and now.
func (t *tracker) begin(ctx context.Context, l *link) error {
	conn := onLink{t.c, l, ""}
	t.since = uint32(l.since)
	return t.conversations(ctx, conn, 0, func(i *recent.SessionItem) error {
		if i.Type == recent.Group {
			t.groups[i.GroupId] = i.MsgSeq
		}
		return nil
	})
}

// catchUp fetches what came since the position. until is the server's time at
// which pushes began to come again.
func (t *tracker) catchUp(ctx context.Context, until uint32) (events []Event, err error) {
	err = t.conversations(ctx, t.c, t.since, func(i *recent.SessionItem) error {
		missed, err := t.conversation(ctx, i)
		events = append(events, missed...)
		return err
	})
	if err != nil {
		return events, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.since = max(t.since, until)
	maps.DeleteFunc(t.peers, func(_ string, told uint32) bool { return told <= t.since })
	return events, nil
}

// conversations calls f for each conversation with a message at or after since.
func (t *tracker) conversations(ctx context.Context, conn Conn, since uint32, f func(*recent.SessionItem) error) error {
	req := &recent.PageGetRequest{From: t.c.opts.User, OrderType: 1, MsgAssistFlags: 15, AssistFlags: 31}
	for range syncPages {
		page, err := Call(ctx, conn, recent.PageGet, req)
		if err != nil {
			return err
		}
		older := false
		for n := range page.SessionItem {
			i := &page.SessionItem[n]
			if i.MsgTimeStamp < since {
				older = older || i.TopFlags == 0 // those behind it are older still
				continue
			}
			if err := f(i); err != nil {
				return err
			}
		}
		if page.CompleteFlag == 1 || older || len(page.SessionItem) == 0 {
			return nil
		}
		req.TimeStamp, req.StartIndex = page.TimeStamp, page.StartIndex
		req.TopTimeStamp, req.TopStartIndex = page.TopTimeStamp, page.TopStartIndex
	}
	return nil
}

// conversation fetches what is new in one conversation.
func (t *tracker) conversation(ctx context.Context, i *recent.SessionItem) ([]Event, error) {
	t.mu.Lock()
	since := max(t.since, t.peers[i.To])
	last, told := t.groups[i.GroupId]
	t.mu.Unlock()
	switch {
	case i.Type == recent.C2C && i.MsgTimeStamp >= since:
		return t.history(ctx, i.To, since)
	case i.Type == recent.C2C:
		return nil, nil
	case !told:
		last = i.GroupReadedSeq // at least from where the user came in
	}
	if i.MsgSeq <= last {
		return nil, nil
	}
	missed, err := t.fill(ctx, i.GroupId, last, i.MsgSeq)
	if err == nil {
		t.reached(i.GroupId, i.MsgSeq)
	}
	return missed, err
}

// history fetches the messages with a peer from a time on, as far as they were
// not told yet.
func (t *tracker) history(ctx context.Context, peer string, since uint32) (events []Event, err error) {
	req := &openim.GetRoamMsgRequest{Peer: peer, MaxCnt: syncPage, LastMsgTime: since, GetDirection: 1, WithRecalledMsg: 1}
	for range syncPages {
		page, err := Call(ctx, t.c, openim.GetRoamMsg, req)
		if errors.Is(err, openim.ErrUnknownPeer) {
			return events, nil // deleted in the meantime
		}
		if err != nil {
			return events, err
		}
		for _, m := range page.MsgList {
			if m.Revoker == nil {
				events = append(events, t.message(Message{m})...)
			}
		}
		if page.Complete == 1 || len(page.MsgList) == 0 {
			break
		}
		req.LastMsgTime, req.MsgKey = page.LastMsgTime, page.MsgKey
	}
	return events, nil
}

// fill fetches the numbers (last, to] of a group that are not this client's own.
func (t *tracker) fill(ctx context.Context, id string, last, to uint64) (events []Event, err error) {
	var missed []group.Message
	for range syncPages {
		page, err := Call(ctx, t.c, group.GroupMsgGet, &group.GroupMsgGetRequest{GroupID: id, ReqMsgSeq: to,
			ReqMsgNumber: int(min(syncPage, to-last)), WithRecalledMsg: 1})
		if errors.Is(err, group.ErrNoSuchGroup) || errors.Is(err, group.ErrNotPermitted) {
			return nil, nil // gone, or not a member any more
		}
		if err != nil {
			return nil, err
		}
		missed = append(missed, page.RspMsgList...)
		if page.IsFinished == 2 || page.NextReqMsgSeq <= int64(last) || uint64(page.NextReqMsgSeq) >= to {
			break
		}
		to = uint64(page.NextReqMsgSeq)
	}
	slices.Reverse(missed) // they come newest first
	for _, m := range missed {
		if e, ok := t.past(last, m); ok {
			events = append(events, e)
		}
	}
	return events, nil
}

// past returns an entry of a group's history as an event, if it is news.
func (t *tracker) past(last uint64, m group.Message) (Event, bool) {
	t.mu.Lock()
	own := t.seen[messageKey{m.From, m.ClientSeq, m.MsgRandom}]
	t.mu.Unlock()
	if own || m.MsgSeq <= last || m.IsPlaceMsg != 0 {
		return nil, false
	}
	if len(m.MsgBody) > 0 && m.MsgBody[0] == '{' {
		tip, err := tipOf(m, true)
		return tip, err == nil
	}
	return GroupMessage{m}, true
}
