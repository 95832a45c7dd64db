package groupmsg

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/msgext"
)

func (s *Service) groupReactionMultiStat(ctx context.Context, c *api.Caller, req *msgext.GroupReactionMultiStatRequest) (*msgext.GroupReactionMultiStatResponse, error) {
	conv, all, err := s.targetsOf(ctx, c, req.GroupID, req.TopicID, req.MsgSeqList)
	if err != nil {
		return nil, err
	}
	resp := &msgext.GroupReactionMultiStatResponse{Results: []msgext.GroupMsgReactions{}}
	for _, pos := range all {
		counts, err := s.extras.Reactions(ctx, conv, pos, c.Account.Name, req.Count)
		if err != nil {
			return nil, err
		}
		resp.Results = append(resp.Results, msgext.GroupMsgReactions{MsgSeq: pos.Seq, ReactionList: counts})
	}
	return resp, nil
}
