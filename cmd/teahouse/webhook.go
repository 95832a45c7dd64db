package main

type webhookCmd struct {
	List   webhookListCmd   `cmd:"" help:"List events that an application's server could not be told."`
	Replay webhookReplayCmd `cmd:"" help:"Have them told again by the running server, or the next one."`
}
