package operate

import (
	"context"
	"log/slog"
	"sync"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/media"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/wire/operate"
	"github.com/teahouse-chat/teahouse/wire/setting"
)

// Parts are what the service is made of.
type Parts struct {
	DB       *store.DB
	Apps     *app.Apps
	Timeline *timeline.Log
	Files    *media.Service
	Log      *slog.Logger
	// Addresses are where clients reach this node.
	Addresses func(ctx context.Context) ([]string, error)
	// GroupName names the group, and the topic if it is one, of a conversation; "" if it
	// is gone.
	GroupName func(ctx context.Context, conv id.Conv) (group, topic string)
	// Totals are how many accounts and groups an application has now.
	Totals func(ctx context.Context, app uint32) (users, groups int, err error)
	// Online is how many accounts of an application are online here.
	Online func(app uint32) int
}

// Service answers what operators ask. Follow makes what takes time.
type Service struct {
	Parts
	mu   sync.Mutex
	next map[uint32]int64 // first hours that are in no file, seconds; nil: not known yet

	figures figures
}

// New returns the service, which counts events.
func New(p Parts, events *event.Hub) *Service {
	s := &Service{Parts: p, figures: figures{counts: map[figure]int64{}, most: map[figure]int64{}, marks: map[figure]map[uint64]bool{}}}
	s.subscribe(events)
	return s
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, operate.GetIPList, api.Admin, s.getIPList)
	api.Handle(r, operate.GetAppInfo, api.Admin, s.getAppInfo)
	api.Handle(r, operate.GetHistory, api.Admin, s.getHistory, api.PerSecond(10))
	api.Handle(r, setting.GetSettings, api.Admin, s.getSettings)
	api.Handle(r, setting.SetSettings, api.Admin, s.setSettings)
	api.Handle(r, setting.DescribeSettings, api.Admin, s.describeSettings)
}
