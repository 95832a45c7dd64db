package media

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/cos"
)

func (s *Service) forbidIllegalObject(ctx context.Context, c *api.Caller, req *cos.ObjectRequest) (*wire.Empty, error) {
	return &wire.Empty{}, s.ban(ctx, c, req.RawURL, true)
}

// ban bans a file of the caller's application, or lifts that.
func (s *Service) ban(ctx context.Context, c *api.Caller, url string, banned bool) error {
	r, err := refOf(url)
	if err != nil {
		return err
	}
	if r.App != c.App.ID {
		return cos.ErrNoFile
	}
	return s.db.Update(ctx, func(tx *store.Tx) error {
		there, err := setBanned(tx, r.App, r.ID, banned)
		if err == nil && !there {
			err = cos.ErrNoFile
		}
		return err
	})
}
