package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/longmsg"
)

func (s *Service) getRelayJSONMsg(ctx context.Context, c *api.Caller, req *longmsg.GetRelayJSONMsgRequest) (*longmsg.GetRelayJSONMsgResponse, error) {
	list, err := s.log.Kept(ctx, c.App.ID, req.JSONMsgKey)
	if err == nil && list == nil {
		err = longmsg.ErrNoList
	}
	if err != nil {
		return nil, err
	}
	return &longmsg.GetRelayJSONMsgResponse{MsgList: list}, nil
}
