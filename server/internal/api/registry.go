// Package api owns the registry of commands: it decodes, checks and runs a
// command for a caller, whichever door the caller came through. Permission,
// rate, logging, metrics and panics are dealt with here, so that no handler
// mentions them.
package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	json "github.com/go-json-experiment/json/v1"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/teahouse-chat/teahouse/wire"
)

// Who says who may call a command. REST callers are always App admins; over the
// WebSocket a caller is a user (an admin may log in there too) or a guest.
type Who uint8

// The callers a command may allow; combine them with |.
const (
	Admin Who = 1 << iota // an App admin over REST
	User                  // a logged-in client
	Guest                 // a client that is not logged in
)

// Handler runs a command. It may return a response together with an error; the
// door then joins both.
type Handler[Req, Resp any] func(ctx context.Context, c *Caller, req *Req) (*Resp, error)

// Option changes how one command is run.
type Option func(*entry)

// PerSecond sets how many calls of the command an application may make over
// REST in a second, where that differs from the setting rest_rate.
func PerSecond(n int) Option { return func(e *entry) { e.perSecond = n } }

// Beside says that the command may take long, such as a held poll: it does not
// hold up later frames of its session.
func Beside() Option { return func(e *entry) { e.beside = true } }

// HeldBack says that the handler may answer later, by Caller.Later: nothing but the
// request waits meanwhile.
func HeldBack() Option { return func(e *entry) { e.held = true } }

// Held is what a handler returns that answers later.
var Held = errors.New("api: the answer comes later")

type entry struct {
	spec      wire.Spec
	who       Who
	perSecond int
	beside    bool
	held      bool
	well      [doors]atomic.Pointer[prometheus.Counter]
	run       func(ctx context.Context, c *Caller, body []byte) (any, error)
}

// Registry holds the commands of both doors.
type Registry struct {
	log      *slog.Logger
	both     map[string]*entry
	client   map[string]*entry
	rates    rates
	counters counters
}

// NewRegistry returns an empty registry.
func NewRegistry(log *slog.Logger) *Registry {
	return &Registry{log: log, both: map[string]*entry{}, client: map[string]*entry{}, counters: newCounters()}
}

// Handle adds a command with its handler. A name that is registered twice for
// the same door panics: it is a mistake in the program.
func Handle[Req, Resp any](r *Registry, cmd wire.Command[Req, Resp], who Who, h Handler[Req, Resp], opts ...Option) {
	spec := cmd.Spec()
	e := &entry{spec: spec, who: who}
	for _, o := range opts {
		o(e)
	}
	bad := wire.Service(spec.Service()).BadParameter
	e.run = func(ctx context.Context, c *Caller, body []byte) (any, error) {
		req := new(Req)
		if err := decode(body, req, bad); err != nil {
			return nil, err
		}
		resp, err := h(ctx, c, req)
		if resp == nil {
			return nil, err // not a typed nil in an interface
		}
		return resp, err
	}
	table := r.both
	if spec.ClientOnly {
		table = r.client
	}
	for _, name := range spec.Names() {
		if table[name] != nil {
			panic("api: " + name + " is registered twice")
		}
		table[name] = e
	}
}

// maxDepth is how deep objects and lists may be nested: merged messages have a
// hundred layers of some five levels each. What is stored comes back inside
// further levels, and receivers' parsers have limits of their own.
const maxDepth = 1000

func decode(body []byte, req any, bad *wire.Error) error {
	if isEmptyList(body) {
		body = []byte("{}")
	}
	switch {
	case !isObject(body):
		return wire.ErrBadJSON
	case !utf8.Valid(body): // raw parts reach clients as they are
		return wire.ErrBadJSON.With("it is not UTF-8")
	case tooDeep(body):
		return wire.ErrBadJSON.With("it is nested more than %d deep", maxDepth)
	}
	if err := unmarshal(body, req); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			field := withoutIndexes(wrong.Field)
			if strings.HasSuffix(strings.ToLower(field), "_account") { // as the client wrote it
				return wire.ErrAccountType.With("%s is a %s", field, wrong.Value)
			}
			return bad.With("%s has the wrong type: %s", field, wrong.Value)
		}
		var own *wire.Error
		if errors.As(err, &own) {
			return own
		}
		return wire.ErrBadJSON.With("%v", err)
	}
	if bytes.Contains(body, []byte(`\u0000`)) && hasNUL(reflect.ValueOf(req)) {
		return bad.With("U+0000 is not allowed")
	}
	if v, ok := req.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

// withoutIndexes is the path of a field without the places in lists on its way:
// To_Account for To_Account.0.
func withoutIndexes(path string) string {
	names := slices.DeleteFunc(strings.Split(path, "."), func(name string) bool {
		return strings.Trim(name, "0123456789") == ""
	})
	return strings.Join(names, ".")
}

func isObject(body []byte) bool {
	trimmed := bytes.TrimSpace(body)
	return len(trimmed) > 0 && trimmed[0] == '{'
}

// tooDeep tells whether a JSON document is nested deeper than it may be.
func tooDeep(doc []byte) bool {
	if len(doc) <= 2*maxDepth { // each level takes two bytes
		return false
	}
	depth, quoted := 0, false
	for i := 0; i < len(doc); i++ {
		switch c := doc[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}

// Do runs the command called name with a JSON body. The response is nil or a
// pointer to the command's response; it may come together with an error. An
// error is a *wire.Error that is safe to show; anything else that went wrong
// was logged here and became the service's internal error. Do never panics.
func (r *Registry) Do(ctx context.Context, c *Caller, name string, body []byte) (resp any, err error) {
	e := r.find(c.Door, name)
	if e == nil {
		r.counters.unknown(c.Door)
		if c.Door == REST {
			return nil, wire.ErrNoSuchCommand.With("%q", name)
		}
		return nil, wire.ErrUnknownClient.With("%q", name)
	}
	start := time.Now()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		err = r.shown(c, e, err)
		r.counters.called(c.Door, e, err, time.Since(start))
	}()
	if err := r.permit(c, e); err != nil {
		return nil, err
	}
	return e.run(ctx, c, body)
}

func (r *Registry) permit(c *Caller, e *entry) error {
	switch {
	case c.App != nil && c.App.Settings.FeaturesOff.Refuses(e.spec.Service(), e.spec.Name):
		return wire.ErrNoFeature
	case c.Door == REST:
		if e.who&Admin == 0 {
			return wire.ErrNoSuchCommand.With("%s is not for REST", e.spec.Name)
		}
		return r.rates.allow(c.App, e)
	case c.Account.Name == "" && e.who&Guest == 0:
		return wire.ErrBadAccount.With("log in first")
	case e.who&(User|Guest) == 0:
		return wire.ErrUnknownClient.With("%s is for REST only", e.spec.Name)
	}
	return nil
}

// shown turns an error into one that may be shown.
func (r *Registry) shown(c *Caller, e *entry, err error) error {
	if err == nil || err == Held {
		return err
	}
	var own *wire.Error
	if errors.As(err, &own) {
		if cause := own.Unwrap(); cause != nil { // a client's mistake: it must not fill the log
			r.log.Debug("command failed", "command", e.spec.Name, "app", c.appID(), "account", c.Account.Name, "code", own.Code, "cause", cause)
		}
		return own
	}
	var told interface{ Told() } // the log has it from elsewhere, once and not for each request
	if errors.Is(err, context.Canceled) || errors.As(err, &told) {
		return wire.Service(e.spec.Service()).Internal
	}
	r.log.Error("command failed", "command", e.spec.Name, "app", c.appID(), "account", c.Account.Name, "error", err)
	return wire.Service(e.spec.Service()).Internal
}

func (r *Registry) find(d Door, name string) *entry {
	if d == WebSocket {
		if e := r.client[name]; e != nil {
			return e
		}
	}
	return r.both[name]
}

// Beside tells whether a client's command runs beside others of its session.
func (r *Registry) Beside(name string) bool {
	e := r.find(WebSocket, name)
	return e != nil && e.beside
}

// HeldBack tells whether a client's command may be answered later.
func (r *Registry) HeldBack(name string) bool {
	e := r.find(WebSocket, name)
	return e != nil && e.held
}

// Listed is one command as the reference shows it.
type Listed struct {
	wire.Spec
	Who       Who
	PerSecond int // calls of an application over REST; 0: as the setting rest_rate has it
}

// Commands lists all commands by name; a client's form follows the common one.
func (r *Registry) Commands() []Listed {
	seen := map[*entry]bool{}
	var all []Listed
	for _, table := range []map[string]*entry{r.both, r.client} {
		for _, e := range table {
			if !seen[e] {
				seen[e] = true
				all = append(all, Listed{e.spec, e.who, e.perSecond})
			}
		}
	}
	slices.SortFunc(all, func(a, b Listed) int {
		if a.Name == b.Name {
			return map[bool]int{true: 1, false: -1}[a.ClientOnly]
		}
		return strings.Compare(a.Name, b.Name)
	})
	return all
}

// hasNUL tells whether a string of the request holds U+0000. Contents of message
// elements are raw and not looked at.
func hasNUL(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return !v.IsNil() && hasNUL(v.Elem())
	case reflect.String:
		return strings.ContainsRune(v.String(), 0)
	case reflect.Struct:
		for i := range v.NumField() {
			if hasNUL(v.Field(i)) {
				return true
			}
		}
	case reflect.Map:
		for at := v.MapRange(); at.Next(); {
			if hasNUL(at.Key()) || hasNUL(at.Value()) {
				return true
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return false
		}
		for i := range v.Len() {
			if hasNUL(v.Index(i)) {
				return true
			}
		}
	}
	return false
}
