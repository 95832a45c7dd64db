package main

type traceCmd struct {
	Message traceMessageCmd `cmd:"" help:"Say what became of the latest messages of a running server."`
}
