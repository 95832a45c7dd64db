package server

import (
	"crypto/tls"
	"fmt"
	"math"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"
)

func (s *Server) listen() error {
	l, err := net.Listen("tcp", s.cfg.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen: %w", err)
	}
	l = &bounded{Listener: l, most: maxConnections(), open: func() int { return int(s.open.Load()) + s.sockets.Stats().Sockets }}
	if s.cfg.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(s.cfg.TLSCert, s.cfg.TLSKey)
		if err != nil {
			l.Close()
			return fmt.Errorf("TLS: %w", err)
		}
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12,
			NextProtos: []string{"http/1.1"}}) // WebSockets are upgraded from HTTP/1.1
	}
	s.listener = l
	return nil
}

// maxConnections returns how many connections there may be: what the system
// allows the process in descriptors, less what the stores need. Without a bound
// strangers' connections could keep a store from opening its next file.
func maxConnections() int {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil || limit.Cur > math.MaxInt32 {
		return math.MaxInt32
	}
	files := int(limit.Cur)
	return files - min(files/2, 1200)
}

// bounded takes no more connections while there are as many as there may be. They
// wait in the system's queue, because an SDK that is refused gives up.
type bounded struct {
	net.Listener
	most   int
	open   func() int
	closed atomic.Bool
}

// Accept implements net.Listener.
func (l *bounded) Accept() (net.Conn, error) {
	for l.open() >= l.most && !l.closed.Load() {
		time.Sleep(20 * time.Millisecond)
	}
	return l.Listener.Accept()
}

// Close implements net.Listener.
func (l *bounded) Close() error {
	l.closed.Store(true)
	return l.Listener.Close()
}

// count follows the states of HTTP connections. Those that become sockets are the
// door's from then on.
func (s *Server) count(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.open.Add(1)
	case http.StateHijacked, http.StateClosed:
		s.open.Add(-1)
	}
}
