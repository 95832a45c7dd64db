package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/extra"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/msgext"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

func (s *Service) setKeyValues(ctx context.Context, c *api.Caller, req *msgext.SetKeyValuesRequest) (*msgext.Changed, error) {
	t, err := s.reachable(ctx, c, req.Msg)
	if err != nil {
		return nil, err
	}
	return s.extras.Change(ctx, t.by, t.conv, t.pos, &req.Change, func(p *extra.Pairs) *webhook.Event {
		return webhook.Of(s.opts.Hooks, c, hook.C2CAfterC2CMsgExtension, func() *hook.C2CAfterC2CMsgExtensionBody {
			return &hook.C2CAfterC2CMsgExtensionBody{From: p.Message.FromAccount, To: p.Message.ToAccount, MsgKey: keyOf(&p.Message).String(),
				OperateType: p.Op, ExtensionList: p.Extensions(), Seq: p.Seq}
		})
	})
}
