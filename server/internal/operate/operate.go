package operate

import (
	"context"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/wire/operate"
)

// Parts are what the service is made of.
type Parts struct {
	// Addresses are where clients reach this node.
	Addresses func(ctx context.Context) ([]string, error)
}

// Service answers what operators ask.
type Service struct{ Parts }

// New returns the service.
func New(p Parts) *Service { return &Service{p} }

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, operate.GetIPList, api.Admin, s.getIPList)
}
