package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/openim"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

// errNoGroup is the code of a group that the caller is no member of.
const errNoGroup = 10010

func (s *Service) readAllUnreadMsg(ctx context.Context, c *api.Caller, req *openim.ReadAllUnreadMsgRequest) (*openim.ReadAllUnreadMsgResponse, error) {
	marks := map[id.Conv]timeline.UpTo{}
	if req.C2CReadAllMsg == 1 {
		if err := s.unreadPairs(ctx, c.Account, marks); err != nil {
			return nil, err
		}
	}
	names := make([]string, len(req.Groups))
	for i, g := range req.Groups {
		names[i] = g.GroupId
	}
	groups, err := s.groupConvs(ctx, c.Account, names)
	if err != nil {
		return nil, err
	}
	resp := &openim.ReadAllUnreadMsgResponse{C2CReadAllMsg: req.C2CReadAllMsg, Groups: []openim.GroupReadResult{}}
	told := notice.ReadAllEvent{Event: notice.EventReadAll, C2CReadAllMsg: req.C2CReadAllMsg, Groups: []notice.GroupRead{}}
	for _, g := range req.Groups {
		conv, member := groups[g.GroupId]
		if !member {
			resp.Groups = append(resp.Groups, openim.GroupReadResult{GroupId: g.GroupId, MsgSeq: g.MsgSeq, RetCode: errNoGroup})
			continue
		}
		marks[conv] = timeline.UpTo{Seq: g.MsgSeq, Together: true}
		resp.Groups = append(resp.Groups, openim.GroupReadResult{GroupId: g.GroupId, MsgSeq: g.MsgSeq})
		told.Groups = append(told.Groups, notice.GroupRead{GroupId: g.GroupId, LastReadMsgSeq: g.MsgSeq})
	}
	if err := s.readUpTo(ctx, c, marks, s.toldOfReading(c, told.Groups)); err != nil {
		return nil, err
	}
	s.push(c.Account, c.Instance, told)
	return resp, nil
}

// unreadPairs adds all one-to-one conversations with unread messages.
func (s *Service) unreadPairs(ctx context.Context, owner id.Account, marks map[id.Conv]timeline.UpTo) error {
	convs, err := s.log.Conversations(ctx, owner.App, owner.ID)
	for i := range convs {
		if convs[i].Conv.Kind == id.OneToOne && convs[i].Unread > 0 {
			marks[convs[i].Conv] = timeline.UpTo{All: true, Together: true}
		}
	}
	return err
}

func (s *Service) readUpTo(ctx context.Context, c *api.Caller, marks map[id.Conv]timeline.UpTo, told *webhook.Event) error {
	if len(marks) == 0 && told == nil {
		return nil
	}
	return s.log.Update(ctx, []timeline.Touch{timeline.OfAccount(c.App.ID, c.Account.ID)}, func(tx *timeline.Tx) error {
		for conv, to := range marks {
			if _, _, err := tx.Read(conv, c.Account.ID, to, c.Instance); err != nil {
				return err
			}
		}
		return webhook.InTimeline(tx, webhook.Own(c.Account), told)
	})
}

// toldOfReading tells that a client cleared all that was unread.
func (s *Service) toldOfReading(c *api.Caller, groups []notice.GroupRead) *webhook.Event {
	return webhook.Of(s.opts.Hooks, c, hook.C2CAfterMsgReadAll, func() *hook.C2CAfterMsgReadAllBody {
		b := &hook.C2CAfterMsgReadAllBody{Report: c.Account.Name, GroupReadInfo: []hook.GroupRead{}}
		for _, g := range groups {
			b.GroupReadInfo = append(b.GroupReadInfo, hook.GroupRead{GroupID: g.GroupId, MsgSeq: g.LastReadMsgSeq})
		}
		return b
	})
}
