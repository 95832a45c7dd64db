package groupmsg

import (
	"context"
	"errors"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

func (s *Service) groupMsgReceipt(ctx context.Context, c *api.Caller, req *wire.GroupMsgReceiptRequest) (*base.Empty, error) {
	st, err := s.receiptStand(ctx, c, req.GroupID, req.From)
	if err != nil {
		return nil, err
	}
	if st.Member.Role == roster.None {
		return nil, wire.ErrNotPermitted.With("not a member")
	}
	for _, ref := range req.MsgSeqList {
		if err := s.receive(ctx, c, st, ref.MsgSeq); err != nil && !errors.Is(err, wire.ErrNoReceipt) {
			return nil, err
		}
	}
	return &base.Empty{}, nil
}

// receiptStand is Stand for receipts, which not all types of groups have.
func (s *Service) receiptStand(ctx context.Context, c *api.Caller, groupID, as string) (group.Standing, error) {
	st, err := s.groups.Stand(ctx, c, groupID, as)
	if err != nil {
		return st, err
	}
	if !st.Group.Rules().Receipts {
		return st, wire.ErrNotPermitted.With("groups of this type have no read receipts")
	}
	if st.Rank == roster.None {
		return st, wire.ErrNotPermitted.With("not a member")
	}
	return st, nil
}

// receive notes that the actor has read a message, and tells its sender.
func (s *Service) receive(ctx context.Context, c *api.Caller, st group.Standing, seq uint64) error {
	m, readers, err := s.asked(ctx, st.Group, st.Actor.ID, seq)
	if err != nil || m.From == st.Actor.ID {
		return err
	}
	n, err := s.counted(ctx, st.Group, &m, len(readers)+1)
	if err != nil {
		return err
	}
	first, key, conv := false, readerKey(st.Actor.ID), st.Group.Conv()
	err = s.groups.Timeline.Update(ctx, []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		there, err := tx.Side(conv, m.Pos(), sideReceipt, key)
		if first = err == nil && there == nil; !first {
			return err
		}
		if err := tx.SetSide(conv, m.Pos(), sideReceipt, key, encodeTime(tx.Now())); err != nil {
			return err
		}
		return webhook.InTimeline(tx, conv, s.toldOfReceipt(c, st, seq, n))
	})
	if err != nil || !first {
		return err
	}
	told := s.about(st.Group, st.Actor.Name)
	told.MsgBody = &notice.GroupSystemBody{Receipts: []notice.GroupReceipt{{TinyID: strconv.FormatUint(m.From, 10),
		MsgClientTime: clientTime(&m), MsgRandom: m.Random, MsgSeq: m.Seq, ReadNum: n.ReadNum, UnreadNum: n.UnreadNum}}}
	s.push(notice.GroupSystemEvent{Event: notice.GroupSystem, GroupTips: []notice.GroupSystemNotice{told}}, func(f *deliver.Frame) {
		s.groups.Hub.ToAccount(st.Group.App, m.From, f)
	})
	return nil
}
