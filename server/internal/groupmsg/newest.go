package groupmsg

import (
	"context"
	"errors"
	"runtime/debug"
	"sync"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// In large communities a topic's messages go at once to clients that look into it.
// The others are told which is the newest, once in an interval; what lies between
// they fetch when they look.

const (
	newestEvery = time.Second
	// A client counts what is unread by numbers. Of those that do not count it is told
	// the newest, if some came since it was told before.
	uncountedWithin = 1000
	mostUncounted   = 200
)

// newest holds back what is the newest message of topics.
type newest struct {
	mu     sync.Mutex
	topics map[id.Conv]*waiting // those that were told within the last interval
}

type waiting struct {
	message   *timeline.Message // nil: none since
	uncounted bool
}

// offer tells a message at once, or when the interval ends and no newer one has come.
func (n *newest) offer(m *timeline.Message, tell func(m *timeline.Message, uncounted bool)) {
	n.mu.Lock()
	if w := n.topics[m.Conv]; w != nil {
		w.message, w.uncounted = m, w.uncounted || !m.Countable()
		n.mu.Unlock()
		return
	}
	if n.topics == nil {
		n.topics = map[id.Conv]*waiting{}
	}
	n.topics[m.Conv] = &waiting{}
	n.mu.Unlock()
	tell(m, !m.Countable())
	time.AfterFunc(newestEvery, func() { n.round(m.Conv, tell) })
}

// round tells what waits, and goes on as long as something comes.
func (n *newest) round(conv id.Conv, tell func(m *timeline.Message, uncounted bool)) {
	n.mu.Lock()
	w := n.topics[conv]
	if w.message == nil {
		delete(n.topics, conv)
		n.mu.Unlock()
		return
	}
	n.topics[conv] = &waiting{}
	n.mu.Unlock()
	tell(w.message, w.uncounted)
	time.AfterFunc(newestEvery, func() { n.round(conv, tell) })
}

// toReaders is ToMembers for what is said in topics, and what becomes of it.
func (s *Service) toReaders(ctx context.Context, g *group.Group, f *deliver.Frame) {
	if g.Topic != nil && f.Audience == nil && s.groups.Merges(ctx, g) {
		f.To = deliver.Opened
	}
	s.groups.ToMembers(g, f)
}

// looks notes that a client looks into a topic.
func (s *Service) looks(c *api.Caller, g *group.Group) {
	if session, ok := c.Session.(*deliver.Session); ok && g.Topic != nil {
		session.Open(id.GroupConv(g.App, g.ID), g.Topic.ID)
	}
}

// call lets all clients look into a topic of those who send there and of those whom
// they mention.
func (s *Service) call(ctx context.Context, g *group.Group, accounts ...uint64) {
	if g.Topic == nil || !s.groups.Merges(ctx, g) {
		return
	}
	for _, a := range accounts {
		s.groups.Hub.OpenAccount(g.App, a, id.GroupConv(g.App, g.ID), g.Topic.ID)
	}
}

// tellNewest tells those who do not look into a topic of its newest message.
func (s *Service) tellNewest(ctx context.Context, g *group.Group, m *timeline.Message) {
	if g.Topic == nil || m.Flags.Has(timeline.FlagNoLastMsg) || len(m.Targets) > 0 || !s.groups.Merges(ctx, g) {
		return
	}
	ctx = context.WithoutCancel(ctx)
	s.newest.offer(m, func(told *timeline.Message, uncounted bool) {
		defer func() { // it runs by itself when an interval ends
			if p := recover(); p != nil {
				s.groups.Log.Error("panic", "where", "newest message of a topic", "panic", p, "stack", string(debug.Stack()))
			}
		}()
		m, err := s.groups.Timeline.Get(ctx, told.Conv, told.Pos())
		if err != nil || m.Flags.Has(timeline.FlagRecalled) { // meanwhile; the next one puts counts right
			return
		}
		e := notice.NewestEvent{Event: notice.GroupNewest, NewMsg: s.groups.Show(ctx, g, &m)}
		e.NewMsg.Event, e.NewMsg.MsgVersion = 0, 0
		if uncounted {
			above := m.Seq - min(m.Seq, uncountedWithin)
			if e.NoUnreadSeqList, err = s.groups.Timeline.Uncounted(ctx, m.Conv, 0, above, mostUncounted); err != nil && !errors.Is(err, timeline.ErrClosed) {
				s.groups.Log.Error("numbers that are not unread", "topic", g.TopicID(), "error", err)
			}
		}
		s.push(e, func(f *deliver.Frame) {
			f.SkipDiscard, f.To = true, deliver.Unopened
			s.groups.ToMembers(g, f)
		})
	})
}
