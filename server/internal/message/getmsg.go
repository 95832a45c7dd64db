package message

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// syncPage is how many entries of the notice log one answer looks at, and how
// far back a first sync looks for stored notices and unread messages.
const syncPage = 1000

// syncMessages bounds the unread messages of a first sync; the others come with
// the history of their conversations.
const syncMessages = 200

// getMsg answers a first sync with what is unread, and a later one with what
// came since. Clients show only the last answer of a sync that takes several as
// new, so the last is made the large one.
func (s *Service) getMsg(ctx context.Context, c *api.Caller, req *openim.GetMsgRequest) (*openim.GetMsgResponse, error) {
	since, again := parseCookie(req.Cookie, c.Account)
	pairs, last, err := s.pairsAndEnd(ctx, c.Account)
	if err != nil {
		return nil, err
	}
	if since.number > last {
		again = false // the log is younger than the cookie: restored from a backup
	}
	y := &syncing{s: s, ctx: ctx, me: c.Account, pairs: pairs}
	if again {
		seen := s.absences.seen(c.Instance, since.number)
		if req.IsOnlineSync == 1 {
			seen = 0 // a client that was connected and knows that it lost pushes
		}
		err = y.later(since, last, seen)
	} else {
		pushed, known := s.logins.take(c.Instance)
		if !known {
			pushed = last
		}
		err = y.first(min(pushed, last), last)
	}
	if err != nil {
		return nil, err
	}
	if !y.more {
		s.absences.answered(c.Instance, y.upTo.number)
	}
	return y.answer()
}

// pairsAndEnd returns the unread counts of an account and the end of its notice log
// at the same moment; not quite if messages come one upon the other.
func (s *Service) pairsAndEnd(ctx context.Context, a id.Account) (all []pair, end uint64, err error) {
	if end, err = s.noticeEnd(ctx, a); err != nil {
		return nil, 0, err
	}
	for range 5 {
		before := end
		if all, err = s.pairs(ctx, a); err != nil {
			return nil, 0, err
		}
		if end, err = s.noticeEnd(ctx, a); err != nil || end == before {
			break
		}
	}
	return all, end, err
}

// syncing is a sync that is being answered.
type syncing struct {
	s     *Service
	ctx   context.Context
	me    id.Account
	pairs []pair
	upTo  cookie
	more  bool
	list  []json.RawMessage // MsgList
	holds map[id.Conv]bool  // conversations with messages in list
	notes []json.RawMessage // EventArray
}

// first takes stored notices and unread messages from the end of the log; what came
// after upTo is in the client's hands already, and is not counted.
func (y *syncing) first(upTo, last uint64) error {
	if err := y.uncount(upTo, last); err != nil {
		return err
	}
	last = upTo
	y.upTo = cookie{last, now()}
	entries, _, _, err := y.s.log.Notices(y.ctx, y.me.App, y.me.ID, last-min(last, syncPage), syncPage)
	if err != nil {
		return err
	}
	read := map[id.Conv]uint64{}
	for i := range y.pairs {
		read[y.pairs[i].Conv] = y.pairs[i].Read
	}
	var unread []*timeline.Message
	for i := range entries {
		if entries[i].Number > last {
			break
		}
		switch m := entries[i].Message; {
		case m == nil:
			if err := y.note(&entries[i], false); err != nil {
				return err
			}
		case m.From != y.me.ID && !m.Flags.Has(timeline.FlagRecalled):
			// Also what does not count as unread: invitations to calls often do not.
			if mark, there := read[m.Conv]; there && m.Number > mark {
				unread = append(unread, m)
			}
		}
	}
	for _, m := range unread[len(unread)-min(len(unread), syncMessages):] {
		if err := y.message(m); err != nil {
			return err
		}
	}
	return y.merged(0)
}

// uncount takes what came after a login out of the unread counts: each of these
// messages was pushed, and the client counts it.
func (y *syncing) uncount(login, last uint64) error {
	if login >= last {
		return nil
	}
	entries, _, _, err := y.s.log.Notices(y.ctx, y.me.App, y.me.ID, login, int(min(last-login, syncPage)))
	if err != nil {
		return err
	}
	for i := range entries {
		m := entries[i].Message
		if m == nil || m.From == y.me.ID || !m.Countable() || m.Flags.Has(timeline.FlagRecalled) {
			continue
		}
		for j := range y.pairs {
			if p := &y.pairs[j]; p.Conv == m.Conv && m.Number > p.Read && p.unread > 0 {
				p.unread--
			}
		}
	}
	return nil
}

// later takes what came since a cookie. If the client's connection is known to
// have worked until some time, what came before was pushed to it.
func (y *syncing) later(since cookie, last uint64, seen int64) error {
	missing := last - since.number
	if missing > syncPage {
		// Small answers first, then one full page.
		y.more, missing = true, min(missing-syncPage, syncPage)
	}
	entries, next, _, err := y.s.log.Notices(y.ctx, y.me.App, y.me.ID, since.number, int(max(missing, 1)))
	if err != nil {
		return err
	}
	y.upTo = cookie{min(next, last), now()}
	for i := range entries {
		e := &entries[i]
		if e.Time < seen || e.Number > last {
			continue
		}
		switch {
		case e.Message == nil:
			err = y.note(e, true)
		case !e.Message.Flags.Has(timeline.FlagRecalled):
			err = y.message(e.Message)
		}
		if err != nil {
			return err
		}
	}
	if y.more {
		return nil
	}
	if err := y.pushed(max(since.at, seen)); err != nil {
		return err
	}
	return y.merged(max(since.at, seen))
}

// pushed adds what was pushed to all while the client's connection may have been lost.
func (y *syncing) pushed(since int64) error {
	if y.s.opts.Pushed == nil {
		return nil
	}
	all, err := y.s.opts.Pushed(y.ctx, y.me, since)
	for i := range all {
		if err == nil {
			err = y.message(&all[i])
		}
	}
	return err
}

func (y *syncing) message(m *timeline.Message) error {
	// No version: clients take a message with one for a change of what they have.
	raw, err := json.Marshal(y.s.view(y.ctx, m))
	if err != nil {
		return err
	}
	if y.holds == nil {
		y.holds = map[id.Conv]bool{}
	}
	y.holds[m.Conv] = true
	y.list = append(y.list, raw)
	return nil
}

// note puts a stored notice where clients look for it: recalls beside the
// messages (and not in a first sync, whose messages are as they now are), all
// else among the events. The kind of a notice is the number of its event.
func (y *syncing) note(e *timeline.Notice, recalls bool) error {
	if e.Kind != notice.EventC2CNotify {
		raw, err := storedEvent(e)
		if err == nil {
			y.notes = append(y.notes, raw)
		}
		return err
	}
	if !recalls {
		return nil
	}
	raw, err := json.Marshal(openim.GetMsgNotices{EventArray: []json.RawMessage{e.Payload}})
	if err == nil {
		y.list = append(y.list, raw)
	}
	return err
}

// storedEvent makes the event of a stored notice of a group. Its payload is what
// the push had, but for the number, by which clients name it to deleteMsg.
func storedEvent(e *timeline.Notice) (json.RawMessage, error) {
	item := map[string]json.RawMessage{}
	if err := json.Unmarshal(e.Payload, &item); err != nil {
		return nil, err
	}
	number := json.RawMessage(strconv.FormatUint(e.Number, 10))
	item["MsgSeq"], item["ClientSeq"] = number, number
	return json.Marshal(struct {
		Event     uint8
		GroupTips []map[string]json.RawMessage
	}{e.Kind, []map[string]json.RawMessage{item}})
}

func (y *syncing) merged(since int64) error {
	if y.s.opts.Merged == nil {
		return nil
	}
	all, err := y.s.opts.Merged(y.ctx, y.me, since)
	for _, event := range all {
		y.notes = append(y.notes, event)
	}
	return err
}

func (y *syncing) answer() (*openim.GetMsgResponse, error) {
	resp := &openim.GetMsgResponse{Cookie: y.upTo.text(y.me), SyncFlag: openim.SyncComplete,
		MsgList: list(y.list), EventArray: list(y.notes), Unread: []openim.PairUnread{}, Remaining: []openim.RemainingUnread{}}
	if y.more {
		resp.SyncFlag = openim.SyncMore
	}
	unread := slices.DeleteFunc(y.pairs, func(p pair) bool { return p.unread == 0 })
	peers, convs := make([]uint64, len(unread)), make([]id.Conv, len(unread))
	for i := range unread {
		convs[i] = unread[i].Conv
		peers[i] = convs[i].Peer(y.me.ID)
	}
	names, err := y.s.accounts.ByID(y.ctx, y.me.App, peers)
	if err != nil {
		return nil, err
	}
	heads, err := y.s.log.Heads(y.ctx, convs)
	if err != nil {
		return nil, err
	}
	for i := range unread {
		peer, there := names[peers[i]]
		if !there {
			continue
		}
		resp.Unread = append(resp.Unread, openim.PairUnread{From: peer.Name, UnreadCount: unread[i].unread})
		if !y.holds[convs[i]] {
			resp.Remaining = append(resp.Remaining, openim.RemainingUnread{From: peer.Name, LastMsgTime: heads[i].Time})
		}
	}
	slices.SortFunc(resp.Unread, func(a, b openim.PairUnread) int { return strings.Compare(a.From, b.From) })
	return resp, nil
}

func list(all []json.RawMessage) []json.RawMessage {
	if all == nil {
		return []json.RawMessage{}
	}
	return all
}
