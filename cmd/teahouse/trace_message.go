package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/teahouse-chat/teahouse/server"
)

type traceMessageCmd struct {
	dataFlags
	App     uint32 `required:"" placeholder:"SDKAPPID" help:"SDKAppID."`
	To      string `placeholder:"ID" help:"GroupId of the group or topic, or UserID of the receiver (any)."`
	From    string `placeholder:"USERID" help:"UserID of the sender (any)."`
	Random  uint32 `placeholder:"N" help:"MsgRandom (any)."`
	Seq     uint64 `placeholder:"N" help:"MsgSeq (any)."`
	Account string `placeholder:"USERID" help:"Say of this one whether it was there."`
	Limit   int    `default:"20" help:"How many messages, the newest first (20)."`
	JSON    bool   `name:"json" help:"Print JSON."`
}

// Help is shown by teahouse help trace message.
func (*traceMessageCmd) Help() string {
	return `A server remembers its latest 10,000 messages and 20,000 comings and goings, in memory, since it was started. It is
asked over the socket in its data folder. Who was not there: in a live room those who had left within ten minutes before
or came later; elsewhere the members, or the receiver, without a connection (of groups with up to 10,000 members).`
}

// Run asks the server and prints what it says.
func (c *traceMessageCmd) Run(out io.Writer) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if cfg.Store != "" {
		return errors.New("--store: a server on a database has no socket to be asked by")
	}
	all, err := server.Trace(context.Background(), cfg, server.TraceQuery{App: c.App, To: c.To, From: c.From, Random: c.Random,
		Seq: c.Seq, Account: c.Account, Limit: c.Limit})
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(all)
	}
	if len(all) == 0 {
		fmt.Fprintln(out, "no such message was received lately")
	}
	for _, m := range all {
		c.print(out, &m)
	}
	return nil
}

func (c *traceMessageCmd) print(out io.Writer, m *server.Traced) {
	fmt.Fprintf(out, "%s  %s -> %s  random %d", m.At.Format("2006-01-02 15:04:05.000"), m.From, m.To, m.Random)
	if m.Seq != 0 {
		fmt.Fprintf(out, "  number %d", m.Seq)
	}
	switch m.Became {
	case "refused":
		fmt.Fprintf(out, "\n    received and refused: %d %s\n", m.Code, m.Info)
		return
	case "limited":
		fmt.Fprint(out, "\n    received, dropped by the limit of messages a second, its sender answered success\n")
		return
	case "silenced":
		fmt.Fprint(out, "\n    received, dropped by the application's server, its sender answered success\n")
		return
	case "stored":
		fmt.Fprint(out, "\n    received and stored")
	default:
		fmt.Fprint(out, "\n    received, not stored")
	}
	fmt.Fprintf(out, "; written to %d sessions, %d were there (the sender's own among them)\n", m.Written, m.Due)
	var absent []string
	for _, a := range m.Absent {
		absent = append(absent, a.Account+when(a))
	}
	if m.More > 0 {
		absent = append(absent, fmt.Sprintf("and %d more", m.More))
	}
	if len(absent) > 0 {
		fmt.Fprintf(out, "    not there: %s\n", strings.Join(absent, ", "))
	}
	if m.Account != "" {
		fmt.Fprintf(out, "    %s was %s\n", c.Account, m.Account)
	}
	if !m.Complete {
		fmt.Fprint(out, "    that is longer ago than comings and goings are remembered: who was there is a guess from now\n")
	}
}

func when(a server.Absent) string {
	var parts []string
	if a.Left > 0 {
		parts = append(parts, "left "+a.Left.Round(time.Millisecond).String()+" before")
	}
	if a.Came > 0 {
		parts = append(parts, "came "+a.Came.Round(time.Millisecond).String()+" after")
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
