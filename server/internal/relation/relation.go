// Package relation owns what users are to each other: friends, applications and
// block lists. Nothing can be written yet, so all lists are empty and nobody is
// blocked; the SDK asks for them at login.
package relation

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire/sns"
)

// Service is the relation room.
type Service struct{}

// New returns the service.
func New() *Service { return &Service{} }

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, sns.BlackListGet, api.User, s.blackListGet)
	api.Handle(r, sns.FriendGet, api.User, s.friendGet)
	api.Handle(r, sns.GroupGet, api.User, s.groupGet)
	api.Handle(r, sns.PendencyGet, api.User, s.pendencyGet)
}

// Blocked tells whether by has blocked whom.
func (s *Service) Blocked(context.Context, id.Account, id.Account) (bool, error) { return false, nil }
