package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/teahouse-chat/teahouse/server"
)

type backupCmd struct {
	dataFlags
	Dir string `arg:"" name:"dir" help:"Folder for the backup: empty, or not there yet."`
}

// Help is shown by `teahouse help backup`.
func (*backupCmd) Help() string {
	return `Records and messages are of one moment; nothing stops meanwhile. A server that runs on the data folder is asked for
the copy; a database (--store) is read in one transaction, whichever servers use it. The backup is read again before
the verb ends. The applications' keys are in it as they are stored: with a master key they stay encrypted.`
}

// Run makes a backup and says what is in it.
func (c *backupCmd) Run(out io.Writer) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	made, err := server.Backup(ctx, cfg, c.Dir)
	if err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	_, err = fmt.Fprintf(out, "%s holds the data of %s: %s\n", c.Dir, moment(made), contents(made))
	return err
}

func moment(b server.BackupInfo) string { return b.Moment.Format(time.RFC3339) }

func contents(b server.BackupInfo) string {
	size := int64(0)
	for _, f := range b.Files {
		size += f.Bytes
	}
	return fmt.Sprintf("%d rows of records, %d entries of timelines, %d kB", b.Rows, b.Entries, (size+999)/1000)
}
