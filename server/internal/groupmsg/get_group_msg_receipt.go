package groupmsg

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getGroupMsgReceipt(ctx context.Context, c *api.Caller, req *wire.GetGroupMsgReceiptRequest) (*wire.GetGroupMsgReceiptResponse, error) {
	st, err := s.receiptStand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	resp := &wire.GetGroupMsgReceiptResponse{}
	for _, ref := range req.MsgSeqList {
		one := wire.ReceiptCount{MsgSeq: ref.MsgSeq, Code: wire.ErrNoReceipt.Code}
		m, readers, err := s.asked(ctx, st.Group, s.viewer(c, st), ref.MsgSeq)
		if err == nil {
			one, err = s.counted(ctx, st.Group, &m, len(readers))
		}
		if err != nil && !errors.Is(err, wire.ErrNoReceipt) {
			return nil, err
		}
		resp.GroupMsgReceiptList = append(resp.GroupMsgReceiptList, one)
	}
	return resp, nil
}
