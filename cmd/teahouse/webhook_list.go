package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/teahouse-chat/teahouse/server"
)

type webhookListCmd struct {
	recordsFlags
	ID    uint32 `arg:"" name:"sdkappid" help:"SDKAppID."`
	Limit int    `default:"100" env:"TEAHOUSE_WEBHOOK_LIMIT" help:"Most events, the oldest first."`
}

// Run lists what was put aside; with --json also the bodies.
func (c *webhookListCmd) Run(out io.Writer) error {
	ctx := context.Background()
	records, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer records.Close()
	letters, err := records.Letters(ctx, c.ID, c.Limit)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(out, append([]server.Letter{}, letters...))
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tHAPPENED\tWEBHOOK\tTRIES\tWHY")
	for _, l := range letters {
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n", l.ID, l.Happened.UTC().Format(time.DateTime), l.Command, l.Tries, l.Why)
	}
	return table.Flush()
}
