package groupmsg

import (
	"context"
	"errors"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

// mostNotices is how many recalls of one group an answer holds.
const mostNotices = 100

// clockSlack is how long ago an EndTime still means now. The SDK sets its clock by
// answers with whole seconds, so its now is a second ago, or more on a slow network.
const clockSlack = time.Minute

func (s *Service) batchGetGroupNotify(ctx context.Context, c *api.Caller, req *wire.BatchGetGroupNotifyRequest) (*wire.BatchGetGroupNotifyResponse, error) {
	resp := &wire.BatchGetGroupNotifyResponse{NotifyRspList: []wire.NotifyAnswer{}}
	for _, one := range req.NotifyReqList {
		answer, err := s.notify(ctx, c, one)
		var known *base.Error
		if errors.As(err, &known) {
			continue // gone, or not the caller's: there is nothing to say
		}
		if err != nil {
			return nil, err
		}
		resp.NotifyRspList = append(resp.NotifyRspList, answer)
	}
	return resp, nil
}

// notify lists the recalls of one group: of messages that the caller sees, so that
// nobody reads in the reasons what happened before it joined.
func (s *Service) notify(ctx context.Context, c *api.Caller, req wire.NotifyRequest) (wire.NotifyAnswer, error) {
	answer := wire.NotifyAnswer{GroupID: req.GroupID, NotifyMsgList: []wire.RecallNotice{}}
	st, err := s.stand(ctx, c, req.GroupID, req.TopicID)
	if err != nil {
		return answer, err
	}
	limit := mostNotices
	if req.Limit > 0 {
		limit = min(req.Limit, mostNotices)
	}
	end := req.EndTime
	if time.Since(time.UnixMicro(end)) < clockSlack {
		end = 0
	}
	all, err := s.groups.Timeline.Recalls(ctx, st.Group.Conv(), req.BeginTime, end, limit+1)
	if err != nil {
		return answer, err
	}
	if len(all) > limit {
		answer.NextMsgTime = all[limit].RevokeTime
		all = all[:limit]
	}
	named := make([]uint64, len(all))
	for i := range all {
		named[i] = all[i].Seq
	}
	if all, err = s.seen(ctx, c, st, named...); err != nil {
		return answer, err
	}
	for _, m := range all {
		answer.NotifyMsgList = append(answer.NotifyMsgList, wire.RecallNotice{MsgSeq: m.Seq, MsgRandom: m.Random,
			RevokerInfo: wire.Revoker{Account: m.Revoker, Reason: m.RevokeReason}})
	}
	return answer, nil
}
