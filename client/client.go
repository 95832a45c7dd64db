// Package client is the Go SDK: connections to a Teahouse server, typed calls of
// any command over them, and the events that a user gets.
//
// A backend uses a REST connection and acts as an App admin; a bot or a test is
// a user and dials a WebSocket:
//
//	api := &client.REST{URL: "http://127.0.0.1:8080", App: app, Key: key}
//	user, err := client.Dial(ctx, "ws://127.0.0.1:8080", client.Options{App: app, User: "alice", UserSig: sig})
//
// Both are a Conn, so every command of package wire is called in the same way:
//
//	resp, err := client.Call(ctx, api, group.CreateGroup, &group.CreateGroupRequest{Type: group.Public, Name: "raid"})
//
// # Errors
//
// Refusals of the server are *wire.Error and compare by number with errors.Is.
// Any other error of a call says that there was no answer. A Client that is over
// gives its Err to every call.
//
// # Events
//
// Client.Events tells every stored message once and in order, over cuts and
// restarts; what it promises in full stands there.
//
// # Concurrency and memory
//
// Calls may be made by any number of goroutines. One goroutine at a time loops
// over Events. A Client has three goroutines and waits for nobody who is slow:
// at most Options.Backlog pushes and 32 MiB of them are kept, and beside them a few
// numbers for each conversation and the keys of the last 4,096 messages.
//
// Times on the wire are in seconds unless a field says otherwise.
package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/teahouse-chat/teahouse/wire"
)

// Conn is a connection that carries commands: a *REST or a *Client.
type Conn interface {
	// Do sends a command, "service.command", with a JSON object as its body,
	// and returns the body of the answer. An ErrorCode other than 0 is a
	// *wire.Error; the body is then returned as well.
	Do(ctx context.Context, command string, body []byte) ([]byte, error)
}

// Call runs a command. The server's refusal is a *wire.Error; some come together
// with a response, such as the current message beside a version conflict, so the
// response is not nil whenever the server answered. Any other error says that
// there was no answer, and then it is not known whether the command ran: send a
// message again with the same keys, and it is still sent once.
func Call[Req, Resp any](ctx context.Context, conn Conn, cmd wire.Command[Req, Resp], req *Req) (*Resp, error) {
	body, err := json.Marshal(req)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", cmd, err)
	}
	answer, err := conn.Do(ctx, cmd.String(), body)
	var refused *wire.Error
	if err != nil && !errors.As(err, &refused) {
		return nil, fmt.Errorf("%s: %w", cmd, err)
	}
	resp := new(Resp)
	if e := json.Unmarshal(answer, resp); e != nil && err == nil {
		return nil, fmt.Errorf("%s: answer cannot be read: %w", cmd, e)
	}
	return resp, err
}

// ErrClosed is what calls give after Close or Logout.
var ErrClosed = errors.New("client: closed")

// errorOf returns the failure that an answer's body states, or nil.
func errorOf(body []byte) (*wire.Error, error) {
	var status struct {
		ErrorCode int
		ErrorInfo string
	}
	if err := json.Unmarshal(body, &status); err != nil {
		return nil, fmt.Errorf("not an answer of this protocol: %.80q", body)
	}
	if status.ErrorCode == 0 {
		return nil, nil
	}
	return wire.NewError(status.ErrorCode, status.ErrorInfo), nil
}
