package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) getC2CUnreadMsgNum(ctx context.Context, c *api.Caller, req *openim.GetC2CUnreadMsgNumRequest) (*openim.GetC2CUnreadMsgNumResponse, error) {
	owner, err := s.named(ctx, c, req.To, openim.ErrNotThere)
	if err != nil {
		return nil, err
	}
	if err := s.catchUp(ctx, owner); err != nil {
		return nil, err
	}
	if len(req.Peers) > 0 {
		return s.unreadOf(ctx, owner, req.Peers)
	}
	all, err := s.pairs(ctx, owner)
	if err != nil {
		return nil, err
	}
	var total uint64
	for i := range all {
		total += all[i].unread
	}
	return &openim.GetC2CUnreadMsgNumResponse{All: &total}, nil
}

func (s *Service) unreadOf(ctx context.Context, owner id.Account, names []string) (*openim.GetC2CUnreadMsgNumResponse, error) {
	peers, err := s.accounts.LookupAll(ctx, owner.App, names)
	if err != nil {
		return nil, err
	}
	resp := &openim.GetC2CUnreadMsgNumResponse{}
	for _, name := range names {
		peer, ok := peers[name]
		if !ok {
			resp.ErrorList = append(resp.ErrorList, openim.UnreadPeerError{Peer: name, ErrorCode: wire.ErrNoSuchAccount.Code})
			continue
		}
		n, err := s.log.Unread(ctx, id.Pair(owner.App, owner.ID, peer.ID), owner.ID)
		if err != nil {
			return nil, err
		}
		resp.List = append(resp.List, openim.UnreadMsgNum{Peer: name, Num: n})
	}
	return resp, nil
}
