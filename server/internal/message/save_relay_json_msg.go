package message

import (
	"context"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/longmsg"
)

// saveRelayJSONMsg keeps the list as long as the application keeps files: like these
// it belongs to messages and lies beside them.
func (s *Service) saveRelayJSONMsg(ctx context.Context, c *api.Caller, req *longmsg.SaveRelayJSONMsgRequest) (*longmsg.SaveRelayJSONMsgResponse, error) {
	until := timeline.Forever
	if days := c.App.Settings.FileDays; days > 0 {
		until = time.Now().AddDate(0, 0, days)
	}
	key, err := s.log.Keep(ctx, c.App.ID, until, req.MsgList)
	if err != nil {
		return nil, err
	}
	return &longmsg.SaveRelayJSONMsgResponse{JSONMsgKey: key, PbMsgKey: key}, nil
}
