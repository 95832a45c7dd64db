package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/teahouse-chat/teahouse/client"
	"github.com/teahouse-chat/teahouse/test/world"
	"github.com/teahouse-chat/teahouse/usersig"
)

// The real server that examples and some tests talk to: started when the first
// of them needs it, with data of its own.
var (
	server struct {
		SDKAppID uint32
		Key      string
		url      string
		process  *exec.Cmd
		data     string
		log      bytes.Buffer
	}
	startServer = sync.OnceValue(func() error {
		bin, err := world.Binary()
		if err != nil {
			return err
		}
		if server.data, err = os.MkdirTemp("", "teahouse-client"); err != nil {
			return err
		}
		made, err := exec.Command(bin, "app", "create", "--json", "--data", server.data).Output()
		if err != nil {
			return fmt.Errorf("teahouse app create: %w", err)
		}
		if err := json.Unmarshal(made, &server); err != nil {
			return err
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		address := l.Addr().String()
		l.Close()
		server.url = "http://" + address
		server.process = exec.Command(bin, "serve", "--data", server.data, "--listen", address, "--drain", "0s")
		server.process.Stdout, server.process.Stderr = &server.log, &server.log
		if err := server.process.Start(); err != nil {
			return err
		}
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			res, err := http.Get(server.url + "/readyz")
			if err == nil {
				res.Body.Close()
				if res.StatusCode == http.StatusOK {
					return nil
				}
			}
			if time.Now().After(deadline) {
				return fmt.Errorf("the server does not start: %v\n%s", err, server.log.String())
			}
		}
	})
)

func TestMain(m *testing.M) {
	code := m.Run()
	if server.process != nil && server.process.Process != nil {
		server.process.Process.Signal(syscall.SIGTERM)
		server.process.Wait()
	}
	if server.data != "" {
		os.RemoveAll(server.data)
	}
	os.Exit(code)
}

// connect logs a user in to the real server.
func connect(user string, change ...func(*client.Options)) (*client.Client, error) {
	if err := startServer(); err != nil {
		return nil, err
	}
	o := client.Options{App: server.SDKAppID, User: user, UserSig: usersig.Make(server.SDKAppID, server.Key, user, time.Hour)}
	for _, f := range change {
		f(&o)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return client.Dial(ctx, server.url, o)
}

// admin is the application's administrator on the real server.
func admin() *client.REST {
	if err := startServer(); err != nil {
		panic(err)
	}
	return &client.REST{URL: server.url, App: server.SDKAppID, Key: server.Key}
}
