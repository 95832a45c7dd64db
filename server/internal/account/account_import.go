package account

import (
	"context"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/account"
)

func (s *Service) accountImport(ctx context.Context, c *api.Caller, req *account.AccountImportRequest) (*wire.Empty, error) {
	if strings.HasPrefix(req.Name(), account.RobotPrefix) {
		return nil, wire.ErrAccountParam.With("%s is reserved for robots", account.RobotPrefix)
	}
	if account.IsOfficial(req.Name()) {
		return nil, wire.ErrAccountParam.With("%s is reserved for official accounts", account.OfficialPrefix)
	}
	_, err := s.create(ctx, c.App.ID, []account.AccountImportRequest{*req})
	return &wire.Empty{}, err
}
