package groupmsg

import (
	"context"
	"slices"
	"strconv"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	wire "github.com/teahouse-chat/teahouse/wire/group"
)

func (s *Service) getGroupMsgReceiptDetail(ctx context.Context, c *api.Caller, req *wire.GetGroupMsgReceiptDetailRequest) (*wire.GetGroupMsgReceiptDetailResponse, error) {
	st, err := s.receiptStand(ctx, c, req.GroupID, "")
	if err != nil {
		return nil, err
	}
	skip := 0
	if req.Cursor != "" {
		if skip, err = strconv.Atoi(string(req.Cursor)); err != nil || skip < 0 {
			return nil, wire.ErrBadParameter.With("Cursor is not what an answer had")
		}
	}
	m, sides, err := s.asked(ctx, st.Group, s.viewer(c, st), req.MsgSeq)
	if err != nil {
		return nil, err
	}
	all, err := s.readers(ctx, st.Group, &m, sides, req.Unread())
	if err != nil {
		return nil, err
	}
	page := all[min(skip, len(all)):]
	page = page[:min(req.Limit(), len(page))]
	resp := &wire.GetGroupMsgReceiptDetailResponse{MsgSeq: req.MsgSeq, Cursor: "0", IsFinish: 1,
		ReadList: []wire.Reader{}, UnreadList: []wire.Unread{}}
	if end := skip + len(page); end < len(all) {
		resp.Cursor, resp.IsFinish = strconv.Itoa(end), 0
	}
	names, err := s.groups.Accounts.ByID(ctx, st.Group.App, page)
	if err != nil {
		return nil, err
	}
	for _, n := range page {
		switch a, ok := names[n]; {
		case !ok: // deleted
		case req.Unread():
			resp.UnreadList = append(resp.UnreadList, wire.Unread{Account: a.Name})
		default:
			resp.ReadList = append(resp.ReadList, wire.Reader{Account: a.Name})
		}
	}
	return resp, nil
}

// readers returns who has read a message, or which other members have not.
func (s *Service) readers(ctx context.Context, g *group.Group, m *timeline.Message, sides []timeline.Side, unread bool) ([]uint64, error) {
	read, has := make([]uint64, len(sides)), make(map[uint64]bool, len(sides))
	for i, side := range sides {
		read[i] = readerOf(side.Key)
		has[read[i]] = true
	}
	if !unread {
		return read, nil
	}
	members, err := s.groups.Roster.Accounts(ctx, g.ID)
	return slices.DeleteFunc(members, func(n uint64) bool { return n == m.From || has[n] }), err
}
