package account

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/wire"
)

// Admin makes the Caller of a request over REST: the identifier must be an admin
// of the application and the UserSig his. An admin is an account like others and
// comes into being with his first call.
func (s *Service) Admin(ctx context.Context, a *app.App, identifier, sig string) (*api.Caller, error) {
	if identifier == "" {
		return nil, wire.ErrBadAccount.With("the identifier is missing")
	}
	if _, err := s.CheckSig(ctx, a, identifier, sig); err != nil {
		return nil, err
	}
	if !a.IsAdmin(identifier) {
		return nil, wire.ErrNotAdmin.With("%q", identifier)
	}
	acc, err := s.ensure(ctx, a.ID, identifier)
	if err != nil {
		return nil, err
	}
	return &api.Caller{App: a, Account: acc, Admin: true, Door: api.REST}, nil
}
