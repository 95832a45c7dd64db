package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/teahouse-chat/teahouse/server"
)

type restoreCmd struct {
	dataFlags
	Dir string `arg:"" name:"dir" help:"Folder of a backup."`
}

// Help is shown by `teahouse help restore`.
func (*restoreCmd) Help() string {
	return `The data folder (--data) or the database (--store) must be empty; the backup is checked completely before anything
is written. It need not come from where it goes: this is also how the data move from a folder to a database or back.`
}

// Run restores a backup and says what was in it.
func (c *restoreCmd) Run(out io.Writer) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	made, err := server.Restore(ctx, cfg, c.Dir)
	if err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	_, err = fmt.Fprintf(out, "The data are those of %s again: %s\n", moment(made), contents(made))
	return err
}
