package groupmsg

import (
	"context"
	"errors"
	"slices"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getGroupMsgReceiptsByUsers(ctx context.Context, c *api.Caller, req *wire.GetGroupMsgReceiptsByUsersRequest) (*wire.GetGroupMsgReceiptsByUsersResponse, error) {
	st, err := s.receiptStand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	resp := &wire.GetGroupMsgReceiptsByUsersResponse{MsgReadList: []wire.MsgReaders{}}
	for _, one := range req.MemberReadMsgList {
		entry := wire.MsgReaders{MsgSeq: one.MsgSeq, MemberList: []wire.ReadTime{}}
		_, sides, err := s.asked(ctx, st.Group, s.viewer(c, st), one.MsgSeq)
		if err != nil && !errors.Is(err, wire.ErrNoReceipt) {
			return nil, err
		}
		people, err := s.groups.Accounts.LookupAll(ctx, c.App.ID, one.Accounts)
		if err != nil {
			return nil, err
		}
		for _, name := range one.Accounts {
			key := readerKey(people[name].ID)
			i := slices.IndexFunc(sides, func(side timeline.Side) bool { return side.Key == key })
			if i >= 0 {
				entry.MemberList = append(entry.MemberList, wire.ReadTime{Account: name, Time: decodeTime(sides[i].Value)})
			}
		}
		resp.MsgReadList = append(resp.MsgReadList, entry)
	}
	return resp, nil
}
