package world

import (
	"slices"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

// History returns the texts of the user's history with a peer, oldest first.
func (u *User) History(peer string) []string {
	u.world.t.Helper()
	var texts []string
	for _, m := range u.Messages(peer) {
		texts = append(texts, client.Message{C2CMessage: m}.Text())
	}
	return texts
}

// Messages returns the user's history with a peer, oldest first.
func (u *User) Messages(peer string) (all []notice.C2CMessage) {
	u.world.t.Helper()
	req := &openim.GetRoamMsgRequest{Peer: u.world.Name(peer), MaxCnt: 100, GetDirection: 1, WithRecalledMsg: 1}
	for {
		page := Call(u, openim.GetRoamMsg, req)
		all = append(all, page.MsgList...)
		if page.Complete == 1 || len(page.MsgList) == 0 {
			return all
		}
		req.LastMsgTime, req.MsgKey = page.LastMsgTime, page.MsgKey
	}
}

// GroupHistory returns all messages and tips of a group that the user may see,
// oldest first.
func (u *User) GroupHistory(id string) []group.Message {
	u.world.t.Helper()
	var all []group.Message
	req := &group.GroupMsgGetRequest{GroupID: id, ReqMsgNumber: 100, WithRecalledMsg: 1}
	for {
		page := Call(u, group.GroupMsgGet, req)
		all = append(all, page.RspMsgList...) // newest first
		if page.IsFinished == 2 || page.NextReqMsgSeq < 1 {
			slices.Reverse(all)
			return all
		}
		req.ReqMsgSeq = uint64(page.NextReqMsgSeq)
	}
}

// GroupTexts returns the texts of a group's history, oldest first.
func (u *User) GroupTexts(id string) []string {
	u.world.t.Helper()
	var texts []string
	for _, m := range u.GroupHistory(id) {
		if text := (client.GroupMessage{Message: m}).Text(); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}
