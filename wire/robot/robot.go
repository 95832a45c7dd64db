// Package robot is the vocabulary of robots: accounts that answer for an application.
package robot

import "github.com/teahouse-chat/teahouse/wire"

// MaxRobots is how many robots an application may have.
const MaxRobots = 20

// Errors of robots.
var (
	ErrParameter  = wire.NewError(10004, "bad parameter")
	ErrNotAllowed = wire.NewError(10008, "the request is not allowed")
)
