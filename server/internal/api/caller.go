package api

import (
	"net/http"
	"net/netip"

	"github.com/teahouse-chat/teahouse/server/internal/app"
	"github.com/teahouse-chat/teahouse/server/internal/id"
	"github.com/teahouse-chat/teahouse/wire"
)

// Door is the way a request came in.
type Door uint8

// The doors.
const (
	REST Door = iota
	WebSocket

	doors // how many there are
)

// String returns the door's name as metrics show it.
func (d Door) String() string { return [...]string{"rest", "websocket"}[d] }

// Session is a connected client as commands see it. Its concrete type belongs
// to package deliver.
type Session interface {
	// InstanceID is the URL's instanceid: the same across reconnects.
	InstanceID() string
}

// Head is what a client says about itself with each frame.
type Head struct {
	Command    string // servcmd
	Identifier string
	UserSig    string
	A2         string
	TinyID     string
	Platform   int    // of the URL
	Instance   string // instanceid of the URL
	// Base is where the client reached the server: scheme, host and the path in front
	// of the door's; "" if that is not known.
	Base string
	// IP is where the request came from, as far as the server sees.
	IP netip.Addr
}

// Caller is whom a command runs for. It is made per request by the door;
// nothing about the caller hides in a context.
type Caller struct {
	App     *app.App
	Account id.Account // Name "" for a guest; ID 0 until the account exists
	Admin   bool       // an App admin over REST
	Door    Door
	Head    Head
	Session Session // nil over REST
	// Instance is the InstId that the session logged in as: 0 over REST and
	// before login.
	Instance uint64
	// Later, of commands that are HeldBack, gives the client its answer as Envelope
	// makes it. A handler that will call it, once, returns Held.
	Later func(answer []byte)
}

func (c *Caller) appID() uint32 {
	if c.App == nil {
		return 0
	}
	return c.App.ID
}

// ActAs answers in whose name a request is carried out: the named account, or
// the caller's own if name is empty. Over REST an admin may name anyone; a user
// may name only himself.
func (c *Caller) ActAs(name string) (string, error) {
	if name == "" || name == c.Account.Name {
		return c.Account.Name, nil
	}
	if !c.Admin {
		return "", wire.ErrNotAllowed.With("%q", name)
	}
	return name, nil
}

// Address returns where a request came from.
func Address(r *http.Request) netip.Addr {
	at, _ := netip.ParseAddrPort(r.RemoteAddr)
	return at.Addr().Unmap()
}
