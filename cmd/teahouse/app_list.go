package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

type appListCmd struct{ recordsFlags }

// Run lists the applications, without their keys.
func (c *appListCmd) Run(out io.Writer) error {
	records, err := c.open(context.Background(), false)
	if err != nil {
		return err
	}
	defer records.Close()
	if c.JSON {
		all := []printedApp{}
		for _, a := range records.Apps() {
			a.Key = ""
			all = append(all, printable(a))
		}
		return printJSON(out, all)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SDKAPPID\tCREATED\tNAME")
	for _, a := range records.Apps() {
		fmt.Fprintf(table, "%d\t%s\t%s\n", a.SDKAppID, a.Created.UTC().Format(time.DateTime), a.Name)
	}
	return table.Flush()
}
