package client

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/recent"
)

// Limits of closing gaps.
const (
	syncPage = 100 // messages of a page
	maxTries = 5   // refusals of a step, which is then left out
)

// step is a part of closing gaps: one or a few requests. It tells what it found,
// or fails and tells nothing. more is done before the steps that wait already.
type step func(ctx context.Context) (more []step, err error)

// advance takes the first step. Without an answer it is tried again; a refusal
// is tried again too, but not for ever.
func (t *tracker) advance() {
	ctx, cancel := context.WithTimeout(t.c.ctx, loginTimeout)
	defer cancel()
	more, err := t.steps[0](ctx)
	var refused *wire.Error
	switch {
	case err == nil:
		t.steps, t.tries = append(more, t.steps[1:]...), 0
		return
	case t.c.ctx.Err() != nil:
		t.steps = nil
		t.told = append(t.told, Missed{t.c.Err()})
		return
	case errors.As(err, &refused):
		if t.tries++; t.tries >= maxTries {
			t.steps, t.tries = t.steps[1:], 0
			t.told = append(t.told, Missed{err})
			return
		}
	}
	select {
	case <-time.After(firstPause << t.tries):
	case <-t.c.ctx.Done():
	}
}

// begin sets the position of a new client: here and now.
func (t *tracker) begin(ctx context.Context, l *link) error {
	conn := onLink{t.c, l, ""}
	for {
		page, err := Call(ctx, conn, openim.GetMsg, t.getMsg())
		if err != nil {
			return err
		}
		if !t.synced(page) {
			break
		}
	}
	req := t.pageGet()
	for {
		page, err := Call(ctx, conn, recent.PageGet, req)
		if err != nil {
			return err
		}
		for _, i := range page.SessionItem {
			if i.Type == recent.C2C {
				t.peer(i.To).read = i.PeerReadTime
			} else {
				t.reached(i.GroupId, newest(&i))
				t.groupRead(i.GroupId, i.GroupReadedSeq)
			}
		}
		if !turn(req, page) {
			return nil
		}
	}
}

// closeGaps begins to fetch what came while nothing was pushed, once pushes on
// the new socket have begun. If that never happens, the next one has its own.
func (t *tracker) closeGaps(l *link) step {
	return func(context.Context) ([]step, error) {
		select {
		case <-l.ready:
		case <-l.ctx.Done():
		case <-t.c.ctx.Done():
			return nil, context.Cause(t.c.ctx)
		}
		select {
		case <-l.ready: // also if it has ended since: what was pushed until then waits behind this
			t.missing = l.at(t.lost)
			return []step{t.messages, t.changes, t.groupRecalls, t.conversations(t.pageGet()), t.closed}, nil
		default:
			return nil, nil
		}
	}
}

func (t *tracker) closed(context.Context) ([]step, error) {
	t.lost = time.Time{}
	return nil, nil
}

// getMsg asks for all that is behind the cookie, whether it was pushed or not.
func (t *tracker) getMsg() *openim.GetMsgRequest {
	return &openim.GetMsgRequest{Cookie: t.cookie, IsOnlineSync: 1, NeedAbstract: 1, NeedSignaling: 1, NeedCachedMsg: 1}
}

// synced takes the cookie of an answer, and tells whether there is more behind it.
func (t *tracker) synced(page *openim.GetMsgResponse) (more bool) {
	more = page.SyncFlag != openim.SyncComplete && page.Cookie != "" && page.Cookie != t.cookie
	t.cookie = page.Cookie
	return more
}

// messages fetches one-to-one messages, their recalls, and stored notices.
func (t *tracker) messages(ctx context.Context) ([]step, error) {
	page, err := Call(ctx, t.c, openim.GetMsg, t.getMsg())
	if err != nil {
		return nil, err
	}
	for _, raw := range page.MsgList {
		var item struct {
			notice.C2CMessage
			EventArray []json.RawMessage
		}
		if json.Unmarshal(raw, &item) != nil {
			continue // not ours to understand
		}
		if m := item.C2CMessage; item.EventArray == nil && !t.c.own(m.From, m.MsgSeq, m.MsgRandom) {
			t.tell(Message{m})
		}
		t.tell(decodeEvents(msgPush, item.EventArray)...)
	}
	t.tell(decodeEvents(msgPush, page.EventArray)...)
	if t.synced(page) {
		return []step{t.messages}, nil
	}
	t.behind = 0
	t.readElsewhere(page.Unread)
	return nil, nil
}

// tell tells those events that are news.
func (t *tracker) tell(events ...Event) {
	for _, e := range events {
		if t.news(e, false) {
			t.told = append(t.told, e)
		}
	}
}

// readElsewhere tells of peers whose messages the user has read on another
// device: all of them, for nothing says how far if it was not all.
func (t *tracker) readElsewhere(unread []openim.PairUnread) {
	var read []Event
	t.mu.Lock()
	for name, p := range t.peers {
		if p.told > p.ownRead && !slices.ContainsFunc(unread, func(u openim.PairUnread) bool { return u.From == name }) {
			read = append(read, OwnRead{name, p.told})
		}
	}
	t.mu.Unlock()
	t.tell(read...)
}

// groupRecalls asks which messages of all groups were recalled.
func (t *tracker) groupRecalls(context.Context) (more []step, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var ask []group.NotifyRequest
	for id := range t.groups {
		ask = append(ask, group.NotifyRequest{NotifyType: 1, Limit: syncPage, GroupID: id, BeginTime: int64(t.missing) * 1e6})
	}
	for some := range slices.Chunk(ask, syncPage) {
		more = append(more, t.recallsOf(some))
	}
	return more, nil
}

func (t *tracker) recallsOf(ask []group.NotifyRequest) step {
	return func(ctx context.Context) (more []step, err error) {
		resp, err := Call(ctx, t.c, group.BatchGetGroupNotify, &group.BatchGetGroupNotifyRequest{NotifyReqList: ask})
		if err != nil {
			return nil, err
		}
		var again []group.NotifyRequest
		for _, g := range resp.NotifyRspList {
			for _, r := range g.NotifyMsgList {
				t.tell(GroupRecall{notice.GroupRecall{GroupID: g.GroupID, MsgSeq: r.MsgSeq, MsgRandom: r.MsgRandom, RevokerInfo: r.RevokerInfo}})
			}
			if g.NextMsgTime != 0 {
				again = append(again, group.NotifyRequest{NotifyType: 1, Limit: syncPage, GroupID: g.GroupID, BeginTime: g.NextMsgTime})
			}
		}
		if len(again) > 0 {
			more = []step{t.recallsOf(again)}
		}
		return more, nil
	}
}

func (t *tracker) pageGet() *recent.PageGetRequest {
	return &recent.PageGetRequest{From: t.c.opts.User, OrderType: 1, MsgAssistFlags: 15, AssistFlags: 31}
}

// turn makes a request for the next page; false: there is none.
func turn(req *recent.PageGetRequest, page *recent.PageGetResponse) bool {
	req.TimeStamp, req.StartIndex = page.TimeStamp, page.StartIndex
	req.TopTimeStamp, req.TopStartIndex = page.TopTimeStamp, page.TopStartIndex
	return page.CompleteFlag != 1 && len(page.SessionItem) > 0
}

// newest is the newest number of a group.
func newest(i *recent.SessionItem) uint64 { return max(i.GroupNextMsgSeq, i.MsgSeq+1) - 1 }

// conversations compares a page of the list of conversations with what was told.
func (t *tracker) conversations(req *recent.PageGetRequest) step {
	return func(ctx context.Context) (more []step, err error) {
		page, err := Call(ctx, t.c, recent.PageGet, req)
		if err != nil {
			return nil, err
		}
		for n := range page.SessionItem {
			if i := &page.SessionItem[n]; i.Type == recent.C2C {
				t.tell(PeerRead{i.To, i.PeerReadTime})
			} else {
				more = append(more, t.group(i)...)
			}
		}
		if next := *req; turn(&next, page) {
			more = append(more, t.conversations(&next))
		}
		return more, nil
	}
}

// group returns what is to be done about a group of the list.
func (t *tracker) group(i *recent.SessionItem) []step {
	t.mu.Lock()
	p := t.groups[i.GroupId]
	if p != nil && newest(i) < p.told {
		delete(t.groups, i.GroupId) // dismissed, and another one made of the same name
		p = nil
	}
	t.mu.Unlock()
	switch {
	case newest(i) == 0:
		return nil
	case p == nil: // the user came in meanwhile
		return []step{t.descend(i.GroupId, newest(i), newest(i))}
	}
	t.tell(GroupOwnRead{notice.GroupReadMark{GroupID: i.GroupId, LastReadMsgSeq: i.GroupReadedSeq}})
	return []step{t.fill(i.GroupId, newest(i))} // nothing, if nothing is missing
}

// descend finds the number from which on an unknown group is to be told up to a
// number: from where the user may see it, but nothing from before the gap.
func (t *tracker) descend(id string, at, to uint64) step {
	return func(ctx context.Context) ([]step, error) {
		page, err := t.window(ctx, id, at, syncPage)
		if err != nil || page == nil {
			return nil, err
		}
		low := at + 1
		for _, m := range page.RspMsgList {
			if m.MsgTimeStamp < t.missing {
				t.reached(id, m.MsgSeq)
				return []step{t.fill(id, to)}, nil
			}
			low = m.MsgSeq
		}
		if page.IsFinished == 2 || page.NextReqMsgSeq < 1 || page.NextReqMsgSeq >= int64(at) {
			t.reached(id, low-1)
			return []step{t.fill(id, to)}, nil
		}
		return []step{t.descend(id, uint64(page.NextReqMsgSeq), to)}, nil
	}
}

// fill tells what is missing of a group up to a number, a window after the other.
func (t *tracker) fill(id string, to uint64) step {
	return func(ctx context.Context) ([]step, error) {
		t.mu.Lock()
		last := uint64(0)
		p := t.groups[id]
		if p != nil {
			last = p.told
		}
		t.mu.Unlock()
		if p == nil || last >= to {
			return nil, nil
		}
		top := min(last+syncPage, to)
		var missed []group.Message
		for at := top; at > last; {
			page, err := t.window(ctx, id, at, int(at-last))
			if err != nil || page == nil {
				return nil, err
			}
			missed = append(missed, page.RspMsgList...)
			if page.IsFinished == 2 || page.NextReqMsgSeq < 1 || page.NextReqMsgSeq >= int64(at) {
				if len(missed) == 0 && top < to { // the user came in anew, behind all this
					t.forget(id)
					return []step{t.descend(id, to, to)}, nil
				}
				break
			}
			at = uint64(page.NextReqMsgSeq)
		}
		slices.Reverse(missed) // they come newest first
		for _, m := range missed {
			t.past(m)
		}
		t.reached(id, top)
		return []step{t.fill(id, to)}, nil
	}
}

// window reads a part of a group's history, newest first. nil: the group is gone,
// or the user is not in it any more.
func (t *tracker) window(ctx context.Context, id string, at uint64, n int) (*group.GroupMsgGetResponse, error) {
	page, err := Call(ctx, t.c, group.GroupMsgGet, &group.GroupMsgGetRequest{GroupID: id, ReqMsgSeq: at,
		ReqMsgNumber: n, WithRecalledMsg: 1})
	if errors.Is(err, group.ErrNoSuchGroup) || errors.Is(err, group.ErrNotPermitted) {
		t.forget(id)
		return nil, nil
	}
	return page, err
}

// past tells an entry of a group's history, as it would have been pushed.
func (t *tracker) past(m group.Message) {
	if m.IsPlaceMsg != 0 || t.c.own(m.From, m.ClientSeq, m.MsgRandom) {
		return // recalled, or no news
	}
	if len(m.MsgBody) == 0 || m.MsgBody[0] != '{' {
		t.tell(GroupMessage{m})
	} else if tip, err := tipOf(m, true); err == nil {
		t.tell(tip)
	}
}
