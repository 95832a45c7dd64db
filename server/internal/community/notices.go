package community

import (
	"math/rand/v2"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	wire "github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
)

// What all members are told of topics is one frame for those online. Who was away
// asks for the topics at its next login.

func (s *Service) tellCreated(in *group.Group, by string) {
	s.tell(in, by, notice.GroupSystemBody{ReportType: notice.ReportTopicMade})
}

func (s *Service) tellDestroyed(g *group.Group, by string, topicIDs []string) {
	s.tell(g, by, notice.GroupSystemBody{ReportType: notice.ReportTopicGone, Topics: topicIDs})
}

func (s *Service) tell(g *group.Group, by string, body notice.GroupSystemBody) {
	body.Operator = by
	now, number := uint32(time.Now().Unix()), uint64(rand.Uint32N(1<<31))+1<<31 // apart from those of notice logs
	n := notice.GroupSystemNotice{From: wire.System, ToGroupID: g.GroupID, MsgSeq: number, ClientSeq: number,
		MsgRandom: rand.Uint32(), MsgTimeStamp: now, MsgClientTime: now, GroupInfo: g.Info(), MsgBody: &body}
	f, err := deliver.Push(notice.GroupSystemEvent{Event: notice.GroupSystem, GroupTips: []notice.GroupSystemNotice{n}})
	if err != nil {
		s.groups.Log.Error("encode push", "error", err)
		return
	}
	s.groups.ToMembers(g, f)
}
