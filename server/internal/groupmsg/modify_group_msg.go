package groupmsg

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/moderation"
	"github.com/teahouse-chat/teahouse/server/internal/stream"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// modifyGroupMsg lets any member change a message that it sees: a group's list
// that everybody continues is one message. Who may not speak may not do that either.
func (s *Service) modifyGroupMsg(ctx context.Context, c *api.Caller, req *wire.ModifyGroupMsgRequest) (*wire.ModifyGroupMsgResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID, req.TopicID)
	if err != nil {
		return nil, err
	}
	if !c.Admin {
		if err := s.maySpeak(ctx, st, st.Rank); err != nil {
			return nil, err
		}
	}
	conv, pos := st.Group.Conv(), timeline.Seq(req.MsgSeq)
	expect := req.MsgVersion
	if c.Admin {
		expect = nil // the last one to write wins
	}
	seen, err := s.seen(ctx, c, st, req.MsgSeq)
	if err != nil {
		return nil, err
	}
	if len(seen) == 0 || seen[0].Flags.Has(timeline.FlagTip) {
		return nil, wire.ErrNoEdit
	}
	var body json.RawMessage
	var found moderation.Verdict
	if len(req.MsgBody) > 0 {
		if found, err = s.groups.Moderation.Body(ctx, c.App.ID, req.MsgBody); err != nil {
			return nil, err
		}
		if body, err = encodeBody(c, req.MsgBody); err != nil {
			return nil, err
		}
	}
	var now timeline.Message
	err = s.groups.Timeline.Update(ctx, []timeline.Touch{timeline.InConv(conv)}, func(tx *timeline.Tx) error {
		edited, err := tx.Edit(conv, pos, expect, func(m *timeline.Message) error { return edit(m, req, body, found.Risk) })
		if now = edited; err != nil {
			return err
		}
		return webhook.InTimeline(tx, conv, s.toldOfChange(c, st.Group, &edited))
	})
	switch {
	case errors.Is(err, timeline.ErrVersion):
		resp, failed := modified(&now)
		if failed != nil {
			return nil, failed
		}
		return resp, wire.ErrVersion
	case errors.Is(err, timeline.ErrNoMessage) || errors.Is(err, timeline.ErrRecalled):
		return nil, wire.ErrNoEdit
	case err != nil:
		return nil, err
	}
	return modified(&now)
}

func edit(m *timeline.Message, req *wire.ModifyGroupMsgRequest, body json.RawMessage, risk bool) error {
	if req.CloudCustomData != nil {
		m.CloudCustomData = *req.CloudCustomData
	}
	if body != nil {
		m.Body, m.Memo = body, nil
		m.Flags = m.Flags.With(timeline.FlagRisk, risk)
	}
	return nil
}

func modified(m *timeline.Message) (*wire.ModifyGroupMsgResponse, error) {
	resp := &wire.ModifyGroupMsgResponse{MsgVersion: m.Version, MsgBody: []base.Element{}, CloudCustomData: m.CloudCustomData}
	if err := json.Unmarshal(stream.Shown(m), &resp.MsgBody); err != nil {
		return nil, fmt.Errorf("stored body: %w", err)
	}
	return resp, nil
}
