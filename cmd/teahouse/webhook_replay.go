package main

import (
	"context"
	"errors"
	"fmt"
	"io"
)

type webhookReplayCmd struct {
	recordsFlags
	ID  uint32   `arg:"" name:"sdkappid" help:"SDKAppID."`
	IDs []string `arg:"" optional:"" name:"id" help:"Events, as webhook list names them."`
	All bool     `env:"TEAHOUSE_WEBHOOK_ALL" help:"All events of the application."`
}

// Run marks events; those that fail again stay, with the reason.
func (c *webhookReplayCmd) Run(out io.Writer) error {
	if c.All == (len(c.IDs) > 0) {
		return errors.New("name events, or give --all")
	}
	ctx := context.Background()
	records, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer records.Close()
	n, err := records.Replay(ctx, c.ID, c.IDs)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(out, map[string]int64{"Events": n})
	}
	_, err = fmt.Fprintf(out, "%d events are told again\n", n)
	return err
}
