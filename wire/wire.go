// Package wire is the public vocabulary of Teahouse: commands, message
// elements and errors, as they stand on the wire. Server, Go SDK, apps, tests
// and the reference all use the same values, so they cannot disagree.
//
// Each service word of the protocol has a package of its own below this one.
// All of them depend on the standard library only.
package wire

import (
	"reflect"
	"strings"
)

// Command ties the name of a command, "service.command", to its request and
// response types. It is declared once, beside these types, by Define or
// DefineClient.
type Command[Req, Resp any] struct {
	spec Spec
}

// Spec is what a Command is without its types: for registries, the reference
// and lists of commands.
type Spec struct {
	// Name is "service.command", the last part of the REST path with the slash
	// as a dot, and head.servcmd of a client frame.
	Name string
	// Aliases are further names with the same meaning.
	Aliases []string
	// ClientOnly says that the command exists on the WebSocket door alone.
	ClientOnly bool
	// Request and Response are the struct types of both bodies.
	Request, Response reflect.Type
}

// Service returns the part of the name before the dot.
func (s Spec) Service() string { service, _, _ := strings.Cut(s.Name, "."); return service }

// Word returns the part of the name behind the dot.
func (s Spec) Word() string { _, word, _ := strings.Cut(s.Name, "."); return word }

// Names returns the name and all aliases.
func (s Spec) Names() []string { return append([]string{s.Name}, s.Aliases...) }

// Define declares a command that both doors serve: REST for App admins and the
// WebSocket for clients. The name is "service.command"; aliases have the same
// form.
func Define[Req, Resp any](name string, aliases ...string) Command[Req, Resp] {
	return Command[Req, Resp]{spec[Req, Resp](name, aliases, false)}
}

// DefineClient declares a command, or the client's form of a command, that only
// the WebSocket door serves. There it wins over a Define of the same name.
func DefineClient[Req, Resp any](name string, aliases ...string) Command[Req, Resp] {
	return Command[Req, Resp]{spec[Req, Resp](name, aliases, true)}
}

func spec[Req, Resp any](name string, aliases []string, client bool) Spec {
	for _, n := range append([]string{name}, aliases...) {
		if service, word, ok := strings.Cut(n, "."); !ok || service == "" || word == "" {
			panic("wire: a command's name is service.command, not " + n)
		}
	}
	return Spec{Name: name, Aliases: aliases, ClientOnly: client,
		Request: reflect.TypeFor[Req](), Response: reflect.TypeFor[Resp]()}
}

// Spec returns the command without its types.
func (c Command[Req, Resp]) Spec() Spec { return c.spec }

// String returns the command's name.
func (c Command[Req, Resp]) String() string { return c.spec.Name }

// Empty is the body of requests and responses without fields of their own.
type Empty struct{}
