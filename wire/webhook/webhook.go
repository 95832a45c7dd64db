// Package webhook is the vocabulary of webhooks: what an application's server is
// asked before something happens, and what it is told afterwards. Each has a
// variable, declared beside the type of its body, that ties both to the command word.
//
// A request is an HTTP POST of the body to the application's URL, with the query
// SdkAppid, CallbackCommand, contenttype, ClientIP, OptPlatform, RequestId and, where
// the application has a token, RequestTime and Sign. RequestId is the same for each
// attempt to deliver the same event: who counts events keeps those it has seen.
package webhook

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"strconv"
)

// Before is a webhook that is asked, with body B, and answers with A.
type Before[B, A any] struct{ spec *Spec } // a pointer: as an interface it costs nothing

// String returns the CallbackCommand.
func (w Before[B, A]) String() string { return w.spec.Name }

// After is a webhook that is told, with body B. It answers with Answer, which is not
// looked at.
type After[B any] struct{ spec *Spec }

// String returns the CallbackCommand.
func (w After[B]) String() string { return w.spec.Name }

// Spec is a webhook without its types.
type Spec struct {
	Name         string       // CallbackCommand
	Body, Answer reflect.Type // Answer is nil of one that is told
}

var all []Spec

// All lists the webhooks, by the names of their files.
func All() []Spec { return all }

func before[B, A any](name string) Before[B, A] {
	s := Spec{name, reflect.TypeFor[B](), reflect.TypeFor[A]()}
	all = append(all, s)
	return Before[B, A]{&s}
}

func after[B any](name string) After[B] {
	s := Spec{name, reflect.TypeFor[B](), nil}
	all = append(all, s)
	return After[B]{&s}
}

// Head begins each body.
type Head struct {
	CallbackCommand string `json:"CallbackCommand"`
	EventTime       int64  `json:"EventTime"` // milliseconds
}

// SetHead fills it in.
func (h *Head) SetHead(command string, at int64) { h.CallbackCommand, h.EventTime = command, at }

// Sign is what the query's Sign has to be: lower-case hex of SHA-256 over the
// application's token followed by RequestTime, in seconds. A receiver compares, and
// refuses a RequestTime that is more than a minute off.
func Sign(token string, requestTime int64) string {
	sum := sha256.Sum256([]byte(token + strconv.FormatInt(requestTime, 10)))
	return hex.EncodeToString(sum[:])
}
