package main

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/teahouse-chat/teahouse/server"
)

type appCmd struct {
	Create   appCreateCmd   `cmd:"" help:"Make an application and print its key."`
	List     appListCmd     `cmd:"" help:"List the applications."`
	Show     appShowCmd     `cmd:"" help:"Show one application with its key."`
	Settings appSettingsCmd `cmd:"" help:"Settings of an application."`
}

// recordsFlags are the flags of all verbs about applications.
type recordsFlags struct {
	dataFlags
	JSON bool `name:"json" help:"Print JSON."`
}

// open opens the records; without make they must be there.
func (f recordsFlags) open(ctx context.Context, make bool) (*server.Records, error) {
	cfg, err := f.config()
	if err != nil {
		return nil, err
	}
	return server.OpenRecords(ctx, cfg, make)
}

// printedApp is an application as --json prints it.
type printedApp struct {
	SDKAppID uint32
	Name     string
	Key      string `json:",omitempty"` // left out in lists
	Admins   []string
	Created  time.Time
	Disabled bool
}

func printable(a server.App) printedApp {
	return printedApp{a.SDKAppID, a.Name, a.Key, a.Admins, a.Created.UTC(), a.Disabled}
}

func printJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
