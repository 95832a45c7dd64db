// Package message owns one-to-one messages: sending, history, the sync of
// clients, reading, recalling and changing them, and what clients are told of it.
package message

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"

	"github.com/teahouse-chat/teahouse/server/internal/account"
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/deliver"
	"github.com/teahouse-chat/teahouse/server/internal/event"
	"github.com/teahouse-chat/teahouse/server/internal/extra"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/moderation"
	"github.com/teahouse-chat/teahouse/server/internal/profile"
	"github.com/teahouse-chat/teahouse/server/internal/timeline"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	"github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/longmsg"
	"github.com/teahouse-chat/teahouse/wire/msgext"
	"github.com/teahouse-chat/teahouse/wire/openim"
	"github.com/teahouse-chat/teahouse/wire/robot"
	"github.com/teahouse-chat/teahouse/wire/stream"
)

// Service is the room of one-to-one messages.
type Service struct {
	log      *timeline.Log
	accounts *account.Service
	profiles *profile.Service
	hub      *deliver.Hub
	opts     Options
	absences absences
	extras   *extra.Extras
	logins   logins
}

// Options are what other packages have to say about one-to-one messages. What is
// nil says nothing.
type Options struct {
	Log *slog.Logger

	// Moderation says who is muted everywhere and which words are not said; nil: nobody
	// and none.
	Moderation *moderation.Service
	// MayWrite returns nil if from may write to to, and openim.ErrBlocked or a
	// like error if not; asked for what clients send.
	MayWrite func(ctx context.Context, a *app.App, from, to id.Account) error
	// IsRobot tells whether an account is a valid robot of its application; nil: none is.
	IsRobot func(ctx context.Context, a id.Account) (bool, error)
	// Hooks asks and tells the application; nil: nobody.
	Hooks *webhook.Hooks
	// Robots returns those of names that are robots of an application.
	Robots func(ctx context.Context, app uint32, names []string) ([]string, error)
	// Discards tells whether owner wants no messages of peer while online. It
	// is asked for every message and must answer from memory.
	Discards func(owner, peer id.Account) bool
	// Merged returns stored notices that are kept once for many accounts (such as
	// mentions of all members) and concern this one, since a time in milliseconds,
	// as event objects of pushes.
	Merged func(ctx context.Context, a id.Account, since int64) ([]json.RawMessage, error)
	// CatchUp brings an account's conversations messages that are kept once for many;
	// nil: there are none. It is asked before an application reads them.
	CatchUp func(ctx context.Context, a id.Account) error
	// Pushed returns messages that are kept once for many accounts and that this one
	// was shown since a time in milliseconds.
	Pushed func(ctx context.Context, a id.Account, since int64) ([]timeline.Message, error)
}

// New returns the service and subscribes it to what it tells clients of.
func New(log *timeline.Log, accounts *account.Service, profiles *profile.Service, hub *deliver.Hub, events *event.Hub, o Options) *Service {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &Service{log: log, accounts: accounts, profiles: profiles, hub: hub, opts: o, extras: extra.New(log)}
	s.subscribe(events)
	if o.Hooks != nil {
		o.Hooks.OnEntries(id.OneToOne, s.toldOf)
	}
	return s
}

// Register adds the commands.
func (s *Service) Register(r *api.Registry) {
	api.Handle(r, openim.SendMsg, api.Admin|api.User, s.sendMsg)
	api.Handle(r, openim.BatchSendMsg, api.Admin, s.batchSendMsg)
	api.Handle(r, stream.SendC2CStreamMsg, api.Admin, s.sendC2CStreamMsg)
	api.Handle(r, robot.SendStreamMsg, api.Admin, s.sendStreamMsg)
	api.Handle(r, openim.ImportMsg, api.Admin, s.importMsg)

	api.Handle(r, openim.GetMsg, api.User, s.getMsg)
	api.Handle(r, openim.GetRoamMsg, api.User, s.getRoamMsg)
	api.Handle(r, openim.AdminGetRoamMsg, api.Admin, s.adminGetRoamMsg)
	api.Handle(r, openim.DeleteC2CMsgRamble, api.Admin|api.User, s.deleteC2CMsgRamble)
	api.Handle(r, openim.DeleteMsg, api.User, s.deleteMsg)

	api.Handle(r, openim.MsgReaded, api.User, s.msgReaded)
	api.Handle(r, openim.AdminSetMsgRead, api.Admin, s.adminSetMsgRead)
	api.Handle(r, openim.GetPeerReadTime, api.User, s.getPeerReadTime)
	api.Handle(r, openim.GetC2CUnreadMsgNum, api.Admin, s.getC2CUnreadMsgNum)
	api.Handle(r, openim.C2CMsgReadReceipt, api.Admin|api.User, s.c2cMsgReadReceipt)

	api.Handle(r, openim.MsgWithdraw, api.User, s.msgWithdraw)
	api.Handle(r, openim.AdminMsgWithdraw, api.Admin, s.adminMsgWithdraw)
	api.Handle(r, openim.ModifyC2CMsg, api.Admin, s.modifyC2CMsg)
	api.Handle(r, openim.ModifyC2CMsgClient, api.User, s.modifyC2CMsgClient)

	api.Handle(r, longmsg.SaveRelayJSONMsg, api.User, s.saveRelayJSONMsg)
	api.Handle(r, longmsg.GetRelayJSONMsg, api.User, s.getRelayJSONMsg)

	api.Handle(r, msgext.SetKeyValues, api.Admin|api.User, s.setKeyValues)
	api.Handle(r, msgext.GetKeyValues, api.Admin|api.User, s.getKeyValues)
	api.Handle(r, msgext.ReactionAdd, api.User, s.reactionAdd)
	api.Handle(r, msgext.ReactionDel, api.User, s.reactionDel)
	api.Handle(r, msgext.ReactionMultiStat, api.User, s.reactionMultiStat)
	api.Handle(r, msgext.ReactionIterate, api.User, s.reactionIterate)
}

// speaker returns whom the request speaks for: the account called name, or the
// caller's own if name is empty.
func (s *Service) speaker(ctx context.Context, c *api.Caller, name string) (id.Account, error) {
	name, err := c.ActAs(name)
	if err != nil {
		return id.Account{}, err
	}
	if name == c.Account.Name && c.Account.ID != 0 {
		return c.Account, nil
	}
	return s.named(ctx, c, name, openim.ErrNoSender)
}

// peer returns the other account of a request; one that does not exist is told
// to a client and over REST with different numbers.
func (s *Service) peer(ctx context.Context, c *api.Caller, name string) (id.Account, error) {
	missing := openim.ErrNotThere
	if c.Door == api.WebSocket {
		missing = openim.ErrUnknownPeer
	}
	return s.named(ctx, c, name, missing)
}

func (s *Service) named(ctx context.Context, c *api.Caller, name string, missing *wire.Error) (id.Account, error) {
	a, err := s.accounts.Lookup(ctx, c.App.ID, name)
	if errors.Is(err, wire.ErrNoSuchAccount) {
		return a, missing.With("%q", name)
	}
	return a, err
}

// pairOf returns both accounts of a message, and their conversation.
func (s *Service) pairOf(ctx context.Context, c *api.Caller, from, to string) (sender, receiver id.Account, conv id.Conv, err error) {
	if sender, err = s.named(ctx, c, from, openim.ErrNoSender); err != nil {
		return sender, receiver, conv, err
	}
	if receiver, err = s.peer(ctx, c, to); err != nil {
		return sender, receiver, conv, err
	}
	return sender, receiver, id.Pair(c.App.ID, sender.ID, receiver.ID), nil
}

func pos(k openim.Key) timeline.Pos {
	return timeline.Pos{Time: k.Time, Seq: uint64(k.Seq), Random: k.Random}
}
