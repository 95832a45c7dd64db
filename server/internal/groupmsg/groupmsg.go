// Package groupmsg owns what is said in groups: sending to groups of all types,
// and in stored ones history, recalls, changes, read marks and deletion for
// oneself. What is said in a live group goes through package room and is not kept.
package groupmsg

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/extra"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/msgext"
	"github.com/teahouse-chat/teahouse/wire/stream"
)

// Service is the room of group messages.
type Service struct {
	groups *group.Service
	gates  room.Gates
	extras *extra.Extras
	newest newest // of topics in large communities

	// Robots returns those of names that are robots of an application; nil: none. Set it
	// before the first request.
	Robots func(ctx context.Context, app uint32, names []string) ([]string, error)
}

// New returns the service and subscribes it to what happens in timelines.
func New(groups *group.Service) *Service {
	s := &Service{groups: groups, extras: extra.New(groups.Timeline)}
	event.On(groups.Events, s.appended)
	event.On(groups.Events, s.recalled)
	event.On(groups.Events, s.edited)
	event.On(groups.Events, s.marked)
	event.On(groups.Events, s.extended)
	event.On(groups.Events, s.reacted)
	event.On(groups.Events, s.showPin)
	if groups.Hooks != nil {
		groups.Hooks.OnEntries(id.Group, s.toldOf)
	}
	return s
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, wire.SendGroupMsg, api.Admin|api.User, s.sendGroupMsg, api.HeldBack())
	api.Handle(r, stream.SendGroupStreamMsg, api.Admin, s.sendGroupStreamMsg)
	api.Handle(r, wire.GroupMsgGet, api.User, s.groupMsgGet)
	api.Handle(r, wire.GroupMsgGetSimple, api.Admin, s.groupMsgGetSimple)
	api.Handle(r, wire.GroupMsgRecall, api.Admin|api.User, s.groupMsgRecall)
	api.Handle(r, wire.ModifyGroupMsg, api.Admin|api.User, s.modifyGroupMsg)
	api.Handle(r, wire.MsgReadReport, api.User, s.msgReadReport)
	api.Handle(r, wire.DeleteGroupRambleMsgBySeq, api.User, s.deleteGroupRambleMsgBySeq)
	api.Handle(r, wire.BatchGetGroupNotify, api.User, s.batchGetGroupNotify)
	api.Handle(r, wire.GroupMsgReceipt, api.Admin|api.User, s.groupMsgReceipt)
	api.Handle(r, wire.GetGroupMsgReceipt, api.Admin|api.User, s.getGroupMsgReceipt)
	api.Handle(r, wire.GetGroupMsgReceiptDetail, api.Admin|api.User, s.getGroupMsgReceiptDetail)
	api.Handle(r, wire.GetGroupMsgReceiptsByUsers, api.User, s.getGroupMsgReceiptsByUsers)
	api.Handle(r, wire.ImportGroupMsg, api.Admin, s.importGroupMsg)
	api.Handle(r, wire.ClearGroupMsg, api.Admin, s.clearGroupMsg)
	api.Handle(r, wire.DeleteGroupMsgBySender, api.Admin, s.deleteGroupMsgBySender)
	api.Handle(r, wire.SendGroupSystemNotification, api.Admin, s.sendGroupSystemNotification)
	api.Handle(r, wire.PinMessage, api.Admin|api.User, s.pinMessage)
	api.Handle(r, wire.UnpinMessage, api.Admin|api.User, s.unpinMessage)
	api.Handle(r, wire.GetPinnedMessages, api.Admin|api.User, s.getPinnedMessages)
	api.Handle(r, msgext.GroupSetKeyValues, api.Admin|api.User, s.groupSetKeyValues)
	api.Handle(r, msgext.GroupGetKeyValues, api.Admin|api.User, s.groupGetKeyValues)
	api.Handle(r, msgext.GroupReactionAdd, api.User, s.groupReactionAdd)
	api.Handle(r, msgext.GroupReactionDel, api.User, s.groupReactionDel)
	api.Handle(r, msgext.GroupReactionMultiStat, api.User, s.groupReactionMultiStat)
	api.Handle(r, msgext.GroupReactionIterate, api.User, s.groupReactionIterate)
}

// floor is the number up to which the caller sees nothing of a topic, where one need
// not have a place: what was said before it came, if new members do not see that.
func (s *Service) floor(ctx context.Context, c *api.Caller, st group.Standing) (uint64, error) {
	if st.Group.Topic == nil || st.Rank == roster.Master || s.groups.SeesBefore(c, &st) {
		return 0, nil
	}
	return s.groups.Timeline.ArrivedBy(ctx, st.Group.Conv(), st.Member.Joined)
}

// seen returns those of the messages with the given numbers that the caller sees.
func (s *Service) seen(ctx context.Context, c *api.Caller, st group.Standing, seqs ...uint64) ([]timeline.Message, error) {
	floor, err := s.floor(ctx, c, st)
	if err != nil {
		return nil, err
	}
	var all []timeline.Pos
	for _, n := range seqs {
		if n > floor {
			all = append(all, timeline.Seq(n))
		}
	}
	return s.groups.Timeline.GetAll(ctx, st.Group.Conv(), s.viewer(c, st), all)
}

// stand is Stand for commands on the history of a group.
func (s *Service) stand(ctx context.Context, c *api.Caller, groupID, topicID string) (group.Standing, error) {
	st, err := s.groups.StandIn(ctx, c, groupID, topicID, "")
	if err != nil {
		return st, err
	}
	if !st.Group.Rules().History {
		return st, wire.ErrNotPermitted.With("groups of this type keep no messages")
	}
	if st.Rank == roster.None {
		return st, wire.ErrNotPermitted.With("not a member")
	}
	return st, nil
}
