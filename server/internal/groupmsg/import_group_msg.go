package groupmsg

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) importGroupMsg(ctx context.Context, c *api.Caller, req *wire.ImportGroupMsgRequest) (*wire.ImportGroupMsgResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID, req.TopicID)
	if err != nil {
		return nil, err
	}
	if !st.Group.Rules().Import {
		return nil, wire.ErrNotPermitted.With("groups of this type are not imported")
	}
	names := make([]string, len(req.MsgList))
	for i, m := range req.MsgList {
		names[i] = m.From
	}
	senders, err := s.groups.Accounts.LookupAll(ctx, c.App.ID, names)
	if err != nil {
		return nil, err
	}
	resp := &wire.ImportGroupMsgResponse{}
	for i := range req.MsgList {
		result, err := s.importOne(ctx, c, st.Group, senders, &req.MsgList[i])
		var known *base.Error
		if errors.As(err, &known) && known.Code != wire.ErrInternal.Code {
			result, err = wire.ImportResult{Result: known.Code}, nil
		}
		if err != nil {
			return nil, err
		}
		resp.Results = append(resp.Results, result)
	}
	return resp, nil
}

func (s *Service) importOne(ctx context.Context, c *api.Caller, g *group.Group, senders map[string]id.Account, one *wire.ImportedMsg) (wire.ImportResult, error) {
	m, err := imported(c, g, senders, one)
	if err != nil {
		return wire.ImportResult{}, err
	}
	touch := []timeline.Touch{timeline.InConv(m.Conv), timeline.OfAccount(g.App, m.From)}
	err = s.groups.Timeline.Update(ctx, touch, func(tx *timeline.Tx) error {
		stored, _, err := tx.Append(m, timeline.Repeat{Never: true})
		if err == nil {
			m.Seq, m.Time = stored.Seq, stored.Time
		}
		return err
	})
	if errors.Is(err, timeline.ErrTimeOrder) {
		err = wire.ErrBadParameter.With("SendTime lies before the last message")
	}
	return wire.ImportResult{MsgSeq: m.Seq, MsgTime: m.Time}, err
}

// imported is a message as it was elsewhere.
func imported(c *api.Caller, g *group.Group, senders map[string]id.Account, one *wire.ImportedMsg) (timeline.Message, error) {
	if err := one.Check(); err != nil {
		return timeline.Message{}, err
	}
	from, ok := senders[one.From]
	if !ok {
		return timeline.Message{}, wire.ErrNoSuchAccount.With("%q", one.From)
	}
	if t := int64(one.SendTime); t < g.Created.Unix() || t > time.Now().Unix() {
		return timeline.Message{}, wire.ErrBadParameter.With("SendTime lies before the group or in the future")
	}
	body, err := encodeBody(c, one.MsgBody)
	if err != nil {
		return timeline.Message{}, err
	}
	random := rand.Uint32()
	if one.Random != nil {
		random = *one.Random
	}
	return timeline.Message{Conv: g.Conv(), From: from.ID, FromAccount: from.Name, Random: random, Time: one.SendTime,
		ClientTime: one.SendTime, Body: body, CloudCustomData: one.CloudCustomData, Priority: uint8(wire.PriorityNumber("")),
		Flags: timeline.FlagImported}, nil
}
