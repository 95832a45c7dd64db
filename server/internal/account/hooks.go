package account

import (
	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/server/internal/webhook"
	hook "github.com/teahouse-chat/teahouse/wire/webhook"
)

// UseHooks sets who tells the application. Call it before the first login.
func (s *Service) UseHooks(h *webhook.Hooks) { s.hooks = h }

// States as webhooks name them. A connection that was silent for too long counts as
// one that broke.
var (
	loggedIn  = hook.StateInfo{Action: "Login", Reason: "Register"}
	loggedOut = hook.StateInfo{Action: "Logout", Reason: "Unregister"}
	cutOff    = hook.StateInfo{Action: "Disconnect", Reason: "LinkClose"}
)

// tellState tells that an account's client came or went, and whom it kicked.
func (s *Service) tellState(a id.Account, by webhook.Origin, what hook.StateInfo, kicked []instance) {
	if s.hooks == nil {
		return
	}
	s.hooks.Soon(webhook.Own(a), webhook.For(s.hooks, a.App, by, hook.StateChange, func() *hook.StateChangeBody {
		what.To = a.Name
		b := &hook.StateChangeBody{Info: what}
		for _, i := range kicked {
			b.KickedDevice = append(b.KickedDevice, hook.Device{Platform: webhook.Platform(i.platform)})
		}
		return b
	}))
}

// TellCustom tells that a user set a custom status.
func (s *Service) TellCustom(c *api.Caller, status string) {
	what := loggedIn
	what.CustomStatus = &status
	s.tellState(c.Account, webhook.By(c), what, nil)
}
