package official

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	base "github.com/teahouse-chat/teahouse/wire"
	wire "github.com/teahouse-chat/teahouse/wire/official"
)

func (s *Service) modifyOfficialAccountBaseInfo(ctx context.Context, c *api.Caller, req *wire.ModifyOfficialAccountBaseInfoRequest) (*base.Empty, error) {
	return &base.Empty{}, s.update(ctx, c.App.ID, req.ID(), func(tx *store.Tx, o *official) error {
		set(&o.title, req.Name)
		set(&o.introduction, req.Introduction)
		set(&o.face, req.FaceUrl)
		set(&o.organization, req.Organization)
		set(&o.custom, req.CustomString)
		set(&o.most, req.MaxSubscriberNum)
		if err := putInfo(tx, o); err != nil {
			return err
		}
		if err := showProfile(tx, o); err != nil {
			return err
		}
		return webhook.InRecords(tx, webhook.Own(o.account), s.toldChanged(c, o, req))
	})
}

func set[T any](field *T, to *T) {
	if to != nil {
		*field = *to
	}
}
