package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/teahouse-chat/teahouse/server"
)

type appSettingsCmd struct {
	Get appSettingsGetCmd `cmd:"" help:"List all settings with what they mean."`
	Set appSettingsSetCmd `cmd:"" help:"Change settings; a running server takes them within a second."`
}

type appSettingsGetCmd struct {
	recordsFlags
	ID uint32 `arg:"" name:"sdkappid" help:"SDKAppID."`
}

// Run lists the settings as they are in force.
func (c *appSettingsGetCmd) Run(out io.Writer) error {
	records, err := c.open(context.Background(), false)
	if err != nil {
		return err
	}
	defer records.Close()
	return showSettings(out, records, c.ID, c.JSON)
}

type appSettingsSetCmd struct {
	recordsFlags
	ID     uint32   `arg:"" name:"sdkappid" help:"SDKAppID."`
	Values []string `arg:"" name:"name=value" sep:"none" help:"Settings, such as group_rate=0."`
}

// Run changes all the settings, or none.
func (c *appSettingsSetCmd) Run(out io.Writer) error {
	values := map[string]string{}
	for _, text := range c.Values {
		name, value, ok := strings.Cut(text, "=")
		if !ok {
			return fmt.Errorf("%q is not NAME=VALUE", text)
		}
		if _, twice := values[name]; twice {
			return fmt.Errorf("%s is given twice", name)
		}
		values[name] = value
	}
	ctx := context.Background()
	records, err := c.open(ctx, false)
	if err != nil {
		return err
	}
	defer records.Close()
	if err := records.SetSettings(ctx, c.ID, values); err != nil {
		return err
	}
	if !c.JSON {
		return nil // nothing to say is good news
	}
	return showSettings(out, records, c.ID, true)
}

func showSettings(out io.Writer, records *server.Records, id uint32, asJSON bool) error {
	settings, err := records.Settings(id)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(out, settings)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, s := range settings {
		fmt.Fprintf(table, "%s=%s\t%s\n", s.Name, s.Value, s.Meaning)
	}
	return table.Flush()
}
