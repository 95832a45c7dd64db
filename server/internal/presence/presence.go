// Package presence answers who is online. A user is online while one of his
// instances is connected.
package presence

import (
	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	wireaccount "github.com/teahouse-chat/teahouse/wire/account"
)

// Service is the presence room.
type Service struct {
	accounts *account.Service
	hub      *deliver.Hub
}

// New returns the service.
func New(accounts *account.Service, hub *deliver.Hub) *Service { return &Service{accounts, hub} }

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, wireaccount.QueryOnlineStatus, api.Admin, s.queryOnlineStatus)
	api.Handle(r, wireaccount.WsGetUserStatus, api.User, s.wsGetUserStatus)
}

// Online tells whether an account has a connected instance.
func (s *Service) Online(a id.Account) bool { return len(s.hub.Online(a.App, a.ID)) > 0 }
