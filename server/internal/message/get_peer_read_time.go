package message

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) getPeerReadTime(ctx context.Context, c *api.Caller, req *openim.GetPeerReadTimeRequest) (*openim.GetPeerReadTimeResponse, error) {
	peers, err := s.accounts.LookupAll(ctx, c.App.ID, req.To)
	if err != nil {
		return nil, err
	}
	resp := &openim.GetPeerReadTimeResponse{ReadTime: make([]uint32, len(req.To))}
	for i, name := range req.To {
		peer, ok := peers[name]
		if !ok {
			continue
		}
		if resp.ReadTime[i], err = s.log.PeerRead(ctx, id.Pair(c.App.ID, c.Account.ID, peer.ID), peer.ID); err != nil {
			return nil, err
		}
	}
	return resp, nil
}
