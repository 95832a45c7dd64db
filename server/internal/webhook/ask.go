package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server/internal/api"
	"github.com/teahouse-chat/teahouse/server/internal/app"
	base "github.com/teahouse-chat/teahouse/wire"
	"github.com/teahouse-chat/teahouse/wire/group"
	"github.com/teahouse-chat/teahouse/wire/openim"
	wire "github.com/teahouse-chat/teahouse/wire/webhook"
)

// ErrDropped says that the application wants a message dropped: its sender is
// answered as if it had been sent.
var ErrDropped = errors.New("the application drops it")

// family are webhooks that are answered alike.
type family struct {
	prefix   string
	refused  *base.Error // for ErrorCode 1; nil: 1 is no answer
	drops    bool        // 2 drops
	own      [2]int      // codes that the caller gets
	failed   *base.Error // for the caller, where failures refuse
	onFailed func(w *app.Webhook) string
}

var families = []family{
	{prefix: "C2C.", refused: openim.ErrRefused, drops: true, own: [2]int{120001, 130000}, failed: openim.ErrNoAnswer,
		onFailed: func(w *app.Webhook) string { return w.C2CFailure }},
	{prefix: "Group.", refused: group.ErrRefused, drops: true, own: [2]int{10100, 10200}, failed: group.ErrNoAnswer,
		onFailed: func(w *app.Webhook) string { return w.GroupFailure }},
	{prefix: "OfficialAccount.", refused: group.ErrRefused, drops: true, own: [2]int{10100, 10200}, failed: group.ErrNoAnswer,
		onFailed: func(w *app.Webhook) string { return w.GroupFailure }},
	{prefix: "Sns."}, // answers for each item; a failure always allows
}

func familyOf(command string) *family {
	for i := range families {
		if strings.HasPrefix(command, families[i].prefix) {
			return &families[i]
		}
	}
	panic("webhook: " + command + " is asked and in no family")
}

// Ask asks the application before something happens. body is called only if it wants
// to be asked. The answer is nil if there is none and what it is about goes on: the
// webhook is off, or it failed and failures allow. Errors: what the caller is to get
// where it is refused, and ErrDropped.
func Ask[B, A any](ctx context.Context, h *Hooks, c *api.Caller, w wire.Before[B, A], body func() *B) (*A, error) {
	if !h.Wants(c.App, w) {
		return nil, nil
	}
	answer := new(A)
	err := h.ask(ctx, c, w.String(), body(), answer)
	var failed *failure
	if errors.As(err, &failed) {
		h.Log.Debug("webhook failed", "app", c.App.ID, "webhook", w.String(), "error", failed)
		f := familyOf(w.String())
		if f.onFailed == nil || f.onFailed(&c.App.Settings.Webhook) == "allow" {
			return nil, nil
		}
		return nil, f.failed.Because(failed)
	}
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func (h *Hooks) ask(ctx context.Context, c *api.Caller, command string, body, answer any) error {
	now := time.Now()
	raw, err := encode(command, now, body)
	if err != nil {
		return err
	}
	l, by := h.lineOf(c.App.ID), By(c)
	pass, trial := l.breaker.allows(now)
	if !pass {
		h.stats.rested.Add(1)
		return &failure{"the application's server did not answer before", false}
	}
	got, err := h.inTurn(ctx, l, &request{app: c.App, command: command, id: newID(), ip: by.IP, platform: by.Platform, body: raw}, now)
	var failed *failure
	if gone := err != nil && !errors.As(err, &failed); !gone || trial { // a caller that went away says nothing
		l.breaker.ended(err == nil || !gone && failed.answered, trial, time.Now())
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(got, answer); err != nil {
		return &failure{"the answer is not the JSON that it should be: " + err.Error(), true}
	}
	if v, ok := answer.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			return &failure{"the answer is not valid: " + err.Error(), true}
		}
	}
	return familyOf(command).read(answer.(interface{ Outcome() *wire.Answer }).Outcome())
}

// inTurn makes a call when one of the application's places is free; waiting counts.
func (h *Hooks) inTurn(ctx context.Context, l *line, r *request, began time.Time) ([]byte, error) {
	within, cancel := context.WithDeadline(ctx, began.Add(r.limit()))
	defer cancel()
	slots := l.places(r.app.Settings.Webhook.Concurrency)
	select {
	case slots <- struct{}{}:
	default:
		select {
		case slots <- struct{}{}:
		case <-within.Done():
			if errors.Is(within.Err(), context.Canceled) {
				return nil, within.Err()
			}
			return nil, &failure{"as many questions as may be wait for the application's server", false}
		}
	}
	defer func() { <-slots }()
	return h.post(within, r)
}

// read turns the code of an answer into what the caller gets.
func (f *family) read(a *wire.Answer) error {
	switch code := a.ErrorCode; {
	case code == 0 && a.ActionStatus == "OK":
		return nil
	case code == 1 && f.refused != nil:
		if a.ErrorInfo != "" {
			return f.refused.With("%s", a.ErrorInfo)
		}
		return f.refused
	case code == 2 && f.drops:
		return ErrDropped
	case code != 0 && code >= f.own[0] && code <= f.own[1]:
		return base.NewError(code, Cut(a.ErrorInfo))
	}
	return &failure{fmt.Sprintf("the answer is %s %d %.100q", a.ActionStatus, a.ErrorCode, a.ErrorInfo), true}
}

// maxInfo is the most bytes of a text that goes on to a caller.
const maxInfo = 1000

// Cut shortens a text of an application's server to what goes on to a caller.
func Cut(text string) string {
	if len(text) <= maxInfo {
		return text
	}
	return strings.ToValidUTF8(text[:maxInfo], "")
}
