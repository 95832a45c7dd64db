package main

import (
	"context"
	"io"
)

// appCreateCmd has environment variables of its own where TEAHOUSE_KEY, which
// other verbs sign with, would silently become the key of a new application.
type appCreateCmd struct {
	recordsFlags
	Name string `env:"TEAHOUSE_NEW_NAME" placeholder:"NAME" help:"Name shown to operators."`
	ID   uint32 `name:"id" env:"TEAHOUSE_NEW_ID" placeholder:"SDKAPPID" help:"SDKAppID (the next free one from 1400000001)."`
	Key  string `env:"TEAHOUSE_NEW_KEY" placeholder:"HEX" help:"Key that signs its UserSigs (a random one)."`
}

// Run makes the application, and the store if there is none.
func (c *appCreateCmd) Run(out io.Writer) error {
	ctx := context.Background()
	records, err := c.open(ctx, true)
	if err != nil {
		return err
	}
	defer records.Close()
	made, err := records.CreateApp(ctx, c.ID, c.Name, c.Key)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(out, printable(made))
	}
	return showApp(out, made)
}
