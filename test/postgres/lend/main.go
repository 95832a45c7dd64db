// Lend runs a command that needs PostgreSQL databases: it starts a server for it,
// and each POST to the address in the command's environment variable DATABASES is
// answered with the URL of a new database, as JSON: an empty one for /empty, and for
// /with-application one with an application, which is in the answer: made by the
// binary whose path is the request's body. All is gone when the command ends.
//
//	go run ./test/postgres/lend npm test
package main

import (
	"encoding/json"
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
	go func() { _ = http.Serve(l, handler(cluster)) }()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), "DATABASES=http://"+l.Addr().String())
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}

// lent is an answer. Made is the application as `app create --json` prints it.
type lent struct {
	URL  string
	Made json.RawMessage `json:",omitempty"`
}

func handler(c *postgres.Cluster) http.Handler {
	var copied json.RawMessage // the application of the database that is copied
	mux := http.NewServeMux()
	mux.HandleFunc("POST /empty", func(w http.ResponseWriter, _ *http.Request) {
		url, _, err := c.Database()
		answer(w, lent{URL: url}, err)
	})
	mux.HandleFunc("POST /with-application", func(w http.ResponseWriter, r *http.Request) {
		bin, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		url, _, err := c.Prepared(func(url string) (err error) {
			copied, err = createApp(string(bin), url)
			return err
		})
		made := copied
		if err == nil && made == nil { // a server of TEST_POSTGRES, which copies nothing
			made, err = createApp(string(bin), url)
		}
		answer(w, lent{url, made}, err)
	})
	return mux
}

func createApp(bin, url string) (json.RawMessage, error) {
	dir, err := os.MkdirTemp("", "teahouse-prepare-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	return exec.Command(bin, "app", "create", "--data", dir, "--store", url, "--json", "--name", "story").Output()
}

func answer(w http.ResponseWriter, l lent, err error) {
	if err == nil {
		err = json.NewEncoder(w).Encode(l)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
