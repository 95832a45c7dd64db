// Package server puts Teahouse together: stores, rooms and doors. It is the only
// place where parts meet; New is the architecture.
package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/attr"
	"github.com/teahouse-chat/teahouse/server/internal/blob"
	"github.com/teahouse-chat/teahouse/server/internal/bus"
	"github.com/teahouse-chat/teahouse/server/internal/community"
	"github.com/teahouse-chat/teahouse/server/internal/conversation"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/group"
	"github.com/teahouse-chat/teahouse/server/internal/groupmsg"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/job"
	"github.com/teahouse-chat/teahouse/server/internal/language"
	"github.com/teahouse-chat/teahouse/server/internal/live"
	"github.com/teahouse-chat/teahouse/server/internal/media"
	"github.com/teahouse-chat/teahouse/server/internal/member"
	"github.com/teahouse-chat/teahouse/server/internal/message"
	"github.com/teahouse-chat/teahouse/server/internal/moderation"
	"github.com/teahouse-chat/teahouse/server/internal/official"
	"github.com/teahouse-chat/teahouse/server/internal/operate"
	"github.com/teahouse-chat/teahouse/server/internal/permit"
	"github.com/teahouse-chat/teahouse/server/internal/presence"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/push"
	"github.com/teahouse-chat/teahouse/server/internal/relation"
	"github.com/teahouse-chat/teahouse/server/internal/rest"
	"github.com/teahouse-chat/teahouse/server/internal/robot"
	"github.com/teahouse-chat/teahouse/server/internal/room"
	"github.com/teahouse-chat/teahouse/server/internal/roster"
	"github.com/teahouse-chat/teahouse/server/internal/search"
	"github.com/teahouse-chat/teahouse/server/internal/static"
	"github.com/teahouse-chat/teahouse/server/internal/store"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/topic"
	"github.com/teahouse-chat/teahouse/server/internal/trace"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/server/internal/ws"
)

// Server is one node. Run it once.
type Server struct {
	cfg      Config
	log      *slog.Logger
	db       *store.DB
	timeline *timeline.Log
	apps     *app.Apps
	hub      *deliver.Hub
	jobs     *job.Jobs
	rooms    *room.Rooms
	trace    *trace.Log
	tracer   *tracer
	registry *api.Registry
	sockets  *ws.Door
	http     *http.Server
	listener net.Listener
	counter  *operate.Counter
	operate  *operate.Service
	media    *media.Service
	pushes   *push.Service
	official *official.Service
	hooks    *webhook.Hooks
	welcome  Welcome
	draining atomic.Bool
	open     atomic.Int64 // HTTP connections that are no sockets
	lock     *os.File     // of the data folder; nil with a database
	control  *control     // likewise
	space    *space       // likewise
	broken   chan error
}

// New opens the stores, makes a first application if there is none,
// and begins to listen; requests are answered when Run is called. The error is
// one clear line for the operator.
func New(ctx context.Context, cfg Config, log *slog.Logger) (_ *Server, err error) {
	s := &Server{cfg: cfg, log: log, broken: make(chan error, 1)}
	defer func() {
		if err != nil {
			s.closeStores()
		}
	}()
	seal, err := openSealer(cfg)
	if err != nil {
		return nil, err
	}
	events := &event.Hub{}
	if err := s.openStores(ctx, seal, events); err != nil {
		return nil, err
	}
	s.hub = deliver.New(bus.NewLocal(), deliver.Options{})
	s.registry = api.NewRegistry(log)
	blobs, err := blob.OpenDisk(cfg.Files())
	if err != nil {
		return nil, err
	}
	certificates, err := cfg.Webhooks.TLS()
	if err != nil {
		return nil, err
	}
	accounts := s.addRooms(events, blobs, certificates)
	if err := s.jobs.Recover(ctx); err != nil {
		return nil, fmt.Errorf("carry out what the last run left: %w", err)
	}

	if s.lock != nil {
		if s.control, err = openControl(cfg.Data, s.copyTo, s.tracer, log); err != nil {
			return nil, fmt.Errorf("socket in the data folder: %w", err)
		}
	}
	if s.sockets, err = ws.New(s.registry, s.hub, s.apps, accounts, log, ws.Options{MaxSockets: maxConnections()}); err != nil {
		return nil, fmt.Errorf("sockets: %w", err)
	}
	pages := static.New(s.apps, s.ready)
	mux := http.NewServeMux()
	pages.Register(mux)
	mux.Handle("GET /metrics", s.metrics())
	files := static.NewFiles(s.media, func(err error) { log.Error("files", "error", err) })
	mux.Handle("/", files.Before(s.sockets)) // /files/, /binfo and /info, under any prefix
	s.http = &http.Server{Handler: rest.New(s.apps, accounts, s.registry, log).Before(mux), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug), ConnState: s.count}
	if err := s.listen(); err != nil {
		return nil, err
	}
	return s, s.greet(ctx, pages)
}

func (s *Server) openStores(ctx context.Context, seal *app.Sealer, events *event.Hub) (err error) {
	if s.cfg.Store == "" {
		if s.lock, err = lockData(s.cfg.Data); err != nil {
			return err
		}
		if s.space, err = openSpace(s.cfg.Data, s.log); err != nil {
			return err
		}
		if err := haveRecords(s.cfg.Data); err != nil {
			return err
		}
	}
	if s.db, err = store.Open(ctx, s.cfg.Records()); err != nil {
		return err
	}
	s.db.OnCommit(events.Publish)
	if s.apps, err = app.Open(ctx, s.db, seal); err != nil {
		return err
	}
	if s.lock != nil {
		if err := haveTimelines(ctx, s.cfg.Data, s.db); err != nil {
			return err
		}
	}
	engine, err := openEngine(ctx, s.cfg)
	if err != nil {
		return err
	}
	s.operate = operate.New(operate.Parts{}, events) // its parts are not there yet
	options := timeline.Options{Log: s.log, Hold: s.operate.Hold, Broken: func(err error) { s.broken <- err }}
	if s.space != nil {
		options.Full = s.space.full.Load
	}
	if s.timeline, err = timeline.Open(engine, events, options); err != nil {
		return err
	}
	s.counter, err = operate.NewCounter(ctx, s.db)
	return err
}

// addRooms makes the rooms from the lower floors up and registers their
// commands.
func (s *Server) addRooms(events *event.Hub, blobs blob.Store, certificates *tls.Config) *account.Service {
	s.jobs = job.New(s.db, s.log, forgetJobs(s.timeline))
	s.hooks = webhook.New(webhook.Parts{DB: s.db, Apps: s.apps, Timeline: s.timeline, Jobs: s.jobs, Events: events, Log: s.log,
		Private: s.cfg.Webhooks.Private, AnyPrivate: s.cfg.Webhooks.AnyPrivate, TLS: certificates})
	s.rooms = room.New(s.db, s.hub, events)
	s.trace = trace.New()
	s.rooms.OnChange(s.trace.Changed)

	accounts := account.New(s.db, s.hub, events, s.log, profile.SetCards)
	accounts.UseJobs(s.jobs)
	accounts.UseHooks(s.hooks)
	profiles := profile.New(s.db, accounts, s.hub, events, s.log)
	moderators := moderation.New(s.db, accounts)
	profiles.ScreenBy(moderators)
	profiles.UseHooks(s.hooks)
	relations := relation.New(s.db, accounts, profiles, s.hub, events, s.log)
	relations.UseHooks(s.hooks)
	s.registry.OnOverLimit(s.hooks.OverLimit)
	online := presence.New(presence.Parts{DB: s.db, Apps: s.apps, Accounts: accounts, Hub: s.hub, Log: s.log,
		FriendsWith: relations.FriendsWith}, events)
	members := roster.New(s.db, events)
	s.media = media.New(s.db, s.apps, accounts, blobs, media.Options{Log: s.log, PublicURL: s.cfg.PublicURL})

	groups := group.New(group.Parts{DB: s.db, Apps: s.apps, Events: events, Hub: s.hub, Timeline: s.timeline, Accounts: accounts,
		Profiles: profiles, Roster: members, Topics: topic.New(s.db, events),
		Permits: permit.New(s.db, events), Rooms: s.rooms, Jobs: s.jobs, Trace: s.trace, Log: s.log, Moderation: moderators, Hooks: s.hooks})
	s.tracer = newTracer(s.trace, groups, s.hub, events)
	groupMessages := groupmsg.New(groups)
	robots := robot.New(s.db, accounts)
	groupMessages.Robots = robots.Valid
	catchUp := func(ctx context.Context, a id.Account) error { return s.official.CatchUp(ctx, a) }
	conversations := conversation.New(s.db, s.timeline, accounts, profiles, s.hub, events,
		conversation.Options{Log: s.log, Hooks: s.hooks, CatchUp: catchUp, GroupConvs: groups.Convs, GroupFacts: groupFacts(groups)})
	var messages *message.Service
	s.pushes = push.New(push.Parts{DB: s.db, Accounts: accounts, Hub: s.hub, Log: s.log,
		Show: func(ctx context.Context, m *timeline.Message) { messages.Show(ctx, m) }}, events)
	messages = message.New(s.timeline, accounts, profiles, s.hub, events,
		message.Options{Log: s.log, Moderation: moderators, MayWrite: relations.MayWrite, Discards: conversations.Discards,
			Hooks: s.hooks, Robots: robots.Valid, IsRobot: robots.Is, Merged: groupMessages.Merged, Pushed: s.pushes.Pushed, CatchUp: catchUp})
	s.official = official.New(official.Parts{DB: s.db, Accounts: accounts, Profiles: profiles, Moderation: moderators, Hub: s.hub, Hooks: s.hooks, Log: s.log,
		Place: messages.Place, Recall: messages.RecallCopies, ShowOnline: messages.ShowOnline, Flags: conversations.Flags}, events)

	s.operate.Parts = operate.Parts{DB: s.db, Apps: s.apps, Timeline: s.timeline, Files: s.media, Log: s.log, GroupName: groupName(groups),
		Totals: totals(accounts, groups), Online: func(app uint32) int { return len(s.hub.Accounts(app)) },
		Addresses: func(ctx context.Context) ([]string, error) {
			return addresses(ctx, s.cfg.PublicURL, s.listener.Addr())
		}}

	countGroups(events, s.operate)

	for _, r := range []interface{ Register(*api.Registry) }{
		accounts, profiles, relations, online, s.media,
		messages, conversations, groups, member.New(groups), groupMessages, attr.New(groups), live.New(groups),
		community.New(groups, groupMessages.AtInfo),
		s.pushes, s.official, moderators, robots, search.New(), language.New(),
		s.operate,
	} {
		r.Register(s.registry)
	}
	return accounts
}

func (s *Server) greet(ctx context.Context, pages *static.Door) error {
	first, made, err := firstApp(ctx, s.apps, s.cfg)
	if err != nil {
		s.listener.Close()
		return err
	}
	ticket := ""
	if first.Settings.TryPage {
		ticket = pages.Ticket(first)
	}
	s.welcome = newWelcome(outside(first), made, s.listener.Addr(), s.cfg.TLSCert != "", ticket)
	return nil
}

// Welcome tells an operator how to reach the server.
func (s *Server) Welcome() Welcome { return s.welcome }

func (s *Server) ready() error {
	if s.draining.Load() {
		return errors.New("the server is stopping")
	}
	return nil
}

// Run serves until ctx ends and then drains: not ready, sockets closed spread
// over cfg.Drain, commits finished, listening stopped last, because an SDK that
// is refused gives up. It returns nil after a clean stop.
func (s *Server) Run(ctx context.Context) error {
	background, stop := context.WithCancel(context.Background())
	defer stop()
	// Whoever follows the arrival log begins before the first message can come.
	if err := errors.Join(s.counter.Begin(background, s.timeline), s.hooks.Begin(background)); err != nil {
		return errors.Join(err, s.closeStores())
	}
	var followed sync.WaitGroup
	if s.space != nil {
		go s.space.watch(background, s.log)
	}
	go s.apps.Watch(background, func(err error) { s.log.Warn("read applications", "error", err) })
	followed.Go(func() { s.jobs.Follow(background) })
	followed.Go(func() { s.media.Follow(background) })
	followed.Go(func() { s.pushes.Follow(background) })
	followed.Go(func() { s.official.Follow(background) })
	followed.Go(func() { s.operate.Follow(background) })
	followed.Go(func() { s.operate.FollowRetention(background) })
	followed.Go(func() { s.operate.FollowFigures(background) })
	followed.Go(func() {
		if err := s.hooks.Follow(background); err != nil {
			s.log.Error("webhooks", "error", err)
		}
	})
	followed.Go(func() {
		if err := s.counter.Follow(background, s.timeline); err != nil {
			s.log.Error("counting messages", "error", err)
		}
	})
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(s.listener) }()
	drain := s.cfg.Drain
	var broken error
	select {
	case err := <-failed:
		return errors.Join(err, s.closeStores())
	case broken = <-s.broken:
		// What is in memory is not what is on disk: nobody should be shown it.
		broken = fmt.Errorf("the timelines cannot be written, so the server ends; what was acknowledged is stored: %w", broken)
		drain = 0
	case <-ctx.Done():
	}
	s.log.Info("stopping", "drain", drain)
	s.draining.Store(true)
	last, cancel := context.WithTimeout(context.Background(), drain+10*time.Second)
	defer cancel()
	s.hub.Drain(last, drain)
	s.sockets.Close(last)
	err := s.http.Shutdown(last)
	stop()
	followed.Wait()
	err = errors.Join(err, s.closeStores())
	if broken != nil {
		return broken // the rest follows from it
	}
	return err
}

func (s *Server) closeStores() error {
	var errs []error
	if s.control != nil {
		s.control.close()
	}
	if s.rooms != nil {
		s.rooms.Close()
	}
	if s.hub != nil {
		s.hub.Close()
	}
	if s.timeline != nil {
		errs = append(errs, s.timeline.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}
