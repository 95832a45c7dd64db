package groupmsg

import (
	"context"
	"encoding/json"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/stream"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) groupMsgGetSimple(ctx context.Context, c *api.Caller, req *wire.GroupMsgGetSimpleRequest) (*wire.GroupMsgGetSimpleResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID, req.TopicID)
	if err != nil {
		return nil, err
	}
	page, err := s.groups.Timeline.GroupPage(ctx, st.Group.Conv(), timeline.GroupRange{
		Newest: req.ReqMsgSeq, Count: min(req.ReqMsgNumber, wire.MaxSimplePage)})
	if err != nil {
		return nil, err
	}
	resp := &wire.GroupMsgGetSimpleResponse{GroupID: req.GroupID, RspMsgList: []wire.SimpleMessage{}}
	if page.Finished || req.ReqMsgNumber <= wire.MaxSimplePage {
		resp.IsFinished = 1
	}
	for i := range page.Messages {
		m := &page.Messages[i]
		if m.Flags.Has(timeline.FlagRecalled) && req.WithRecalledMsg != 1 {
			continue
		}
		resp.RspMsgList = append(resp.RspMsgList, s.simple(m))
	}
	return resp, nil
}

func (s *Service) simple(m *timeline.Message) wire.SimpleMessage {
	shown := wire.SimpleMessage{From: m.FromAccount, MsgBody: stream.Whole(m, s.groups.Timeline.Now()), MsgPriority: max(int(m.Priority), 1), MsgRandom: m.Random,
		MsgSeq: m.Seq, MsgTimeStamp: m.Time, CloudCustomData: m.CloudCustomData}
	if m.Flags.Has(timeline.FlagTip) {
		shown.IsSystemMsg, shown.MsgBody = 1, json.RawMessage("[]")
	}
	if m.Flags.Has(timeline.FlagRecalled) {
		shown.IsPlaceMsg, shown.RevokerInfo = 2, &wire.Revoker{Account: m.Revoker, Reason: m.RevokeReason}
	}
	return shown
}
