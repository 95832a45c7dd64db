// Command teahouse is a chat server and the tools of its operator. Each verb is
// a file of its own; `teahouse help` lists them.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Exit codes: a verb that ran and failed, and a command line that says nothing
// sensible.
const (
	exitFailed = 1
	exitUsage  = 2
)

type cli struct {
	Serve   serveCmd   `cmd:"" help:"Run the server."`
	App     appCmd     `cmd:"" help:"Applications and their settings, also beside a running server."`
	Webhook webhookCmd `cmd:"" help:"What applications' servers could not be told."`
	Usersig usersigCmd `cmd:"" help:"Make and check UserSigs."`
	Call    callCmd    `cmd:"" help:"Call any command of the server API (REST v4) and print its answer."`
	Trace   traceCmd   `cmd:"" help:"Say what became of messages, and who was not there."`
	Backup  backupCmd  `cmd:"" help:"Copy all data at one moment, also of a running server."`
	Restore restoreCmd `cmd:"" help:"Make the data of a new server from a backup."`
	Version versionCmd `cmd:"" help:"Print the version."`
	Help    helpCmd    `cmd:"" help:"Show this, or what a verb takes."`
}

// errQuiet ends the program with exitFailed after the verb has said why.
var errQuiet = errors.New("failed")

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, errs io.Writer) int {
	var verbs cli
	parser, err := kong.New(&verbs,
		kong.Name("teahouse"),
		kong.Description("A self-hosted chat server. Flags may also come from the environment: --data is TEAHOUSE_DATA."),
		kong.DefaultEnvars("TEAHOUSE"),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(out, errs),
		kong.BindTo(out, (*io.Writer)(nil)),
	)
	if err != nil {
		panic(err) // the struct above is wrong
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	verb, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(errs, "teahouse: %v (see teahouse help)\n", err)
		return exitUsage
	}
	switch err := verb.Run(); {
	case errors.Is(err, errQuiet):
		return exitFailed
	case err != nil:
		fmt.Fprintf(errs, "teahouse: %s\n", oneLine(err))
		return exitFailed
	}
	return 0
}

// oneLine returns an error as a line, which is what logs and people can take in:
// libraries tell of several attempts on a line each, often twice the same.
func oneLine(err error) string {
	var parts []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(parts, line) {
			parts = append(parts, line)
		}
	}
	text := strings.Join(parts, "; ")
	return strings.ReplaceAll(text, ":; ", ": ")
}
