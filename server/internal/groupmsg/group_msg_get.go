package groupmsg

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// Values of IsFinished.
const (
	more     = 1
	finished = 2
)

func (s *Service) groupMsgGet(ctx context.Context, c *api.Caller, req *wire.GroupMsgGetRequest) (*wire.GroupMsgGetResponse, error) {
	st, err := s.stand(ctx, c, req.GroupID, req.TopicID)
	if err != nil {
		return nil, err
	}
	resp := &wire.GroupMsgGetResponse{GroupID: req.GroupID, IsFinished: more, RspMsgList: []wire.Message{}}
	if req.GetType == wire.GetTypeList {
		return resp, s.getNamed(ctx, c, st, req.ReqMsgSeqList, resp)
	}
	if req.ReqMsgNumber == 0 {
		return resp, nil // a client that has caught up asks so, and goes on asking while something comes
	}
	s.looks(c, st.Group) // before the page is read: nothing is missed between
	floor, err := s.floor(ctx, c, st)
	if err != nil {
		return nil, err
	}
	page, err := s.groups.Timeline.GroupPage(ctx, st.Group.Conv(), timeline.GroupRange{
		For: st.Actor.ID, Newest: req.ReqMsgSeq, Count: min(req.ReqMsgNumber, wire.MaxPage), Above: floor})
	if err != nil {
		return nil, err
	}
	s.show(ctx, st.Group, page.Messages, req.WithRecalledMsg == 1, resp)
	resp.InvisibleMsgSeq = page.Invisible
	resp.NextReqMsgSeq = int64(page.Next)
	if page.Finished {
		resp.IsFinished = finished
	}
	return resp, nil
}

// getNamed shows the messages with given numbers, as the caller may see them.
func (s *Service) getNamed(ctx context.Context, c *api.Caller, st group.Standing, seqs []uint64, resp *wire.GroupMsgGetResponse) error {
	messages, err := s.seen(ctx, c, st, seqs...)
	if err != nil {
		return err
	}
	resp.IsFinished = finished
	s.show(ctx, st.Group, messages, true, resp)
	return nil
}

func (s *Service) show(ctx context.Context, g *group.Group, messages []timeline.Message, withRecalled bool, resp *wire.GroupMsgGetResponse) {
	for i := range messages {
		m := &messages[i]
		if m.Flags.Has(timeline.FlagRecalled) && !withRecalled {
			continue
		}
		shown := s.groups.Show(ctx, g, m)
		if !m.Flags.Has(timeline.FlagTip) {
			shown.Event = 0
		}
		resp.RspMsgList = append(resp.RspMsgList, shown)
	}
}
