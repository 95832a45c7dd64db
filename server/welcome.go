package server

import (
	"fmt"
	"net"
	"strings"
)

// Welcome is what an operator wants to know when a server has started: how to
// reach it, and the oldest application.
type Welcome struct {
	App    App
	Made   bool   // the store was empty and App was made just now
	Addr   string // what the server listens on, host:port
	URL    string // http or https, with the host that this machine reaches it by; no slash at the end
	Socket string // the same with ws or wss
	Try    string // link to the page to try things out; "" while the application has it switched off
}

// newWelcome makes the addresses from where the server listens. ticket is what
// the page to try things out wants; "" for none.
func newWelcome(first App, made bool, addr net.Addr, tls bool, ticket string) Welcome {
	w := Welcome{App: first, Made: made, Addr: addr.String()}
	host, port, err := net.SplitHostPort(w.Addr)
	if err != nil {
		host, port = w.Addr, ""
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	secure := ""
	if tls {
		secure = "s"
	}
	at := net.JoinHostPort(host, port)
	w.URL, w.Socket = "http"+secure+"://"+at, "ws"+secure+"://"+at
	if ticket != "" {
		w.Try = w.URL + "/try/#" + ticket
	}
	return w
}

// SDK returns the line of JavaScript that connects the web SDK.
func (w Welcome) SDK() string {
	return fmt.Sprintf("TencentCloudChat.create({SDKAppID: %d, proxyServer: '%s'})", w.App.SDKAppID, w.Socket)
}

// String returns what `teahouse serve` prints. The key is in it only when the
// application was made just now, so that it does not fill logs.
func (w Welcome) String() string {
	var b strings.Builder
	row := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "  %-10s %s\n", name, fmt.Sprintf(format, args...))
	}
	fmt.Fprintf(&b, "Teahouse listens on %s\n\n", w.Addr)
	row("SDKAppID", "%d", w.App.SDKAppID)
	if w.Made {
		row("Key", "%s", w.App.Key)
	} else {
		row("Key", "see: teahouse app show %d", w.App.SDKAppID)
	}
	row("Admin", "%s", strings.Join(w.App.Admins, ", "))
	row("REST API", "%s/v4/", w.URL)
	row("WebSocket", "%s", w.Socket)
	row("Web SDK", "%s", w.SDK())
	if w.Try != "" {
		row("Try it", "%s  (open it in two tabs)", w.Try)
	}
	return b.String()
}
