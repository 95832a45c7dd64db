package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) getC2CPeerMuteNotifications(ctx context.Context, c *api.Caller, req *openim.GetC2CPeerMuteNotificationsRequest) (*openim.GetC2CPeerMuteNotificationsResponse, error) {
	peers, err := s.accounts.LookupAll(ctx, c.App.ID, req.Peers)
	if err != nil {
		return nil, err
	}
	options, err := s.receiveOptions(ctx, c.App.ID, c.Account.ID)
	if err != nil {
		return nil, err
	}
	resp := &openim.GetC2CPeerMuteNotificationsResponse{List: []openim.PeerMuteNotifications{}}
	for _, name := range req.Peers {
		if peer, ok := peers[name]; ok {
			resp.List = append(resp.List, openim.PeerMuteNotifications{Peer: name, Option: options[peer.ID]})
		}
	}
	return resp, nil
}
