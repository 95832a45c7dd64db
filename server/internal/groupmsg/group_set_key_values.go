package groupmsg

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/extra"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/msgext"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

func (s *Service) groupSetKeyValues(ctx context.Context, c *api.Caller, req *msgext.GroupSetKeyValuesRequest) (*msgext.Changed, error) {
	conv, pos, err := s.target(ctx, c, req.GroupMsg)
	if err != nil {
		return nil, err
	}
	return s.extras.Change(ctx, actor(c), conv, pos, &req.Change, func(p *extra.Pairs) *webhook.Event {
		return webhook.Of(s.groups.Hooks, c, hook.GroupAfterGroupMsgExtension, func() *hook.GroupAfterGroupMsgExtensionBody {
			return &hook.GroupAfterGroupMsgExtensionBody{GroupID: req.GroupMsg.GroupID, MsgSeq: p.Message.Seq, OperateType: p.Op,
				ExtensionList: p.Extensions(), Seq: p.Seq}
		})
	})
}
