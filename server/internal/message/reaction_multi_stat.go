package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/msgext"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) reactionMultiStat(ctx context.Context, c *api.Caller, req *msgext.ReactionMultiStatRequest) (*msgext.ReactionMultiStatResponse, error) {
	all, err := s.targets(ctx, c, req.From, req.To, req.MsgKeyList)
	if err != nil {
		return nil, err
	}
	resp := &msgext.ReactionMultiStatResponse{Results: []msgext.MsgReactions{}}
	for _, t := range all {
		counts, err := s.extras.Reactions(ctx, t.conv, t.pos, c.Account.Name, req.Count)
		if err != nil {
			return nil, err
		}
		key := openim.Key{Seq: uint32(t.pos.Seq), Random: t.pos.Random, Time: t.pos.Time}
		resp.Results = append(resp.Results, msgext.MsgReactions{MsgKey: key.String(), ReactionList: counts})
	}
	return resp, nil
}
