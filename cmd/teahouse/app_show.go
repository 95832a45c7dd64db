package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/teahouse-chat/teahouse/server"
)

type appShowCmd struct {
	recordsFlags
	ID uint32 `arg:"" name:"sdkappid" help:"SDKAppID."`
}

// Run shows one application.
func (c *appShowCmd) Run(out io.Writer) error {
	records, err := c.open(context.Background(), false)
	if err != nil {
		return err
	}
	defer records.Close()
	a, err := records.App(c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(out, printable(a))
	}
	return showApp(out, a)
}

func showApp(out io.Writer, a server.App) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "SDKAppID\t%d\nName\t%s\nKey\t%s\nAdmins\t%s\nCreated\t%s UTC\n",
		a.SDKAppID, a.Name, a.Key, strings.Join(a.Admins, ", "), a.Created.UTC().Format(time.DateTime))
	if a.Disabled {
		fmt.Fprintln(table, "Disabled\tyes")
	}
	return table.Flush()
}
