package app

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/teahouse-chat/teahouse/server/internal/config"
	"github.com/teahouse-chat/teahouse/wire/webhook"
)

// Webhook says where an application is asked and told what happens.
type Webhook struct {
	URL          string // "" = nowhere
	Token        string // signs requests; "" = they are not signed
	Events       Events
	TimeoutMS    int
	Concurrency  int    // questions under way at a time
	C2CFailure   string // allow or refuse
	GroupFailure string
	KeepHours    int // how long what could not be told is tried again
}

// Wants tells whether the application is asked, or told, by a webhook.
func (w *Webhook) Wants(command string) bool { return w.URL != "" && w.Events.names[command] }

// WantsAny tells whether the application wants any webhook.
func (w *Webhook) WantsAny() bool { return w.URL != "" && len(w.Events.names) > 0 }

// Events are the webhooks that are switched on.
type Events struct {
	text  string
	names map[string]bool
}

// parseEvents reads a list of commands; "all" and the likes of "Group.*" stand for
// several.
func parseEvents(text string) (Events, error) {
	e := Events{text: text, names: map[string]bool{}}
	for _, item := range items(text) {
		prefix, wide := strings.CutSuffix(item, "*")
		found := false
		for _, s := range webhook.All() {
			if item == "all" || s.Name == item || wide && prefix != "" && strings.HasPrefix(s.Name, prefix) {
				e.names[s.Name], found = true, true
			}
		}
		if !found {
			return e, fmt.Errorf("no webhook is called %q; did you mean %q?", item,
				config.Nearest(item, webhook.All(), func(s webhook.Spec) string { return s.Name }))
		}
	}
	return e, nil
}

var webhookRows = []Row{
	{"webhook_url", "where the application's server is asked and told what happens, http://... or https://...; empty = nowhere", "",
		func(s *Settings, value string) error {
			if err := checkWebhookURL(value); err != nil {
				return err
			}
			s.Webhook.URL = value
			return nil
		}, func(s *Settings) string { return s.Webhook.URL }},
	{"webhook_events", "webhooks that are switched on: a list of commands; all, and the likes of Group.*, stand for several", "",
		func(s *Settings, value string) (err error) {
			s.Webhook.Events, err = parseEvents(value)
			return err
		}, func(s *Settings) string { return s.Webhook.Events.text }},
	{"webhook_token", "signs the requests of webhooks; empty = they are not signed", "",
		func(s *Settings, value string) error {
			if len(value) > 256 {
				return errors.New("want at most 256 bytes")
			}
			s.Webhook.Token = value
			return nil
		}, func(s *Settings) string { return s.Webhook.Token }},
	number("webhook_timeout_ms", "milliseconds that the application's server may take to answer a webhook",
		2000, 50, 10_000, func(s *Settings) *int { return &s.Webhook.TimeoutMS }),
	number("webhook_concurrency", "questions that are put to the application's server at a time; more wait, within the time to answer",
		200, 1, 10_000, func(s *Settings) *int { return &s.Webhook.Concurrency }),
	choice("webhook_c2c_failure", "what becomes of a one-to-one message when the application's server does not answer: allow = it is sent, refuse = its sender gets 80003",
		func(s *Settings) *string { return &s.Webhook.C2CFailure }, "allow", "refuse"),
	choice("webhook_group_failure", "likewise of what is asked of groups: allow, refuse",
		func(s *Settings) *string { return &s.Webhook.GroupFailure }, "allow", "refuse"),
	number("webhook_keep_hours", "hours that what the application's server could not be told is tried again; then it is put aside for `teahouse webhook`",
		24, 1, 144, func(s *Settings) *int { return &s.Webhook.KeepHours }),
}

func checkWebhookURL(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || !slices.Contains([]string{"http", "https"}, u.Scheme) || u.Hostname() == "":
		return errors.New("want http://host/... or https://host/...")
	case u.User != nil || u.Fragment != "":
		return errors.New("want an address without a password and without #")
	case len(text) > 1000:
		return errors.New("want at most 1000 bytes")
	}
	return nil
}
