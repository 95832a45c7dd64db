package official

import (
	"context"
	"errors"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	wire "github.com/teahouse-chat/teahouse/wire/official"
	"github.com/teahouse-chat/teahouse/wire/openim"
)

func (s *Service) officialAccountMsgRecall(ctx context.Context, c *api.Caller, req *wire.OfficialAccountMsgRecallRequest) (*wire.OfficialAccountMsgRecallResponse, error) {
	var results []wire.RecallResult
	err := s.update(ctx, c.App.ID, req.Official, func(tx *store.Tx, o *official) error {
		all := make([]wire.RecallResult, len(req.MsgKeyList))
		for i, text := range req.MsgKeyList {
			all[i].MsgKey = text
			m, err := messageOf(tx, o, text)
			switch {
			case err != nil:
				return err
			case m == nil || m.recalled:
				all[i].RetCode = wire.ErrNoRecall.Code
				continue
			}
			if err := setRecalled(tx, o.key, m.num, req.Reason); err != nil {
				return err
			}
			if err := beginWalk(tx, o.key, m.num); err != nil {
				return err
			}
		}
		results = all
		return webhook.InRecords(tx, webhook.Own(o.account), s.toldRecalled(c, o, all))
	})
	if err != nil {
		return nil, err
	}
	s.loop.Wake()
	return &wire.OfficialAccountMsgRecallResponse{List: results}, nil
}

// messageOf returns the stored message that a MsgKey names, nil if there is none.
func messageOf(tx *store.Tx, o *official, text string) (*message, error) {
	k, err := openim.ParseKey(text)
	if err != nil {
		return nil, nil
	}
	m, err := messageAt(tx, o.key, int64(k.Seq))
	if errors.Is(err, store.ErrNotFound) || err == nil && (m.key() != k || m.online) {
		return nil, nil
	}
	return m, err
}
