package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) pendencyDelete(ctx context.Context, c *api.Caller, req *sns.PendencyDeleteRequest) (*sns.ResultResponse, error) {
	me, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	found, err := s.accounts.LookupAll(ctx, me.App, req.ToAccount)
	if err != nil {
		return nil, err
	}
	results := make([]*wire.Error, len(req.ToAccount))
	err = s.update(ctx, me.App, func(ch *change) error {
		for i, name := range req.ToAccount {
			peer, there := found[name]
			if results[i] = nil; !there {
				results[i] = sns.ErrNoSuchAccount
				continue
			}
			n, err := ch.forget(me, peer, req.PendencyType)
			if err != nil {
				return err
			}
			if n == 0 {
				results[i] = sns.ErrNoApplication
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	resp := &sns.ResultResponse{}
	for i, name := range req.ToAccount {
		resp.Add("PendencyDelete", name, results[i])
	}
	return resp, nil
}

// forget takes applications of a kind out of the list of one side.
func (ch *change) forget(me, peer id.Account, kind string) (gone int64, err error) {
	u, err := ch.user(me.ID)
	if err != nil {
		return 0, err
	}
	for _, incoming := range []bool{true, false} {
		if a := (&application{incoming: incoming}); !a.is(kind) {
			continue
		}
		n, err := deleteApplication(ch.tx, ch.app, me.ID, incoming, peer.ID)
		if err != nil {
			return 0, err
		}
		if gone += n; n > 0 {
			u.appliedSeq++
			ch.tx.Emit(event.ApplicationsClosed{Owner: me, Sent: !incoming, Peers: []id.Account{peer}})
		}
	}
	return gone, nil
}
