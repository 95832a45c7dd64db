//go:build !linux

package ws

import "net"

// pollers is empty where sockets are served by a goroutine each.
type pollers struct{}

func (*pollers) open() error                     { return nil }
func (*pollers) conn(*net.TCPConn, *socket) conn { return nil }
func (*pollers) close()                          {}
