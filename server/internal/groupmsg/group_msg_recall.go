package groupmsg

import (
	"context"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) groupMsgRecall(ctx context.Context, c *api.Caller, req *wire.GroupMsgRecallRequest) (*wire.GroupMsgRecallResponse, error) {
	st, err := s.groups.Stand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	if !st.Group.Rules().History {
		return nil, wire.ErrNoRecall
	}
	if st, err = s.stand(ctx, c, req.GroupID, req.TopicID); err != nil {
		return nil, err
	}
	resp := &wire.GroupMsgRecallResponse{}
	for _, ref := range req.MsgSeqList {
		err := s.recallOne(ctx, c, st, ref.MsgSeq, req.Reason)
		var known *base.Error
		if err != nil && !errors.As(err, &known) {
			return nil, err
		}
		resp.RecallRetList = append(resp.RecallRetList, wire.RecallResult{MsgSeq: ref.MsgSeq, RetCode: max(base.CodeOf(err), 0)})
	}
	if len(resp.RecallRetList) == 1 && resp.RecallRetList[0].RetCode != 0 && !c.Admin {
		return resp, codeError(resp.RecallRetList[0].RetCode) // a client recalls one and looks at the error
	}
	return resp, nil
}

// codeError is the error of a single recall.
func codeError(code int) error {
	for _, e := range []*base.Error{wire.ErrNoMessage, wire.ErrRecallTime, wire.ErrNotRecallable, wire.ErrNotPermitted} {
		if e.Code == code {
			return e
		}
	}
	return wire.ErrInternal
}

func (s *Service) recallOne(ctx context.Context, c *api.Caller, st group.Standing, seq uint64, reason string) error {
	conv := st.Group.Conv()
	m, err := s.groups.Timeline.Get(ctx, conv, timeline.Seq(seq))
	if errors.Is(err, timeline.ErrNoMessage) {
		return wire.ErrNoMessage
	}
	if err != nil {
		return err
	}
	sender, err := s.groups.MemberOf(ctx, st.Group, id.Account{App: st.Group.App, ID: m.From})
	if err != nil {
		return err
	}
	limit := time.Duration(c.App.Settings.RecallSeconds) * time.Second
	if err := mayRecall(st, &m, sender.Role, time.Now(), limit); err != nil {
		return err
	}
	err = s.groups.Timeline.Update(ctx, []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		if _, err := tx.Recall(conv, timeline.Seq(seq), st.Actor.Name, reason); err != nil {
			return err
		}
		return unpin(tx, conv, seq, st.Actor)
	})
	if errors.Is(err, timeline.ErrNoMessage) || errors.Is(err, timeline.ErrRecalled) {
		return wire.ErrNoMessage
	}
	return err
}

// mayRecall tells whether somebody may recall a message: an App admin any, a
// sender its own for some time, an owner or admin those of lower roles.
func mayRecall(st group.Standing, m *timeline.Message, sender roster.Role, now time.Time, limit time.Duration) error {
	switch {
	case m.Flags.Has(timeline.FlagTip):
		return wire.ErrNotRecallable
	case m.Flags.Has(timeline.FlagRecalled):
		return wire.ErrNoMessage
	case st.Rank == roster.Master:
		return nil
	case m.From == st.Actor.ID:
		if now.Sub(time.Unix(int64(m.Time), 0)) > limit {
			return wire.ErrRecallTime
		}
		return nil
	}
	return group.MayTouch(st.For(group.Recalling), st.Group.Weight(sender), roster.Admin, "recall messages of others")
}
