// Package search owns cloud search: of messages, users, groups and members. It has no
// index yet, so it says of each search that it is switched off: clients then tell
// their users, and do not wait.
package search

import (
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/search"
)

// Service is the room of searches.
type Service struct{}

// New returns the service.
func New() *Service { return &Service{} }

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, search.MessageQuery, api.User, s.messageQuery)
	api.Handle(r, search.UserQuery, api.User, s.userQuery)
	api.Handle(r, search.GroupQuery, api.User, s.groupQuery)
	api.Handle(r, search.GroupMemberQuery, api.User, s.groupMemberQuery)
}

var errOff = wire.ErrNoFeature.With("cloud search")
