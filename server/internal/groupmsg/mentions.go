package groupmsg

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// mentions are whom a message mentions.
type mentions struct {
	accounts []id.Account // members, without the sender
	all      bool
}

// Values of AtFlagList.
const (
	atMe  = 1
	atAll = 2
)

// flags are what a member is told that is mentioned by name. Who is meant twice is
// told once: clients would show two.
func (who *mentions) flags() []int {
	if who.all {
		return []int{atMe, atAll}
	}
	return []int{atMe}
}

func (who *mentions) names() (all []string) {
	for _, a := range who.accounts {
		all = append(all, a.Name)
	}
	return all
}

func (who *mentions) numbers() (all []uint64) {
	for _, a := range who.accounts {
		all = append(all, a.ID)
	}
	slices.Sort(all)
	return all
}

// mentionOfAll is the stored reminder of a mention of all. But are members that it
// also mentions by name: they have a reminder of their own.
type mentionOfAll struct {
	notice.GroupSystemNotice
	But []string `json:"But,omitempty"`
}

func (s *Service) mentioned(ctx context.Context, g *group.Group, m *timeline.Message, at []wire.Mention) (mentions, error) {
	var who mentions
	var names []string
	for _, one := range at {
		if one.All == 1 {
			who.all = true
		} else {
			names = append(names, one.Account)
		}
	}
	found, err := s.groups.Accounts.LookupAll(ctx, g.App, names)
	if err != nil {
		return who, err
	}
	for _, name := range names {
		a, ok := found[name]
		if !ok || a.ID == m.From {
			continue
		}
		delete(found, name)
		other, err := s.groups.Roster.Member(ctx, g.ID, a.ID)
		if err != nil {
			return who, err
		}
		if other.Role != roster.None {
			who.accounts = append(who.accounts, a)
		}
	}
	return who, nil
}

// append stores a message with the reminders of those it mentions, in one batch:
// an entry in the notice log of each, and one beside the conversation for all.
func (s *Service) append(ctx context.Context, g *group.Group, m timeline.Message, who mentions) (timeline.Message, error) {
	if !who.all && len(who.accounts) == 0 && g.Topic == nil {
		stored, _, err := s.groups.Timeline.Append(ctx, m, timeline.Repeat{})
		return stored, err
	}
	touch := []timeline.Touch{timeline.InConv(m.Conv), timeline.OfAccount(g.App, m.From)}
	for _, a := range who.accounts {
		touch = append(touch, timeline.OfAccount(g.App, a.ID))
	}
	s.call(ctx, g, append(who.numbers(), m.From)...)
	var stored timeline.Message
	var repeated bool
	numbers := make([]uint64, len(who.accounts))
	err := s.groups.Timeline.Update(ctx, touch, func(tx *timeline.Tx) (err error) {
		if stored, repeated, err = tx.Append(m, timeline.Repeat{}); err != nil || repeated {
			return err
		}
		if err := s.readOwn(ctx, tx, g, &stored); err != nil {
			return err
		}
		payload, err := json.Marshal(reminder(g, &stored, who.flags()...))
		if err != nil {
			return err
		}
		for i, a := range who.accounts {
			if numbers[i], err = tx.Notice(g.App, a.ID, timeline.Notice{Kind: notice.GroupMentions, Payload: payload}); err != nil {
				return err
			}
			if g.Topic == nil {
				continue
			}
			if err := tx.SetSide(m.Conv, timeline.Pos{}, sideAtOne, oneKey(a.ID, stored.Seq), payload); err != nil {
				return err
			}
		}
		if !who.all {
			return nil
		}
		all := mentionOfAll{GroupSystemNotice: reminder(g, &stored, atAll), But: who.names()}
		if payload, err = json.Marshal(all); err != nil {
			return err
		}
		return tx.SetSide(m.Conv, timeline.Pos{}, sideAtAll, seqKey(stored.Seq), payload)
	})
	if err == nil && !repeated {
		s.remind(ctx, g, &stored, who, numbers)
	}
	return stored, err
}

// readOwn counts a topic as read by who sends there: clients do so at once on the
// device that sends, and learn on the others by the read mark.
func (s *Service) readOwn(ctx context.Context, tx *timeline.Tx, g *group.Group, m *timeline.Message) error {
	if g.Topic == nil || !s.isMember(ctx, g, m.From) {
		return nil
	}
	_, _, err := tx.Read(m.Conv, m.From, timeline.UpTo{Seq: m.Seq}, m.Origin)
	return err
}

// oneKey is the key of the mention of an account. Keys sort as numbers do.
func oneKey(account, seq uint64) string { return readerKey(account) + seqKey(seq) }

// seqKey is the key of a side record of a number. Keys sort as numbers do.
func seqKey(seq uint64) string { return fmt.Sprintf("%016x", seq) }

// reminder is the notice of a mention, without its own number.
func reminder(g *group.Group, m *timeline.Message, flags ...int) notice.GroupSystemNotice {
	return notice.GroupSystemNotice{From: wire.System, MsgRandom: m.Random, MsgTimeStamp: m.Time, MsgClientTime: m.Time,
		GroupAtTips: &notice.GroupAtTips{GroupID: g.GroupID, TopicID: g.TopicID(), From: m.FromAccount, MsgSeq: m.Seq, AtFlagList: flags}}
}

// numbered gives a notice that is in no notice log a number that those never have.
func numbered(n notice.GroupSystemNotice, seq uint64) notice.GroupSystemNotice {
	n.MsgSeq = 1<<31 + seq%(1<<31)
	n.ClientSeq = n.MsgSeq
	return n
}

// remind shows the reminders behind the message, in the same stream: a client drops
// those of a conversation that it does not have yet.
func (s *Service) remind(ctx context.Context, g *group.Group, m *timeline.Message, who mentions, numbers []uint64) {
	event := func(n notice.GroupSystemNotice) notice.GroupSystemEvent {
		return notice.GroupSystemEvent{Event: notice.GroupMentions, GroupTips: []notice.GroupSystemNotice{n}}
	}
	for i, a := range who.accounts {
		n := reminder(g, m, who.flags()...)
		n.MsgSeq, n.ClientSeq = numbers[i], numbers[i]
		s.showMentioned(ctx, g, m, a)
		s.push(event(n), func(f *deliver.Frame) { s.groups.ToMembers(g, f.For(a.ID)) })
	}
	if who.all {
		s.push(event(numbered(reminder(g, m, atAll), m.Seq)), func(f *deliver.Frame) {
			f.Except, f.Without = m.Origin, who.numbers()
			s.groups.ToMembers(g, f)
		})
	}
}

// showMentioned shows a message to a member that wants only those that mention it.
func (s *Service) showMentioned(ctx context.Context, g *group.Group, m *timeline.Message, a id.Account) {
	other, err := s.groups.MemberOf(ctx, g, a)
	if err != nil || other.MsgFlag != wire.DiscardExceptAt && other.MsgFlag != wire.NotReceiveMsgExceptAt {
		return
	}
	s.push(group.Event(s.groups.Show(ctx, g, m)), func(f *deliver.Frame) { s.groups.ToMembers(g, f.For(a.ID)) })
}

// mostMerged is how many mentions of all members of one group a client that was
// away is reminded of.
const mostMerged = 10

// Merged returns, as event objects of pushes, what all members of an account's
// groups were told while it was away, since a time in milliseconds: mentions of
// all that it has not read, and groups that were dismissed.
func (s *Service) Merged(ctx context.Context, a id.Account, since int64) ([]json.RawMessage, error) {
	all, err := s.groups.DismissedSince(ctx, a, since)
	if err != nil {
		return nil, err
	}
	members, err := s.groups.Roster.Of(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		conv := id.GroupConv(m.App, m.Group)
		place, _, err := s.groups.Timeline.Place(ctx, conv, a.ID)
		if err != nil {
			return nil, err
		}
		sides, err := s.groups.Timeline.Sides(ctx, conv, timeline.Pos{}, sideAtAll, seqKey(place.Read), mostMerged)
		if err != nil {
			return nil, err
		}
		for _, side := range sides {
			raw, err := mergedMention(a, side, since)
			if err != nil {
				return nil, err
			}
			if raw != nil {
				all = append(all, raw)
			}
		}
	}
	return all, nil
}

// AtInfo returns the mentions in a topic that an account has not read: those above
// a number, of itself and of all.
func (s *Service) AtInfo(ctx context.Context, g *group.Group, a id.Account, above uint64) ([]wire.AtInfo, error) {
	all := []wire.AtInfo{}
	own, err := s.groups.Timeline.Sides(ctx, g.Conv(), timeline.Pos{}, sideAtOne, oneKey(a.ID, above), mostMerged)
	if err != nil {
		return nil, err
	}
	own = slices.DeleteFunc(own, func(side timeline.Side) bool { return !strings.HasPrefix(side.Key, readerKey(a.ID)) })
	ofAll, err := s.groups.Timeline.Sides(ctx, g.Conv(), timeline.Pos{}, sideAtAll, seqKey(above), mostMerged)
	if err != nil {
		return nil, err
	}
	for _, side := range append(own, ofAll...) {
		var n notice.GroupSystemNotice
		if err := json.Unmarshal(side.Value, &n); err != nil {
			return nil, fmt.Errorf("stored mention: %w", err)
		}
		if at := n.GroupAtTips; at.From != a.Name {
			all = append(all, wire.AtInfo{From: at.From, AtMsgSeq: at.MsgSeq, AtFlagList: at.AtFlagList})
		}
	}
	return all, nil
}

// mergedMention is the event of a mention of all; nil if it is older than since or
// the account's own.
func mergedMention(a id.Account, side timeline.Side, since int64) (json.RawMessage, error) {
	var n mentionOfAll
	if err := json.Unmarshal(side.Value, &n); err != nil {
		return nil, fmt.Errorf("stored mention: %w", err)
	}
	seq, err := strconv.ParseUint(side.Key, 16, 64)
	if err != nil || int64(n.MsgTimeStamp+1)*1000 <= since || n.GroupAtTips.From == a.Name || slices.Contains(n.But, a.Name) {
		return nil, err
	}
	return json.Marshal(notice.GroupSystemEvent{Event: notice.GroupMentions,
		GroupTips: []notice.GroupSystemNotice{numbered(n.GroupSystemNotice, seq)}})
}
