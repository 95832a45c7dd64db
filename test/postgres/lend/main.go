// Lend runs a command that needs PostgreSQL databases: it starts a server for it,
// and each POST to the address in the command's environment variable DATABASES is
// answered with the URL of a new database. It is empty, or has its tables already if
// TEAHOUSE_BIN names the server's binary. All is gone when the command ends.
//
//	go run ./test/postgres/lend npm test
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"

	"github.com/teahouse-chat/teahouse/test/postgres"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: lend COMMAND [ARGUMENT ...]")
		os.Exit(2)
	}
	err := lend(os.Args[1:])
	var ended *exec.ExitError
	if errors.As(err, &ended) {
		os.Exit(ended.ExitCode())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "lend:", err)
		os.Exit(1)
	}
}

func lend(command []string) error {
	cluster, err := postgres.Start()
	if err != nil {
		return err
	}
	defer cluster.Stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	go func() {
		_ = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			url, err := database(cluster)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			_, _ = io.WriteString(w, url)
		}))
	}()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "DATABASES=http://"+l.Addr().String())
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}

func database(c *postgres.Cluster) (url string, err error) {
	if bin := os.Getenv("TEAHOUSE_BIN"); bin != "" {
		url, _, err = c.Prepared(postgres.ByBinary(bin))
		return url, err
	}
	url, _, err = c.Database()
	return url, err
}
