package client

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Options say who logs in, and how. App, User and one of UserSig and NewUserSig
// are needed.
type Options struct {
	App  uint32 // SDKAppID
	User string // UserID

	// UserSig is the user's UserSig. When it expires, the client is over with
	// wire.ErrSigExpired.
	UserSig string
	// NewUserSig gives a UserSig for each login instead, so that the client
	// goes on when one expires. A kick is final all the same.
	NewUserSig func(ctx context.Context) (string, error)

	// Platform is the kind of device by the protocol's numbers; it decides which
	// other instances of the user a login displaces. 0 is 7, Web.
	Platform int
	// InstanceID names this client over reconnects, 32 hex digits; "" is a
	// random one. A client with the same one takes an earlier login over.
	InstanceID string
	// Text uses text frames in place of binary ones.
	Text bool

	// NoSync leaves gaps as they are: events are what was pushed, no more.
	NoSync bool
	// Backlog is how many pushes wait for Events, which is also bounded by 32 MiB.
	// More of them are dropped, and the gap is closed when Events gets there: see
	// Missed. 0 is 10,000; below 0 keeps none, for a client that never reads Events.
	Backlog int

	// Ping is how long nothing may be heard before the client pings; 0 is 10 s.
	// A ping has 3 s to be answered.
	Ping time.Duration
	// MaxPause is the longest pause between two attempts to connect; 0 is 5 s.
	MaxPause time.Duration

	TLS *tls.Config // for wss; nil is the usual one
	// NetDial makes connections; nil is a net.Dialer.
	NetDial func(ctx context.Context, network, address string) (net.Conn, error)
}

const (
	firstPause   = 50 * time.Millisecond // between attempts to connect; doubles
	dialTimeout  = 10 * time.Second
	loginTimeout = 15 * time.Second
	pingTimeout  = 3 * time.Second
	writeTimeout = 10 * time.Second
	byeTimeout   = time.Second
	web          = 7 // Platform
	// sdkVersion is what the URL says of this SDK.
	sdkVersion = "teahouse-go-1"
)

// complete checks the options and sets defaults.
func (o *Options) complete() error {
	if o.App == 0 || o.User == "" {
		return errors.New("client: App and User are needed")
	}
	if o.UserSig == "" && o.NewUserSig == nil {
		return errors.New("client: UserSig or NewUserSig is needed")
	}
	if o.InstanceID == "" {
		id := make([]byte, 16)
		rand.Read(id)
		o.InstanceID = hex.EncodeToString(id)
	}
	o.Platform = cmp.Or(o.Platform, web)
	o.Backlog = cmp.Or(o.Backlog, 10_000)
	o.Ping = cmp.Or(o.Ping, 10*time.Second)
	o.MaxPause = cmp.Or(o.MaxPause, 5*time.Second)
	return nil
}

func (o *Options) sig(ctx context.Context) (string, error) {
	if o.NewUserSig == nil {
		return o.UserSig, nil
	}
	sig, err := o.NewUserSig(ctx)
	if err != nil {
		return "", fmt.Errorf("get a UserSig: %w", err)
	}
	return sig, nil
}

// address returns the URL of a new socket.
func (o *Options) address(server string) (string, error) {
	at, err := url.Parse(server)
	if err == nil && strings.HasPrefix(at.Scheme, "http") {
		at.Scheme = "ws" + at.Scheme[len("http"):]
	}
	if err != nil || at.Host == "" || at.Scheme != "ws" && at.Scheme != "wss" {
		return "", fmt.Errorf("client: %q is not ws://host:port", server)
	}
	path := "binfo"
	if o.Text {
		path = "info"
	}
	at = at.JoinPath(path)
	at.RawQuery = url.Values{
		"sdkappid":   {strconv.FormatUint(uint64(o.App), 10)},
		"instanceid": {o.InstanceID},
		"random":     {strconv.FormatFloat(mrand.Float64(), 'f', -1, 64)},
		"platform":   {strconv.Itoa(o.Platform)},
		"host":       {"unknown"},
		"version":    {"-1"},
		"sdkversion": {sdkVersion},
	}.Encode()
	return at.String(), nil
}
