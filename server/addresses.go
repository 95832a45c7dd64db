package server

import (
	"context"
	"net"
	"net/url"
	"time"
)

// lookup is how long the name of the public URL is looked up.
const lookup = 2 * time.Second

// addresses are where clients reach the server: those of its public URL if that has
// any, else those that it listens on.
func addresses(ctx context.Context, publicURL string, listening net.Addr) ([]string, error) {
	if u, err := url.Parse(publicURL); err == nil && u.Hostname() != "" {
		within, cancel := context.WithTimeout(ctx, lookup)
		defer cancel()
		if found, err := net.DefaultResolver.LookupHost(within, u.Hostname()); err == nil {
			return found, nil
		}
	}
	on, ok := listening.(*net.TCPAddr)
	if !ok || !on.IP.IsUnspecified() {
		host, _, err := net.SplitHostPort(listening.String())
		return []string{host}, err
	}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var found []string
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			found = append(found, n.IP.String())
		}
	}
	return found, nil
}
