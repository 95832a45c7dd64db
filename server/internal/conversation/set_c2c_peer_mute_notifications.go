package conversation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/notice"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) setC2CPeerMuteNotifications(ctx context.Context, c *api.Caller, req *openim.SetC2CPeerMuteNotificationsRequest) (*openim.SetC2CPeerMuteNotificationsResponse, error) {
	peers, err := s.accounts.LookupAll(ctx, c.App.ID, req.Peers)
	if err != nil {
		return nil, err
	}
	resp := &openim.SetC2CPeerMuteNotificationsResponse{ErrorList: []openim.SendError{}}
	var set []id.Account
	for _, name := range req.Peers {
		if peer, ok := peers[name]; ok {
			set = append(set, peer)
		} else {
			resp.ErrorList = append(resp.ErrorList, openim.SendError{To: name, ErrorCode: wire.ErrNoSuchAccount.Code})
		}
	}
	if err := s.setOptions(ctx, c.Account, set, req.Option); err != nil {
		return nil, err
	}
	for _, peer := range set {
		s.push(c.Account, c.Instance, notice.NewC2CNotify(notice.C2CNotify{Mute: &notice.C2CMuteSync{To: peer.Name, Option: req.Option}}))
	}
	return resp, nil
}

func (s *Service) setOptions(ctx context.Context, owner id.Account, peers []id.Account, receive int) error {
	if len(peers) == 0 {
		return nil
	}
	err := s.db.Update(ctx, func(tx *store.Tx) error {
		for _, peer := range peers {
			if err := putOption(tx, owner, peer.ID, receive); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.refresh(ctx, owner)
}
