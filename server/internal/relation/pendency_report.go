package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

func (s *Service) pendencyReport(ctx context.Context, c *api.Caller, req *sns.PendencyReportRequest) (*wire.Empty, error) {
	me, err := s.owner(ctx, c, req.FromAccount)
	if err != nil {
		return nil, err
	}
	err = s.update(ctx, me.App, func(ch *change) error {
		u, err := ch.user(me.ID)
		if err != nil {
			return err
		}
		until := req.LatestPendencyTimeStamp
		if until <= 0 {
			until = ch.now.Unix()
		}
		n, err := seeApplications(ch.tx, me.App, me.ID, until)
		if err == nil && n > 0 {
			u.appliedSeq++
			ch.tx.Emit(event.ApplicationsRead{Owner: me, Until: until})
		}
		return err
	})
	return &wire.Empty{}, err
}
