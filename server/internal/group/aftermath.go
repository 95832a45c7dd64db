package group

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// jobKind names the jobs of this package.
const jobKind = "group"

// Aftermath is what a change of a group's records leaves to be done in timelines:
// a tip, the places of members who came or went, notices to accounts. It is a job
// row in the transaction of the change, and is normally carried out before the
// change is answered. All of it is one batch.
type Aftermath struct {
	App     uint32     `json:"app"`
	Group   uint64     `json:"group"`
	Topic   uint64     `json:"topic,omitempty"` // tips are said there
	About   About      `json:"about"`
	Tips    []TipToSay `json:"tips,omitempty"`
	Joined  []uint64   `json:"joined,omitempty"` // get a fresh place
	History bool       `json:"history,omitempty"`
	// Unread is how many messages some of them have not read.
	Unread  map[uint64]int `json:"unread,omitempty"`
	Left    []uint64       `json:"left,omitempty"` // no longer see the group
	Notices []ToTell       `json:"notices,omitempty"`
	Drop    bool           `json:"drop,omitempty"`  // the group is no more
	Drops   []uint64       `json:"drops,omitempty"` // topics that are no more
	Founded bool           `json:"founded,omitempty"`
	// Told is what the application is told.
	Told []*webhook.Event `json:"told,omitempty"`
	// Origin is the instance that caused it; it is not told of what it did.
	Origin uint64 `json:"origin,omitempty"`
}

// TipToSay is a tip with who caused it: From is 0 if that is no member.
type TipToSay struct {
	From    uint64    `json:"from"`
	Body    group.Tip `json:"body"`
	Showing Showing   `json:"showing"`
	Only    uint64    `json:"only,omitempty"`   // shown to this account alone
	Except  uint64    `json:"except,omitempty"` // not shown to this instance, unless it is stored
	Random  uint32    `json:"random"`
	Time    uint32    `json:"time"`
}

// ToTell is a system notice for one account.
type ToTell struct {
	Account id.Account             `json:"to"`
	Body    notice.GroupSystemBody `json:"body"`
	From    string                 `json:"from"` // who caused it
	Random  uint32                 `json:"random"`
	// Volatile: only for those online, as there is nothing to catch up with.
	Volatile bool `json:"volatile,omitempty"`
	Time     uint32
}

// NewAftermath begins the aftermath of a change of a group by an instance, 0 if it has
// none.
func NewAftermath(g *Group, origin uint64) *Aftermath {
	a := &Aftermath{App: g.App, Group: g.ID, About: g.about(), Origin: origin}
	if g.Topic != nil {
		a.Topic = g.Topic.ID
	}
	return a
}

// conv names the timeline where its tips are said.
func (a *Aftermath) conv() id.Conv {
	if a.Topic != 0 {
		return id.GroupConv(a.App, a.Topic)
	}
	return id.GroupConv(a.App, a.Group)
}

// Say adds a tip, unless members are not told. In topics no tip takes a number: by
// numbers alone clients count what they have not read there.
func (a *Aftermath) Say(show Showing, from uint64, tip group.Tip) *Aftermath {
	if show == Stored && a.Topic != 0 {
		show = Online
	}
	if show != Untold {
		a.Tips = append(a.Tips, TipToSay{From: from, Body: tip, Showing: show, Random: rand.Uint32(), Time: uint32(time.Now().Unix())})
	}
	return a
}

// SayTo adds a tip that one account alone is shown, if it is online.
func (a *Aftermath) SayTo(to id.Account, tip group.Tip) {
	a.Say(Online, 0, tip)
	a.Tips[len(a.Tips)-1].Only = to.ID
}

// Hook adds what the application is told; nil is nothing.
func (a *Aftermath) Hook(e *webhook.Event) *Aftermath {
	if e != nil {
		a.Told = append(a.Told, e)
	}
	return a
}

// Tell adds a stored notice.
func (a *Aftermath) Tell(to id.Account, from string, body notice.GroupSystemBody) *Aftermath {
	body.Operator = from
	a.Notices = append(a.Notices, ToTell{Account: to, From: from, Body: body, Random: rand.Uint32(), Time: uint32(time.Now().Unix())})
	return a
}

// Hint adds a notice for those online only.
func (a *Aftermath) Hint(to id.Account, from string, body notice.GroupSystemBody) *Aftermath {
	a.Tell(to, from, body)
	a.Notices[len(a.Notices)-1].Volatile = true
	return a
}

// lasting tells whether anything of it must happen: then it gets a job row.
func (a *Aftermath) lasting() bool {
	for _, n := range a.Notices {
		if !n.Volatile {
			return true
		}
	}
	for _, t := range a.Tips {
		if t.Showing == Stored {
			return true
		}
	}
	return len(a.Told) > 0 || a.Drop || len(a.Drops) > 0 || len(a.Joined) > 0 || len(a.Left) > 0
}

// Change runs f in a transaction and carries out what it leaves to be done. f may
// return nil.
func (s *Service) Change(ctx context.Context, app uint32, f func(tx *store.Tx) (*Aftermath, error)) error {
	var row job.Job
	var left *Aftermath
	err := s.DB.Update(ctx, func(tx *store.Tx) error {
		row, left = job.Job{}, nil
		after, err := f(tx)
		if err != nil || after == nil {
			return err
		}
		if len(after.Left) > 0 && types[after.About.Type].Community {
			if err := permit.Leave(tx, after.Group, after.Left); err != nil {
				return err
			}
		}
		if after.lasting() {
			if row, err = job.Add(tx, app, jobKind, after); err != nil {
				return err
			}
		}
		left = after
		return nil
	})
	if err != nil || left == nil {
		return err
	}
	// The change is done: a caller that goes away must not leave it half told.
	if err := s.carryOut(context.WithoutCancel(ctx), row.ID, left); err != nil {
		return err
	}
	if row.ID != "" {
		s.Jobs.Forget(row)
	}
	return nil
}

func (s *Service) carryOutJob(ctx context.Context, j job.Job) error {
	a := &Aftermath{}
	if err := json.Unmarshal(j.Payload, a); err != nil {
		return fmt.Errorf("decode job: %w", err)
	}
	return s.carryOut(ctx, j.ID, a)
}

// carryOut writes one batch and shows those online what came of it. What is in
// the history is shown by those who follow the timeline.
func (s *Service) carryOut(ctx context.Context, jobID string, a *Aftermath) error {
	conv := a.conv()
	if err := s.hush(ctx, conv, a); err != nil {
		return err
	}
	numbers := make([]uint64, len(a.Notices))
	again := false
	if a.lasting() {
		err := s.Timeline.Update(ctx, a.touches(conv), func(tx *timeline.Tx) (err error) {
			again, err = a.write(tx, conv, jobID, numbers)
			return err
		})
		if errors.Is(err, timeline.ErrDropped) {
			return nil // dismissed meanwhile: nobody is left to be told
		}
		if err != nil {
			return fmt.Errorf("carry out a change of group %s: %w", a.About.GroupID, err)
		}
	}
	if again {
		return nil
	}
	for i := range a.Tips {
		if a.Tips[i].Showing == Online {
			s.showAside(ctx, a, &a.Tips[i])
		}
	}
	for i := range a.Notices {
		s.showNotice(a, &a.Notices[i], numbers[i])
	}
	return nil
}

// hush takes away what nobody is told while a group waits for its first message,
// where its type wants one: tips, and that somebody was added.
func (s *Service) hush(ctx context.Context, conv id.Conv, a *Aftermath) error {
	if !types[a.About.Type].NeedsMessage || a.Founded || a.Drop {
		return nil
	}
	h, err := s.Timeline.Head(ctx, conv)
	if err != nil || h.Number > 0 {
		return err
	}
	a.Tips = nil
	a.Notices = slices.DeleteFunc(a.Notices, func(n ToTell) bool { return n.Body.ReportType == notice.ReportInvited })
	return nil
}

func (a *Aftermath) touches(conv id.Conv) []timeline.Touch {
	all := []timeline.Touch{timeline.InConv(conv)}
	for _, topic := range a.Drops {
		all = append(all, timeline.InConv(id.GroupConv(a.App, topic)))
	}
	for _, t := range a.Tips {
		if t.From != 0 {
			all = append(all, timeline.OfAccount(a.App, t.From))
		}
	}
	for _, list := range [][]uint64{a.Joined, a.Left} {
		for _, account := range list {
			all = append(all, timeline.OfAccount(a.App, account))
		}
	}
	for _, n := range a.Notices {
		all = append(all, timeline.OfAccount(a.App, n.Account.ID))
	}
	return all
}

// write is the batch. It reports whether it was written before.
func (a *Aftermath) write(tx *timeline.Tx, conv id.Conv, jobID string, numbers []uint64) (again bool, err error) {
	if again, err = tx.Once(a.App, jobID); err != nil || again {
		return again, err
	}
	for _, e := range a.Told {
		if err := webhook.InTimeline(tx, conv, e); err != nil {
			return false, err
		}
	}
	for _, account := range a.Joined {
		if _, err := tx.Join(conv, account, a.History); err != nil {
			return false, err
		}
		if n, ok := a.Unread[account]; ok && types[a.About.Type].Unread {
			if _, err := tx.SetUnread(conv, account, uint64(n)); err != nil {
				return false, err
			}
		}
	}
	if err := a.writeTips(tx, conv); err != nil {
		return false, err
	}
	for _, account := range a.Left {
		if _, err := tx.SetPlace(conv, account, func(p *timeline.Place) { p.Left = true }); err != nil {
			return false, err
		}
	}
	if err := a.writeNotices(tx, numbers); err != nil {
		return false, err
	}
	for _, topic := range a.Drops {
		if err := tx.DropConversation(id.GroupConv(a.App, topic)); err != nil {
			return false, err
		}
	}
	if a.Drop {
		return false, tx.DropConversation(conv)
	}
	return false, nil
}

// writeTips appends the tips that are stored.
func (a *Aftermath) writeTips(tx *timeline.Tx, conv id.Conv) error {
	for _, t := range a.Tips {
		if t.Showing != Stored {
			continue
		}
		body, err := json.Marshal(t.Body)
		if err != nil {
			return err
		}
		m := timeline.Message{Conv: conv, From: t.From, FromAccount: group.System, Random: t.Random,
			ClientTime: t.Time, Body: body, Flags: timeline.FlagTip, Origin: a.Origin}
		if !types[a.About.Type].Unread {
			m.Flags |= timeline.FlagNoUnread
		}
		if _, _, err = tx.Append(m, timeline.Repeat{Never: true}); err != nil {
			return err
		}
	}
	return nil
}

// writeNotices stores the notices that are kept, and puts down their numbers.
func (a *Aftermath) writeNotices(tx *timeline.Tx, numbers []uint64) error {
	for i, n := range a.Notices {
		if n.Volatile {
			continue
		}
		payload, err := json.Marshal(a.notice(&n, 0))
		if err != nil {
			return err
		}
		numbers[i], err = tx.Notice(a.App, n.Account.ID, timeline.Notice{Kind: notice.GroupSystem, Payload: payload})
		if err != nil {
			return err
		}
	}
	return nil
}

// notice is a notice as its account gets it.
func (a *Aftermath) notice(n *ToTell, number uint64) notice.GroupSystemNotice {
	info := a.About.info()
	info.To, info.From = n.Account.Name, n.From
	return notice.GroupSystemNotice{
		From: group.System, To: n.Account.Name, MsgSeq: number, ClientSeq: number, MsgRandom: n.Random,
		MsgTimeStamp: n.Time, MsgClientTime: n.Time,
		GroupInfo: info, MsgBody: &n.Body,
	}
}

// showNotice shows a notice to the account's devices.
func (s *Service) showNotice(a *Aftermath, n *ToTell, number uint64) {
	if number == 0 {
		number = uint64(rand.Uint32N(1<<31)) + 1<<31 // apart from those of the notice log
	}
	s.push(notice.GroupSystemEvent{Event: notice.GroupSystem,
		GroupTips: []notice.GroupSystemNotice{a.notice(n, number)}},
		func(f *deliver.Frame) { s.Hub.ToAccount(a.App, n.Account.ID, f.But(a.Origin)) })
}

// push encodes an event once and hands it on.
func (s *Service) push(event any, send func(f *deliver.Frame)) {
	f, err := deliver.Push(event)
	if err != nil {
		s.Log.Error("encode push", "error", err)
		return
	}
	send(f)
}
