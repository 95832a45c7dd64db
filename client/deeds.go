package client

import (
	"context"
	"encoding/json"

	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// deeds are commands of this client whose success moves its position: what it did
// itself it is not told.
var deeds = map[string]func(t *tracker, request, answer []byte){
	group.SendGroupMsg.String():   deed(group.SendGroupMsg, (*tracker).sentToGroup),
	group.MsgReadReport.String():  deed(group.MsgReadReport, (*tracker).readGroup),
	openim.MsgReaded.String():     deed(openim.MsgReaded, (*tracker).readPeers),
	group.ApplyJoinGroup.String(): deed(group.ApplyJoinGroup, (*tracker).joined),
	group.QuitGroup.String():      deed(group.QuitGroup, (*tracker).left),
}

func deed[Req, Resp any](_ wire.Command[Req, Resp], note func(*tracker, *Req, *Resp)) func(*tracker, []byte, []byte) {
	return func(t *tracker, request, answer []byte) {
		req, resp := new(Req), new(Resp)
		if json.Unmarshal(request, req) == nil && json.Unmarshal(answer, resp) == nil {
			note(t, req, resp)
		}
	}
}

// did notes a command that succeeded.
func (t *tracker) did(command string, request, answer []byte) {
	if note := deeds[command]; note != nil {
		note(t, request, answer)
	}
}

// sentToGroup passes over the number of one's own message. Where others wrote at
// the same time, it is fetched with their messages and left out.
func (t *tracker) sentToGroup(req *group.SendGroupMsgRequest, resp *group.SendGroupMsgResponse) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p := t.groups[req.GroupID]; p != nil && req.OnlineOnlyFlag == 0 && resp.MsgSeq == p.told+1 {
		p.told = resp.MsgSeq
	}
}

func (t *tracker) readGroup(req *group.MsgReadReportRequest, _ *wire.Empty) {
	t.groupRead(req.GroupID, req.MsgReadedSeq)
}

func (t *tracker) readPeers(req *openim.MsgReadedRequest, _ *wire.Empty) {
	for _, i := range req.Report.Items {
		later(t, t.peer(i.To), func(p *peerPlace) *uint32 { return &p.ownRead }, i.LastedMsgTime)
	}
}

func (t *tracker) joined(req *group.ApplyJoinGroupRequest, resp *group.ApplyJoinGroupResponse) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if resp.HugeGroupFlag == 1 {
		t.rooms[req.GroupID] = true
	}
}

func (t *tracker) left(req *group.QuitGroupRequest, _ *wire.Empty) { t.forget(req.GroupID) }

// rejoin takes a client whose login is a new one back into its live rooms; one
// that resumes its login is there already.
func (t *tracker) rejoin(ctx context.Context, l *link) error {
	t.mu.Lock()
	var rooms []string
	for id := range t.rooms {
		rooms = append(rooms, id)
	}
	t.mu.Unlock()
	for _, id := range rooms {
		_, err := Call(ctx, onLink{t.c, l, ""}, group.ApplyJoinGroup, &group.ApplyJoinGroupRequest{GroupID: id, WebPushFlag: 1})
		switch {
		case isRefusal(err):
			t.forget(id) // gone, or not open any more
		case err != nil:
			return err
		}
	}
	return nil
}
