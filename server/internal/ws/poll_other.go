//go:build !linux

package ws

import (
	"net"
	"time"
)

// pollers is empty where sockets are served by a goroutine each.
type pollers struct{}

func (*pollers) open() error                     { return nil }
func (*pollers) conn(*net.TCPConn, *socket) conn { return nil }
func (*pollers) close()                          {}

// acknowledge leaves it to the system how long a client may be gone without a word.
func acknowledge(net.Conn, time.Duration) {}
